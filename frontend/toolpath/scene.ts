import { Group, type InstancedBufferGeometry, type Mesh } from 'three'
import type { LayerSegments } from '#backend/gcode/layers.ts'
import type { Toolpath } from '#backend/gcode/toolpath.ts'
import { empty, type Bed } from '../model/scene.ts'
import { createStage } from '../model/stage.ts'
import { drawBed } from '../model/surroundings.ts'
import { boxOfEnds, drawStrands } from './strands.ts'

/** What lies under the layer is drawn at every frame: beyond this a phone has no time, and only every second, third… layer is. */
const mostUnder = 40_000

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
  let overview: Mesh | undefined
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
    ;(overview.geometry as InstancedBufferGeometry).instanceCount = count
    overview.visible = count > 0
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
      const { ends, tops, counts, box, every } = segmentsOf(toolpath)
      upTo = counts
      const colours = new Uint8Array((ends.length / 4) * 3)
      for (let i = 0; i < colours.length; i += 3) colours.set([0xee, 0x7f, 0x38], i)
      const rise = every * (toolpath.layers > 1 ? toolpath.z[1]! - toolpath.z[0]! : 0.2)
      overview = drawStrands({ ends, colours, count: ends.length / 4, z: tops }, rise, true)
      under.add(overview)
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

/** Polylines as segments, of every so manieth layer, with how many there are below each layer. */
function segmentsOf({ layers, z, firstPolyline, firstPoint, points, originX, originY, step }: Toolpath) {
  const every = Math.max(1, Math.ceil((points.length / 2 - (firstPoint.length - 1)) / mostUnder))
  const counts = new Uint32Array(layers + 1)
  let count = 0
  for (let layer = 0; layer < layers; layer++) {
    counts[layer] = count
    if (layer % every > 0) continue
    const [from, to] = [firstPolyline[layer]!, firstPolyline[layer + 1]!]
    count += firstPoint[to]! - firstPoint[from]! - (to - from)
  }
  counts[layers] = count
  const ends = new Float32Array(4 * count)
  const tops = new Float32Array(count)
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  let at = 0
  for (let layer = 0; layer < layers; layer += every) {
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
  return { ends, tops, counts, box: [minX, minY, maxX, maxY] as const, every }
}
