import {
  BufferAttribute,
  BufferGeometry,
  Group,
  InstancedMesh,
  Matrix3,
  Matrix4,
  Mesh,
  Quaternion,
  Raycaster,
  Vector2,
  Vector3,
  type Object3D,
} from 'three'
import type { Vector } from '#backend/mesh/measure.ts'
import { thenRound, type Placement } from '#backend/mesh/placement.ts'
import type { Plate } from '#backend/slicing/plate.ts'
import type { Faults } from '#backend/mesh/repair.ts'
import { drawFaults } from './faults.ts'
import { createFilament } from './filament.ts'
import { createStage } from './stage.ts'
import { drawBed, drawCoin } from './surroundings.ts'

export type MeshData = { positions: Float32Array; indices: Uint32Array | Uint16Array }
/** Width, depth and height in mm; without it the part stands on a small plate of its own. */
export type Bed = readonly [number, number, number] | undefined
/** How the parts lie: one placement, and where its copies stand. */
export type Layout = { placement: Placement; plate: Plate; bed: Bed; box: Box }
type Box = { min: Vector; max: Vector; size: Vector }

export type ModelScene = ReturnType<typeof createScene>

/** A three.js view of a model on its bed. Knows nothing of Svelte; whoever creates it disposes of it. */
export function createScene(canvas: HTMLCanvasElement, onDrawn: () => void = () => {}) {
  const stage = createStage(canvas, onDrawn)
  const filament = createFilament()
  let geometry: BufferGeometry | undefined
  let parts: InstancedMesh | undefined
  let faults: ReturnType<typeof drawFaults> | undefined

  return {
    ...stage,
    show(mesh: MeshData): void {
      geometry?.dispose()
      geometry = new BufferGeometry()
      geometry.setAttribute('position', new BufferAttribute(mesh.positions, 3))
      geometry.setIndex(new BufferAttribute(mesh.indices, 1))
    },
    /** Lays the shown mesh on the bed, as often as the plate has places. */
    lay({ placement, plate, bed, box: unturned }: Layout): void {
      if (!geometry) return
      faults?.group.removeFromParent()
      empty(stage.content)
      const turn = plate.quarter ? thenRound(placement.turn, 'z', Math.PI / 2) : placement.turn
      const box = plate.quarter ? quartered(unturned) : unturned
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
      if (faults) {
        parts.getMatrixAt(0, faults.group.matrix)
        faults.group.matrixAutoUpdate = false
        stage.content.add(faults.group)
      }
      stage.content.add(parts, coin, drawBed(bed ?? [2 * halfX + 120, 2 * halfY + 120, box.size[2]]))
      // The coin is part of the picture: 34 mm more on its side.
      stage.lookAt(-17, 0, box.size[2] / 2, Math.hypot(2 * halfX + 34, 2 * halfY, box.size[2]) / 2 + 4)
    },
    /** Where the mesh is open; laid with the first copy from the next `lay` on. */
    addFaults(found: Faults): void {
      faults = drawFaults(found)
    },
    showRepaired(isRepaired: boolean): void {
      faults?.show(isRepaired)
      stage.redraw()
    },
    /** Whether what hangs in the air is coloured. */
    markOverhang(isMarked: boolean): void {
      filament.markOverhang(isMarked)
      stage.redraw()
    },
    /** The outward normal, in the model's own axes, of the face under a point of the canvas (CSS pixels). */
    faceAt(x: number, y: number): [number, number, number] | undefined {
      if (!parts) return undefined
      const point = new Vector2((2 * x) / canvas.clientWidth - 1, 1 - (2 * y) / canvas.clientHeight)
      const ray = new Raycaster()
      ray.setFromCamera(point, stage.camera)
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
    dispose(): void {
      if (faults) stage.content.add(faults.group)
      empty(stage.content)
      geometry?.dispose()
      filament.material.dispose()
      stage.dispose()
    },
  }
}

/** A quarter turn takes (x, y) to (−y, x). */
const quartered = ({ min, max, size }: Box): Box => ({
  min: [-max[1], min[0], min[2]],
  max: [-min[1], max[0], max[2]],
  size: [size[1], size[0], size[2]],
})

/** Takes everything out; the part's own geometry and material stay. */
export function empty(group: Group): void {
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
