import type { Vector } from '#backend/mesh/measure.ts'

/** A rotation as a unit quaternion: x, y, z, w. */
export type Turn = [x: number, y: number, z: number, w: number]

/** How a model lies on the bed: turned first, then scaled; copies lie beside each other. */
export type Placement = { turn: Turn; scale: number; copies: number }

export const asItComes: Placement = { turn: [0, 0, 0, 1], scale: 1, copies: 1 }

/** A thimble drawn in metres, a boat drawn in inches: the factors between units are inside. */
export const scaleRange = { min: 0.001, max: 1000 }
export const mostCopies = 50

export const isAsItComes = ({ turn, scale, copies }: Placement): boolean =>
  scale === 1 && copies === 1 && turn.every((value, i) => value === asItComes.turn[i])

/** The rotation as a matrix, row by row. */
export function matrixOf([x, y, z, w]: Turn): number[] {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - z * w),
    2 * (x * z + y * w),
    2 * (x * y + z * w),
    1 - 2 * (x * x + z * z),
    2 * (y * z - x * w),
    2 * (x * z - y * w),
    2 * (y * z + x * w),
    1 - 2 * (x * x + y * y),
  ]
}

export function turned([x, y, z]: Vector, turn: Turn): Vector {
  const m = matrixOf(turn)
  return [m[0]! * x + m[1]! * y + m[2]! * z, m[3]! * x + m[4]! * y + m[5]! * z, m[6]! * x + m[7]! * y + m[8]! * z]
}

/** Which way of the model is up once it is turned: a unit vector. */
export const upIn = ([x, y, z, w]: Turn): Vector => turned([0, 0, 1], [-x, -y, -z, w])

/** First `turn`, then by an angle (radians) round an axis of the bed. */
export function thenRound(turn: Turn, axis: 'x' | 'y' | 'z', angle: number): Turn {
  const [s, c] = [Math.sin(angle / 2), Math.cos(angle / 2)]
  return tidy(times([axis === 'x' ? s : 0, axis === 'y' ? s : 0, axis === 'z' ? s : 0, c], turn))
}

/** The shortest way, after `turn`, to bring a direction of the model (a unit vector, before any turn) straight down. */
export function thenDown(direction: Vector, turn: Turn): Turn {
  const now = turned(direction, turn)
  const [x, y, z] = now.map((value) => value / Math.hypot(...now)) as Vector
  // Straight up: any half turn is the shortest way.
  if (z > 0 && Math.hypot(x, y) < 1e-6) return tidy(times([1, 0, 0, 0], turn))
  // Half way between where it points and down.
  const w = 1 - z
  const length = Math.hypot(x, y, w)
  return tidy(times([-y / length, x / length, 0, w / length], turn))
}

/** The box of the turned and scaled model in mm: `vertices` are x, y, z each. */
export function boxOf(
  vertices: ArrayLike<number>,
  { turn, scale }: Pick<Placement, 'turn' | 'scale'>,
): { min: Vector; max: Vector; size: Vector } {
  const box = createBox({ turn, scale })
  for (let i = 0; i < vertices.length; i += 3) box.add(vertices[i]!, vertices[i + 1]!, vertices[i + 2]!)
  return box.end()
}

/** The same, one corner after the other. */
export function createBox({ turn, scale }: Pick<Placement, 'turn' | 'scale'>) {
  const [a, b, c, d, e, f, g, h, i] = matrixOf(turn).map((value) => value * scale) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  let [x0, y0, z0, x1, y1, z1] = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  return {
    add(x: number, y: number, z: number): void {
      const u = a * x + b * y + c * z
      const v = d * x + e * y + f * z
      const w = g * x + h * y + i * z
      if (u < x0) x0 = u
      if (u > x1) x1 = u
      if (v < y0) y0 = v
      if (v > y1) y1 = v
      if (w < z0) z0 = w
      if (w > z1) z1 = w
    },
    end: (): { min: Vector; max: Vector; size: Vector } => ({
      min: [x0, y0, z0],
      max: [x1, y1, z1],
      size: [x1 - x0, y1 - y0, z1 - z0],
    }),
  }
}

/** Hamilton's product: first `b`, then `a`. */
function times([ax, ay, az, aw]: Turn, [bx, by, bz, bw]: Turn): Turn {
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ]
}

/** Of length 1 again, and the same numbers for the same rotation: w is not negative, six decimals. */
export function tidy(turn: Turn): Turn {
  const length = Math.hypot(...turn)
  if (!(length > 0)) return asItComes.turn
  const first = [turn[3], ...turn].find((value) => Math.abs(value / length) > 5e-7) ?? 1
  const sign = first < 0 ? -1 : 1
  const [x, y, z, w] = turn.map((value) => Math.round((sign * 1e6 * value) / length) / 1e6 + 0)
  return [x!, y!, z!, w!]
}
