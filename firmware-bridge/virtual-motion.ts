import { wordsOf } from './words.ts'

/** mm/s²: short moves never reach their feedrate. */
const acceleration = 1250
/** mm/s, the machine's own limit whatever the file asks for. */
const fastest = 300

/** Cosine of the sharpest turn that is taken without slowing down. */
const straight = 0.7

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
  let way = [0, 0, 0]

  const move = (words: Map<string, number>): number => {
    const from = { ...at }
    for (const axis of axes) {
      const value = words.get(axis)
      if (value === undefined) continue
      at[axis] = value * unit + ((axis === 'E' ? relativeE : relative) ? at[axis] : 0)
    }
    const f = words.get('F')
    if (f !== undefined && f > 0) feed = Math.min((f * unit) / 60, fastest)
    const by = [at.X - from.X, at.Y - from.Y, at.Z - from.Z]
    const path = Math.hypot(...by)
    const onward = by.map((distance) => (path > 0 ? distance / path : 0))
    const joins = onward.reduce((sum, part, i) => sum + part * way[i]!, 0) > straight
    way = onward
    return joins ? (path / feed) * 1000 : fromStandstill(path > 0 ? path : Math.abs(at.E - from.E), feed)
  }

  return {
    position: () => at,
    home: () => {
      Object.assign(at, { X: 0, Y: 0, Z: 0 })
      way = [0, 0, 0]
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
