import { createBox, matrixOf, thenRound, type Placement } from '#backend/mesh/placement.ts'
import type { Vector } from '#backend/mesh/measure.ts'

const headerBytes = 84
const recordBytes = 50

/** The size (mm) of a turned and scaled model, from the canonical STL that our worker wrote, a piece at a time. */
export function createSizing({ turn, scale }: Placement) {
  const box = createBox({ turn, scale })
  return {
    records: (view: DataView): void => {
      for (let at = 0; at < view.byteLength; at += recordBytes) {
        for (let corner = at + 12; corner < at + 48; corner += 12) {
          box.add(view.getFloat32(corner, true), view.getFloat32(corner + 4, true), view.getFloat32(corner + 8, true))
        }
      }
    },
    end: box.end,
  }
}

/**
 * Turns, scales and moves records of the canonical STL: the model's box stands with its middle at `place` and its lowest point
 * at Z 0. Writes into `to`, which is as long as `from`.
 */
export function createPlacing({ turn, scale }: Placement, quarter: boolean) {
  const whole = quarter ? thenRound(turn, 'z', Math.PI / 2) : turn
  const m = matrixOf(whole)
  return (from: DataView, to: DataView, box: { min: Vector; max: Vector }, place: { x: number; y: number }): void => {
    // A quarter turn takes (x, y) to (−y, x).
    const [middleX, middleY] = [(box.min[0] + box.max[0]) / 2, (box.min[1] + box.max[1]) / 2]
    const dx = place.x - (quarter ? -middleY : middleX)
    const dy = place.y - (quarter ? middleX : middleY)
    const dz = -box.min[2]
    for (let at = 0; at < from.byteLength; at += recordBytes) {
      for (let vector = 0; vector < 4; vector++) {
        const i = at + 12 * vector
        const [x, y, z] = [from.getFloat32(i, true), from.getFloat32(i + 4, true), from.getFloat32(i + 8, true)]
        // The first of the four is the normal: only turned.
        const [s, ox, oy, oz] = vector === 0 ? [1, 0, 0, 0] : [scale, dx, dy, dz]
        to.setFloat32(i, s * (m[0]! * x + m[1]! * y + m[2]! * z) + ox, true)
        to.setFloat32(i + 4, s * (m[3]! * x + m[4]! * y + m[5]! * z) + oy, true)
        to.setFloat32(i + 8, s * (m[6]! * x + m[7]! * y + m[8]! * z) + oz, true)
      }
      to.setUint16(at + 48, 0, true)
    }
  }
}

/** The head of such a file. */
export function placedHeader(triangles: number): Uint8Array {
  const header = new Uint8Array(headerBytes)
  header.set(new TextEncoder().encode('Etabli, binary STL, millimetres, placed'))
  new DataView(header.buffer).setUint32(80, triangles, true)
  return header
}

export const stlLayout = { headerBytes, recordBytes }
