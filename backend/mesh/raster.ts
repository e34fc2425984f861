import type { Vector } from '#backend/mesh/measure.ts'

/**
 * A small software renderer for list pictures: triangles in, 512 × 512 RGBA out, on a transparent ground. Orthographic 3/4
 * view from the front right, slightly above; z is up. Twice the size inside, averaged down.
 */
export type Raster = {
  /** Draws one triangle. Points are millimetres, normals unit vectors; either side may face us. */
  triangle: (points: Float64Array, normals: Float64Array) => void
  /** RGBA, 8 bits, not premultiplied. */
  picture: () => { width: number; height: number; pixels: Uint8Array }
}

const width = 512
const fine = 2 * width
const margin = 0.06

const turn = (32 * Math.PI) / 180
const tilt = (27 * Math.PI) / 180
const right: Vector = [Math.cos(turn), Math.sin(turn), 0]
const up: Vector = [-Math.sin(tilt) * Math.sin(turn), Math.sin(tilt) * Math.cos(turn), Math.cos(tilt)]
const toEye: Vector = [Math.cos(tilt) * Math.sin(turn), -Math.cos(tilt) * Math.cos(turn), Math.sin(tilt)]

/** Key light from the upper left behind the shoulder, fill light from the right. In the view's axes. */
const key = unit([-0.45, 0.7, 0.75])
const fill = unit([0.85, 0.1, 0.45])
const half = unit([key[0], key[1], key[2] + 1])

/** `min` and `max` (mm) is the box that the picture is framed on. */
export function createRaster(min: Vector, max: Vector): Raster {
  const depth = new Float32Array(fine * fine).fill(-Infinity)
  /** How lit each pixel is, 0 to 1; only where `depth` is set. */
  const light = new Float32Array(fine * fine)
  const frame = frameOf(min, max)
  const sx = new Float64Array(3)
  const sy = new Float64Array(3)
  const sz = new Float64Array(3)
  const lit = new Float64Array(3)

  function triangle(points: Float64Array, normals: Float64Array): void {
    for (let i = 0; i < 3; i++) {
      const x = points[3 * i]!
      const y = points[3 * i + 1]!
      const z = points[3 * i + 2]!
      sx[i] = (x * right[0] + y * right[1] - frame.x) * frame.scale + fine / 2
      sy[i] = fine / 2 - (x * up[0] + y * up[1] + z * up[2] - frame.y) * frame.scale
      sz[i] = x * toEye[0] + y * toEye[1] + z * toEye[2]
      lit[i] = lightOn(normals[3 * i]!, normals[3 * i + 1]!, normals[3 * i + 2]!)
    }
    const area = (sx[1]! - sx[0]!) * (sy[2]! - sy[0]!) - (sy[1]! - sy[0]!) * (sx[2]! - sx[0]!)
    if (Math.abs(area) < 1e-9) return
    const top = Math.max(0, Math.ceil(Math.min(sy[0]!, sy[1]!, sy[2]!) - 0.5))
    const bottom = Math.min(fine - 1, Math.floor(Math.max(sy[0]!, sy[1]!, sy[2]!) - 0.5))
    if (top > bottom) return
    // Depth and light change by the same amount from pixel to pixel.
    const stepA = (sy[1]! - sy[2]!) / area
    const stepB = (sy[2]! - sy[0]!) / area
    const stepZ = stepA * (sz[0]! - sz[2]!) + stepB * (sz[1]! - sz[2]!)
    const stepLight = stepA * (lit[0]! - lit[2]!) + stepB * (lit[1]! - lit[2]!)
    for (let row = top; row <= bottom; row++) {
      const py = row + 0.5
      // Where the row enters and leaves the triangle: long thin ones would waste a search of their box.
      let enter = Infinity
      let leave = -Infinity
      for (let i = 0; i < 3; i++) {
        const k = i === 2 ? 0 : i + 1
        const y0 = sy[i]!
        const y1 = sy[k]!
        if (y0 > py === y1 > py) continue
        const x = sx[i]! + ((py - y0) / (y1 - y0)) * (sx[k]! - sx[i]!)
        if (x < enter) enter = x
        if (x > leave) leave = x
      }
      const left = Math.max(0, Math.ceil(enter - 0.5))
      const last = Math.min(fine - 1, Math.floor(leave - 0.5))
      if (left > last) continue
      const px = left + 0.5
      const a = ((sx[1]! - px) * (sy[2]! - py) - (sy[1]! - py) * (sx[2]! - px)) / area
      const b = ((sx[2]! - px) * (sy[0]! - py) - (sy[2]! - py) * (sx[0]! - px)) / area
      let z = sz[2]! + a * (sz[0]! - sz[2]!) + b * (sz[1]! - sz[2]!)
      let shade = lit[2]! + a * (lit[0]! - lit[2]!) + b * (lit[1]! - lit[2]!)
      for (let at = row * fine + left; at <= row * fine + last; at++) {
        if (z > depth[at]!) {
          depth[at] = z
          light[at] = shade
        }
        z += stepZ
        shade += stepLight
      }
    }
  }

  function picture(): { width: number; height: number; pixels: Uint8Array } {
    shadeCreases(depth, light, frame.scale)
    const pixels = new Uint8Array(4 * width * width)
    const colour = new Float64Array(3)
    for (let y = 0; y < width; y++) {
      for (let x = 0; x < width; x++) {
        let covered = 0
        let [red, green, blue] = [0, 0, 0]
        for (let k = 0; k < 4; k++) {
          const at = (2 * y + (k >> 1)) * fine + 2 * x + (k & 1)
          if (depth[at] === -Infinity) continue
          covered++
          filament(light[at]!, colour)
          red += colour[0]!
          green += colour[1]!
          blue += colour[2]!
        }
        if (covered === 0) continue
        const at = 4 * (y * width + x)
        pixels[at] = red / covered
        pixels[at + 1] = green / covered
        pixels[at + 2] = blue / covered
        pixels[at + 3] = (255 * covered) / 4
      }
    }
    return { width, height: width, pixels }
  }

  return { triangle, picture }
}

/** Whether a surface with this normal shows us its back. */
export function facesAway(nx: number, ny: number, nz: number): boolean {
  return nx * toEye[0] + ny * toEye[1] + nz * toEye[2] < 0
}

/** The middle of the box on the picture, and pixels (of the fine grid) per millimetre. */
function frameOf(min: Vector, max: Vector): { x: number; y: number; scale: number } {
  let [left, high, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let corner = 0; corner < 8; corner++) {
    const x = corner & 1 ? max[0] : min[0]
    const y = corner & 2 ? max[1] : min[1]
    const z = corner & 4 ? max[2] : min[2]
    const across = x * right[0] + y * right[1]
    const upwards = x * up[0] + y * up[1] + z * up[2]
    left = Math.min(left, across)
    high = Math.max(high, across)
    bottom = Math.min(bottom, upwards)
    top = Math.max(top, upwards)
  }
  const scale = (fine * (1 - 2 * margin)) / Math.max(high - left, top - bottom, 1e-6)
  return { x: (left + high) / 2, y: (bottom + top) / 2, scale }
}

function lightOn(nx: number, ny: number, nz: number): number {
  let x = nx * right[0] + ny * right[1]
  let y = nx * up[0] + ny * up[1] + nz * up[2]
  let z = nx * toEye[0] + ny * toEye[1] + nz * toEye[2]
  if (z < 0) [x, y, z] = [-x, -y, -z]
  const direct = Math.max(0, x * key[0] + y * key[1] + z * key[2])
  const side = Math.max(0, x * fill[0] + y * fill[1] + z * fill[2])
  // The 24th power by multiplying: this runs for each corner of millions.
  const mirror = Math.max(0, x * half[0] + y * half[1] + z * half[2])
  const eighth = mirror * mirror * mirror * mirror * mirror * mirror * mirror * mirror
  const shine = eighth * eighth * eighth
  return 0.16 + 0.52 * direct + 0.16 * side + 0.05 * (nz + 1) + 0.1 * shine
}

/** Darkens what lies close behind something nearer: a cheap stand-in for the light that corners do not get. */
function shadeCreases(depth: Float32Array, light: Float32Array, scale: number): void {
  const reach = 9
  const near = (3 * reach) / scale
  for (let row = reach; row < fine - reach; row++) {
    for (let column = reach; column < fine - reach; column++) {
      const at = row * fine + column
      const here = depth[at]!
      if (here === -Infinity) continue
      let shade = 0
      for (let k = 0; k < 8; k++) {
        const distance = k & 1 ? reach : 4
        const dx = ring[2 * k]! * distance
        const dy = ring[2 * k + 1]! * distance
        const rise = depth[at + Math.round(dy) * fine + Math.round(dx)]! - here
        // Surfaces that merely slope towards us rise too: only steep rises count.
        if (rise > near * 0.35) shade += Math.max(0, 1 - rise / (near * 4))
      }
      light[at]! *= 1 - 0.055 * shade
    }
  }
}

const ring = Array.from({ length: 8 }, (_, i) => [Math.cos((i * Math.PI) / 4), Math.sin((i * Math.PI) / 4)]).flat()

/** Warm orange filament, from shadow through body to highlight. */
const ramp: readonly (readonly [number, number, number, number])[] = [
  [0, 74, 30, 22],
  [0.3, 158, 66, 32],
  [0.62, 232, 118, 50],
  [0.85, 250, 168, 98],
  [1, 255, 226, 190],
]

function filament(light: number, colour: Float64Array): void {
  const value = Math.min(1, Math.max(0, light))
  let step = 1
  while (step < ramp.length - 1 && ramp[step]![0] < value) step++
  const low = ramp[step - 1]!
  const high = ramp[step]!
  const share = (value - low[0]) / (high[0] - low[0])
  for (let i = 0; i < 3; i++) colour[i] = low[i + 1]! + share * (high[i + 1]! - low[i + 1]!)
}

function unit([x, y, z]: Vector): Vector {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}
