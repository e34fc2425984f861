import {
  AmbientLight,
  BufferAttribute,
  BufferGeometry,
  Color,
  DirectionalLight,
  Group,
  Mesh,
  MeshLambertMaterial,
  PerspectiveCamera,
  Scene,
  Vector3,
  WebGLRenderer,
  type Object3D,
} from 'three'
import { drawBed, drawCoin } from './surroundings.ts'

export type MeshData = { positions: Float32Array; indices: Uint32Array | Uint16Array }
/** Width, depth and height in mm; without it the part stands on a small plate of its own. */
export type Bed = readonly [number, number, number] | undefined

/** Mid-grey in the light and in the dark theme: the part must look the same in both. */
const background = 0x848b94
/** The colour and the first view are those of the server's picture (backend/mesh/raster.ts): nothing jumps when 3D comes. */
const filament = 0xee7f38
const start = { azimuth: (32 * Math.PI) / 180, elevation: (27 * Math.PI) / 180 }
const fieldOfView = 32

export type ModelScene = ReturnType<typeof createScene>

/** A three.js view of a model on its bed, Z up. Knows nothing of Svelte; whoever creates it disposes of it. */
export function createScene(canvas: HTMLCanvasElement, onDrawn: () => void = () => {}) {
  const renderer = new WebGLRenderer({ canvas, antialias: true })
  const scene = new Scene()
  const camera = new PerspectiveCamera(fieldOfView, 1, 1, 5000)
  const content = new Group()
  const target = new Vector3()
  let { azimuth, elevation } = start
  let nearest = 100
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
    const distance = nearest / closeness
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
    show(mesh: MeshData, bed: Bed): void {
      empty(content)
      const geometry = new BufferGeometry()
      geometry.setAttribute('position', new BufferAttribute(mesh.positions, 3))
      geometry.setIndex(new BufferAttribute(mesh.indices, 1))
      geometry.computeBoundingBox()
      const box = geometry.boundingBox!
      const size = box.getSize(new Vector3())
      const part = new Mesh(geometry, new MeshLambertMaterial({ color: filament, flatShading: true }))
      part.position.set(-(box.min.x + box.max.x) / 2, -(box.min.y + box.max.y) / 2, -box.min.z)
      const coin = drawCoin()
      coin.position.set(-size.x / 2 - 20, -size.y / 2 + 6, 0)
      content.add(part, coin, drawBed(bed ?? [size.x + 120, size.y + 120, size.z]))

      // The coin is part of the picture: 34 mm more on its side.
      const radius = Math.hypot(size.x + 34, size.y, size.z) / 2 + 4
      target.set(-17, 0, size.z / 2)
      nearest = (radius / Math.sin(((fieldOfView / 2) * Math.PI) / 180)) * Math.max(1, 0.9 / camera.aspect)
      camera.far = nearest * 12
      camera.near = nearest / 50
      camera.updateProjectionMatrix()
      redraw()
    },
    resize(width: number, height: number): void {
      if (width === 0 || height === 0) return
      renderer.setSize(width, height, false)
      camera.aspect = width / height
      camera.updateProjectionMatrix()
      redraw()
    },
    /** Turns the eye round the part, in radians; never below the bed. */
    turn(right: number, up: number): void {
      azimuth += right
      elevation = Math.min(1.55, Math.max(-0.1, elevation + up))
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
      renderer.dispose()
    },
  }
}

function empty(group: Group): void {
  group.traverse((object: Object3D) => {
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
