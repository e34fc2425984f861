import {
  AmbientLight,
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  Group,
  InstancedMesh,
  Matrix3,
  Matrix4,
  Mesh,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
  WebGLRenderer,
  type Object3D,
} from 'three'
import { boxOf, thenRound, type Placement } from '#backend/mesh/placement.ts'
import type { Plate } from '#backend/slicing/plate.ts'
import { createFilament } from './filament.ts'
import { drawBed, drawCoin } from './surroundings.ts'

export type MeshData = { positions: Float32Array; indices: Uint32Array | Uint16Array }
/** Width, depth and height in mm; without it the part stands on a small plate of its own. */
export type Bed = readonly [number, number, number] | undefined
/** How the parts lie: one placement, and where its copies stand. */
export type Layout = { placement: Placement; plate: Plate; bed: Bed }

/** Mid-grey in the light and in the dark theme: the part must look the same in both. */
const background = 0x848b94
/** The first view is that of the server's picture (backend/mesh/raster.ts): nothing jumps when 3D comes. */
const start = { azimuth: (32 * Math.PI) / 180, elevation: (27 * Math.PI) / 180 }
const fieldOfView = 32
/** From under the bed one sees what hangs. */
const lowest = -0.9

export type ModelScene = ReturnType<typeof createScene>

/** A three.js view of a model on its bed, Z up. Knows nothing of Svelte; whoever creates it disposes of it. */
export function createScene(canvas: HTMLCanvasElement, onDrawn: () => void = () => {}) {
  const renderer = new WebGLRenderer({ canvas, antialias: true })
  const scene = new Scene()
  const camera = new PerspectiveCamera(fieldOfView, 1, 1, 5000)
  const content = new Group()
  const target = new Vector3()
  const filament = createFilament()
  let geometry: BufferGeometry | undefined
  let parts: InstancedMesh | undefined
  let { azimuth, elevation } = start
  let radius = 50
  let closeness = 1
  let frame = 0

  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2))
  scene.background = new Color(background)
  camera.up.set(0, 0, 1)
  // The lamp travels with the eye, so that no side is ever black.
  const lamp = new DirectionalLight(0xffffff, 2.4)
  lamp.position.set(-0.45, 0.7, 0.75)
  camera.add(lamp)
  scene.add(camera, new AmbientLight(0xffffff, 0.9), content)

  function draw(): void {
    frame = 0
    const nearest = (radius / Math.sin(((fieldOfView / 2) * Math.PI) / 180)) * Math.max(1, 0.9 / camera.aspect)
    const distance = nearest / closeness
    camera.near = nearest / 50
    camera.far = nearest * 12
    camera.updateProjectionMatrix()
    camera.position.set(
      target.x + distance * Math.cos(elevation) * Math.sin(azimuth),
      target.y - distance * Math.cos(elevation) * Math.cos(azimuth),
      target.z + distance * Math.sin(elevation),
    )
    camera.lookAt(target)
    renderer.render(scene, camera)
    onDrawn()
  }
  const redraw = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }

  return {
    show(mesh: MeshData): void {
      geometry?.dispose()
      geometry = new BufferGeometry()
      geometry.setAttribute('position', new BufferAttribute(mesh.positions, 3))
      geometry.setIndex(new BufferAttribute(mesh.indices, 1))
    },
    /** Lays the shown mesh on the bed, as often as the plate has places. */
    lay({ placement, plate, bed }: Layout): void {
      if (!geometry) return
      empty(content)
      const turn = plate.quarter ? thenRound(placement.turn, 'z', Math.PI / 2) : placement.turn
      const box = boxOf(geometry.getAttribute('position').array, { turn, scale: placement.scale })
      const [dx, dy] = [(box.min[0] + box.max[0]) / 2, (box.min[1] + box.max[1]) / 2]
      parts = new InstancedMesh(geometry, filament.material, plate.places.length)
      // What is drawn lies all over the bed: the box of one part says nothing of it.
      parts.frustumCulled = false
      const [rotation, scale] = [new Quaternion(...turn), new Vector3().setScalar(placement.scale)]
      plate.places.forEach(({ x, y }, i) => {
        parts!.setMatrixAt(i, new Matrix4().compose(new Vector3(x - dx, y - dy, -box.min[2]), rotation, scale))
      })
      const [halfX, halfY] = [
        Math.max(...plate.places.map(({ x }) => x)) + box.size[0] / 2,
        Math.max(...plate.places.map(({ y }) => y)) + box.size[1] / 2,
      ]
      const coin = drawCoin()
      coin.position.set(-halfX - 20, -halfY + 6, 0)
      content.add(parts, coin, drawBed(bed ?? [2 * halfX + 120, 2 * halfY + 120, box.size[2]]))
      // The coin is part of the picture: 34 mm more on its side.
      radius = Math.hypot(2 * halfX + 34, 2 * halfY, box.size[2]) / 2 + 4
      target.set(-17, 0, box.size[2] / 2)
      redraw()
    },
    /** Whether what hangs in the air is coloured. */
    markOverhang(isMarked: boolean): void {
      filament.markOverhang(isMarked)
      redraw()
    },
    /** The outward normal, in the model's own axes, of the face under a point of the canvas (CSS pixels). */
    faceAt(x: number, y: number): [number, number, number] | undefined {
      if (!parts) return undefined
      const point = new Vector2((2 * x) / canvas.clientWidth - 1, 1 - (2 * y) / canvas.clientHeight)
      const ray = new Raycaster()
      ray.setFromCamera(point, camera)
      const [hit] = ray.intersectObject(parts)
      if (!hit?.face || hit.instanceId === undefined) return undefined
      const normal = hit.face.normal.clone()
      // Faces are seen from both sides: the one that looks at us is outside.
      const matrix = new Matrix4()
      parts.getMatrixAt(hit.instanceId, matrix)
      const seen = normal.clone().applyMatrix3(new Matrix3().getNormalMatrix(matrix))
      if (seen.dot(ray.ray.direction) > 0) normal.negate()
      return normal.toArray()
    },
    resize(width: number, height: number): void {
      if (width === 0 || height === 0) return
      renderer.setSize(width, height, false)
      camera.aspect = width / height
      redraw()
    },
    /** Turns the eye round the part, in radians. */
    turn(right: number, up: number): void {
      azimuth += right
      elevation = Math.min(1.55, Math.max(lowest, elevation + up))
      redraw()
    },
    zoom(factor: number): void {
      closeness = Math.min(6, Math.max(0.25, closeness * factor))
      redraw()
    },
    home(): void {
      ;({ azimuth, elevation } = start)
      closeness = 1
      redraw()
    },
    dispose(): void {
      cancelAnimationFrame(frame)
      empty(content)
      geometry?.dispose()
      filament.material.dispose()
      renderer.dispose()
    },
  }
}

/** Takes everything out; the part's own geometry and material stay. */
function empty(group: Group): void {
  group.traverse((object: Object3D) => {
    if (object instanceof InstancedMesh) return void object.dispose()
    if (!('geometry' in object)) return
    const { geometry, material } = object as Mesh
    geometry.dispose()
    for (const one of [material].flat()) {
      if ('map' in one && one.map && typeof one.map === 'object') (one.map as { dispose(): void }).dispose()
      one.dispose()
    }
  })
  group.clear()
}
