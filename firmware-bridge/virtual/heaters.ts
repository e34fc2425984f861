import type { Commands, Waiting } from './commands.ts'
import { createHeater, type Defect, type Heater } from './heater.ts'
import type { PrinterClock } from './printer-clock.ts'
import { bedRules, createProtection, nozzleRules } from './protection.ts'

/** The nozzle and the bed, what commands do to them, and what the firmware makes of their readings. */
export function createHeaters(options: {
  clock: PrinterClock
  say: (line: string) => void
  drain: () => Waiting
  /** A command waits for heat from now on; ends with `unblock`. */
  block: () => void
  unblock: () => void
  /** A heater has been turned on or off. */
  changed: () => void
  halt: (because: string) => void
}) {
  const { clock, say, halt } = options
  const nozzle = createHeater(5, 90_000)
  const bed = createHeater(1, 240_000)
  const guarded = [
    { heater: nozzle, danger: createProtection(nozzleRules) },
    { heater: bed, danger: createProtection(bedRules) },
  ]
  let brokeOff = false

  function protect(): void {
    const now = clock.now()
    for (const { heater, danger } of guarded) {
      const because = danger(heater.read(now), heater.target, now)
      if (because !== undefined) return halt(because)
    }
  }

  function* heatUp(heater: Heater): Waiting {
    brokeOff = false
    yield* options.drain()
    options.block()
    let toldAt = clock.now()
    while (!brokeOff && heater.read(clock.now()) < heater.target - 1) {
      yield clock.now() + 200
      protect()
      if (clock.now() < toldAt + 999) continue
      toldAt = clock.now()
      say(`${line()} W:?`)
    }
    options.unblock()
  }

  const line = (): string => {
    const now = clock.now()
    const [n, b] = [nozzle, bed].map((h) => `${h.read(now).toFixed(2)} /${h.target.toFixed(2)}`)
    return ` T:${n} B:${b} @:${nozzle.target > 0 ? 64 : 0} B@:${bed.target > 0 ? 64 : 0}`
  }

  const aiming =
    (heater: Heater, waits: boolean) =>
    (words: Map<string, number>): Waiting | undefined => {
      heater.aim(words.get('S') ?? words.get('R') ?? heater.target, clock.now())
      options.changed()
      return waits ? heatUp(heater) : undefined
    }

  const commands: Commands = {
    M104: aiming(nozzle, false),
    M109: aiming(nozzle, true),
    M140: aiming(bed, false),
    M190: aiming(bed, true),
    M106: (words) => nozzle.blow(Math.min(1, Math.max(0, (words.get('S') ?? 255) / 255)), clock.now()),
    M107: () => nozzle.blow(0, clock.now()),
  }

  return {
    commands,
    line,
    protect,
    areWarm: (): boolean => [nozzle, bed].some((heater) => heater.target > 0 || heater.read(clock.now()) > 50),
    targets: () => ({ nozzle: nozzle.target, bed: bed.target }),
    temperatures: () => ({ nozzle: round(nozzle.read(clock.now())), bed: round(bed.read(clock.now())) }),
    /** Someone turns the knob: nothing is said about it. */
    turn(target: number): void {
      nozzle.aim(target, clock.now())
      options.changed()
    },
    breakDown(defect: Defect): void {
      nozzle.breakDown(defect, clock.now())
      options.changed()
    },
    breakWait: (): void => void (brokeOff = true),
    off(): void {
      nozzle.aim(0, clock.now())
      bed.aim(0, clock.now())
      nozzle.blow(0, clock.now())
    },
  }
}

const round = (value: number): number => Math.round(value * 100) / 100
