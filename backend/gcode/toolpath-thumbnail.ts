import type { Vector } from '#backend/mesh/measure.ts'
import { createRaster, facesAway } from '#backend/mesh/raster.ts'
import type { Toolpath } from '#backend/gcode/toolpath.ts'

/** Turns closer together than this share of the picture are drawn as one strand. */
const finest = 1 / 600
/** mm: what most nozzles of a fablab lay down. */
const strandWidth = 0.45

/** A 512 × 512 picture of what will be printed, RGBA: each strand as a small ridge, so that layers catch the light. */
export function toolpathThumbnail(
  toolpath: Toolpath,
): { width: number; height: number; pixels: Uint8Array } | undefined {
  const { layers, z, firstPolyline, firstPoint, points, originX, originY, step } = toolpath
  if (points.length === 0) return undefined
  const { min, max } = boxOf(toolpath)
  const raster = createRaster(min, max)
  const near = finest * Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2])
  const triangle = new Float64Array(9)
  const normals = new Float64Array(9)

  /** From one side of the strand up to its ridge: two triangles with one normal. */
  function slope(
    x0: number,
    y0: number,
    x: number,
    y: number,
    top: number,
    height: number,
    nx: number,
    ny: number,
  ): void {
    // A ridge hides the slope behind it.
    if (facesAway(nx * 0.86, ny * 0.86, 0.5)) return
    for (let corner = 0; corner < 3; corner++) {
      normals[3 * corner] = nx * 0.86
      normals[3 * corner + 1] = ny * 0.86
      normals[3 * corner + 2] = 0.5
    }
    const sx = (nx * strandWidth) / 2
    const sy = (ny * strandWidth) / 2
    put(0, x0, y0, top)
    put(3, x, y, top)
    put(6, x0 + sx, y0 + sy, top - height)
    raster.triangle(triangle, normals)
    put(0, x + sx, y + sy, top - height)
    raster.triangle(triangle, normals)
  }

  function put(at: number, x: number, y: number, z: number): void {
    triangle[at] = x
    triangle[at + 1] = y
    triangle[at + 2] = z
  }

  for (let layer = 0; layer < layers; layer++) {
    const top = z[layer]!
    const height = Math.min(0.6, Math.max(0.05, top - (layer === 0 ? 0 : z[layer - 1]!)))
    for (let p = firstPolyline[layer]!; p < firstPolyline[layer + 1]!; p++) {
      const last = firstPoint[p + 1]! - 1
      let x0 = originX + step * points[2 * firstPoint[p]!]!
      let y0 = originY + step * points[2 * firstPoint[p]! + 1]!
      for (let i = firstPoint[p]! + 1; i <= last; i++) {
        const x = originX + step * points[2 * i]!
        const y = originY + step * points[2 * i + 1]!
        const length = Math.hypot(x - x0, y - y0)
        if (length < near && i < last) continue
        if (length > 0) {
          const nx = (y0 - y) / length
          const ny = (x - x0) / length
          slope(x0, y0, x, y, top, height, nx, ny)
          slope(x0, y0, x, y, top, height, -nx, -ny)
        }
        x0 = x
        y0 = y
      }
    }
  }
  return raster.picture()
}

function boxOf({ z, points, originX, originY, step }: Toolpath): { min: Vector; max: Vector } {
  let [left, right, front, back] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]!)
    right = Math.max(right, points[i]!)
    front = Math.min(front, points[i + 1]!)
    back = Math.max(back, points[i + 1]!)
  }
  const high = z.reduce((highest, height) => Math.max(highest, height), 0)
  return {
    min: [originX + step * left, originY + step * front, 0],
    max: [originX + step * right, originY + step * back, high],
  }
}
