import { Group, LineBasicMaterial, LineSegments, BufferGeometry, Float32BufferAttribute, type Mesh } from 'three'
import type { LayerSegments } from '#backend/gcode/layers.ts'
import type { Toolpath } from '#backend/gcode/toolpath.ts'
import { empty, type Bed } from '../model/scene.ts'
import { createStage } from '../model/stage.ts'
import { drawBed } from '../model/surroundings.ts'
import { boxOfEnds, drawStrands } from './strands.ts'

/** Above this what lies under the layer is drawn as thin lines: a phone has no time for more roofs. */
const mostRoofs = 250_000

export type LayerScene = ReturnType<typeof createLayerScene>

/** One layer in its colours on what lies under it, on the bed. G-code counts from the bed's corner. */
export function createLayerScene(canvas: HTMLCanvasElement, bed: Bed, onDrawn: () => void) {
  const stage = createStage(canvas, onDrawn)
  const layerGroup = new Group()
  const under = new Group()
  const plate = new Group()
  stage.content.add(layerGroup, under, plate)
  let isFramed = false
  /** How many of the segments under it belong to the layers below each layer. */
  let upTo: Uint32Array | undefined
  let overview: { mesh: Mesh | LineSegments; each: number } | undefined
  let shown = 0

  if (bed) {
    plate.position.set(bed[0] / 2, bed[1] / 2, 0)
    plate.add(drawBed(bed))
  }

  function frame(minX: number, minY: number, maxX: number, maxY: number, height: number): void {
    if (!bed && plate.children.length === 0) {
      plate.position.set((minX + maxX) / 2, (minY + maxY) / 2, 0)
      plate.add(drawBed([maxX - minX + 60, maxY - minY + 60, height]))
    }
    const radius = Math.hypot(maxX - minX, maxY - minY, height) / 2 + 4
    stage.lookAt((minX + maxX) / 2, (minY + maxY) / 2, height / 2, radius)
  }

  function showUnder(): void {
    if (!overview || !upTo) return
    const count = upTo[Math.min(shown, upTo.length - 1)]!
    const { mesh, each } = overview
    if (each === 1 && 'instanceCount' in mesh.geometry) mesh.geometry.instanceCount = count
    else mesh.geometry.setDrawRange(0, 2 * count)
    mesh.visible = count > 0
  }

  return {
    ...stage,
    /** `height`: of the whole part, for the first view. `rise`: of the layer. */
    show(at: number, layer: LayerSegments, colours: Uint8Array, z: number, rise: number, height: number): void {
      empty(layerGroup)
      layerGroup.add(drawStrands({ ends: layer.ends, colours, count: layer.count, z }, rise, false))
      if (!isFramed && layer.count > 0) {
        isFramed = true
        const { min, max } = boxOfEnds(layer.ends)
        frame(min.x, min.y, max.x, max.y, height)
      }
      shown = at
      showUnder()
      stage.redraw()
    },
    /** What lies under the layers, once it is there. */
    addUnder(toolpath: Toolpath): void {
      const { ends, tops, counts, box } = segmentsOf(toolpath)
      upTo = counts
      const roofs = ends.length / 4 <= mostRoofs
      if (roofs) {
        const colours = new Uint8Array((ends.length / 4) * 3)
        for (let i = 0; i < colours.length; i += 3) colours.set([0xee, 0x7f, 0x38], i)
        const rise = toolpath.layers > 1 ? toolpath.z[1]! - toolpath.z[0]! : 0.2
        overview = { mesh: drawStrands({ ends, colours, count: ends.length / 4, z: tops }, rise, true), each: 1 }
      } else {
        const points = new Float32Array((ends.length / 4) * 6)
        for (let i = 0; i < tops.length; i++)
          points.set([ends[4 * i]!, ends[4 * i + 1]!, tops[i]!, ends[4 * i + 2]!, ends[4 * i + 3]!, tops[i]!], 6 * i)
        const geometry = new BufferGeometry()
        geometry.setAttribute('position', new Float32BufferAttribute(points, 3))
        overview = { mesh: new LineSegments(geometry, new LineBasicMaterial({ color: 0x8c5a36 })), each: 2 }
        overview.mesh.frustumCulled = false
      }
      under.add(overview.mesh)
      frame(...box, toolpath.z.at(-1) ?? 0)
      showUnder()
      stage.redraw()
    },
    dispose(): void {
      for (const group of [layerGroup, under, plate]) empty(group)
      stage.dispose()
    },
  }
}

/** Polylines as segments, with how many there are below each layer. */
function segmentsOf({ layers, z, firstPolyline, firstPoint, points, originX, originY, step }: Toolpath) {
  const count = points.length / 2 - (firstPoint.length - 1)
  const ends = new Float32Array(4 * count)
  const tops = new Float32Array(count)
  const counts = new Uint32Array(layers + 1)
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  let at = 0
  for (let layer = 0; layer < layers; layer++) {
    counts[layer] = at
    for (let p = firstPolyline[layer]!; p < firstPolyline[layer + 1]!; p++) {
      for (let i = firstPoint[p]!; i < firstPoint[p + 1]! - 1; i++, at++) {
        for (let k = 0; k < 4; k++) ends[4 * at + k] = (k % 2 ? originY : originX) + step * points[2 * i + k]!
        tops[at] = z[layer]!
        minX = Math.min(minX, ends[4 * at]!)
        maxX = Math.max(maxX, ends[4 * at]!)
        minY = Math.min(minY, ends[4 * at + 1]!)
        maxY = Math.max(maxY, ends[4 * at + 1]!)
      }
    }
  }
  counts[layers] = at
  return { ends, tops, counts, box: [minX, minY, maxX, maxY] as const }
}
