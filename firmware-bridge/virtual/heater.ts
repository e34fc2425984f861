/** What can break in a heater; each is noticed by the firmware in its own way. */
export type Defect =
  /** The heating element is dead: nothing warms any more. */
  | 'cold'
  /** The thermistor has slipped out: it reads the air while the block is heated on. */
  | 'loose'
  /** The thermistor's wire is off: it reads far below zero. */
  | 'open'
  /** The switch is stuck: full power, whatever is asked for. */
  | 'stuck'

/** One heater and its sensor. Temperatures in °C, times in ms of the printer's clock. */
export type Heater = {
  readonly target: number
  aim: (target: number, now: number) => void
  /** The sensor's reading now; also moves the model on. */
  read: (now: number) => number
  /** The part fan, 0 to 1, blows at it from now on. */
  blow: (share: number, now: number) => void
  breakDown: (defect: Defect, now: number) => void
}

const room = 21
/** How fast a sensor in the air forgets what it was in, in ms. */
const airMs = 8000
const openReads = -14
/** A fan at its full speed cools so much faster. */
const fanEffect = 0.6

/** `rate` is °C per second at full power in a cold block; `coolingMs` the time constant of its mass in still air. */
export function createHeater(rate: number, coolingMs: number): Heater {
  let block = room
  let sensor = room
  let target = 0
  let fan = 0
  let at = 0
  let defect: Defect | undefined

  /** The exact solution for constant power: any step is as good as many small ones. */
  function step(ms: number): void {
    const tau = coolingMs / (1 + fanEffect * fan)
    const decay = Math.exp(-ms / tau)
    const towards = (end: number): number => end + (block - end) * decay
    const isOn = defect === 'stuck' || (defect !== 'cold' && sensor < target)
    if (isOn) {
      const warmed = towards(room + (rate * tau) / 1000)
      // The controller holds what it reads.
      block = defect === undefined ? Math.min(warmed, target) : warmed
    } else {
      const holds = defect === undefined ? target : 0
      block = Math.max(towards(room), Math.min(block, holds))
    }
    if (defect === 'open') sensor = openReads
    else if (defect === 'loose') sensor = room + (sensor - room) * Math.exp(-ms / airMs)
    else sensor = block
  }

  const heater: Heater = {
    get target() {
      return target
    },
    aim(wanted, now) {
      heater.read(now)
      target = wanted
    },
    read(now) {
      step(Math.max(0, now - at))
      at = now
      return sensor
    },
    blow(share, now) {
      heater.read(now)
      fan = share
    },
    breakDown(kind, now) {
      heater.read(now)
      defect = kind
    },
  }
  return heater
}
