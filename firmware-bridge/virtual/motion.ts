import { wordsOf } from '../stream/words.ts'

/** mm/s²: short moves never reach their feedrate. */
const acceleration = 1250
/** mm/s, the machine's own limit whatever the file asks for. */
const fastest = 300

/** Cosine of the sharpest turn that is taken without slowing down. */
const straight = 0.7

const standstill = { x: 0, y: 0, z: 0 }

const axes = ['X', 'Y', 'Z', 'E'] as const
type Axis = (typeof axes)[number]

/** Where the head is, and how long each move takes: at full speed where it goes on as before, else from a standstill to one. */
export type Motion = {
  /** Duration in ms of a G0-G3, with the position moved on; other G-codes of state change it and take none. */
  take: (command: string) => number
  position: () => Readonly<Record<Axis, number>>
  home: () => void
}

export function createMotion(): Motion {
  const at: Record<Axis, number> = { X: 0, Y: 0, Z: 0, E: 0 }
  let relative = false
  let relativeE = false
  let feed = 25
  let unit = 1
  /** The way of the last move, of length 1; nowhere after one that did not move the head. */
  let way = standstill

  const move = (words: Map<string, number>): number => {
    const { X, Y, Z, E } = at
    for (const axis of axes) {
      const value = words.get(axis)
      if (value === undefined) continue
      at[axis] = value * unit + ((axis === 'E' ? relativeE : relative) ? at[axis] : 0)
    }
    const f = words.get('F')
    if (f !== undefined && f > 0) feed = Math.min((f * unit) / 60, fastest)
    const [x, y, z] = [at.X - X, at.Y - Y, at.Z - Z]
    const path = Math.sqrt(x * x + y * y + z * z)
    if (path === 0) {
      way = standstill
      return fromStandstill(Math.abs(at.E - E), feed)
    }
    const onward = { x: x / path, y: y / path, z: z / path }
    const joins = onward.x * way.x + onward.y * way.y + onward.z * way.z > straight
    way = onward
    return joins ? (path / feed) * 1000 : fromStandstill(path, feed)
  }

  return {
    position: () => at,
    home: () => {
      Object.assign(at, { X: 0, Y: 0, Z: 0 })
      way = standstill
    },
    take(command) {
      const words = wordsOf(command)
      switch (command.split(' ', 1)[0]!) {
        case 'G0':
        case 'G1':
        case 'G2':
        case 'G3':
          return move(words)
        case 'G20':
          unit = 25.4
          return 0
        case 'G21':
          unit = 1
          return 0
        case 'G90':
        case 'G91':
          relative = relativeE = command.startsWith('G91')
          return 0
        case 'M82':
        case 'M83':
          relativeE = command.startsWith('M83')
          return 0
        case 'G92':
          for (const axis of axes) at[axis] = words.get(axis) ?? at[axis]
          return 0
        default:
          return 0
      }
    },
  }
}

/** ms for `length` mm at `speed` mm/s, speeding up and braking included: a short move never reaches its speed. */
function fromStandstill(length: number, speed: number): number {
  const ramp = (speed * speed) / acceleration
  const seconds = length > ramp ? length / speed + speed / acceleration : 2 * Math.sqrt(length / acceleration)
  return seconds * 1000
}
