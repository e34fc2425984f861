import { createHeater, type Heater } from './virtual-heat.ts'
import { createMotion } from './virtual-motion.ts'
import { createPlanner } from './virtual-planner.ts'
import { isReached, type PrinterClock } from './virtual-printer-clock.ts'
import { createWatch } from './virtual-watch.ts'
import { wordsOf } from './words.ts'

/** A command that blocks: yields when it wants to be asked again, on the printer's clock. */
export type Waiting = Generator<number, void, void>

/** °C beyond which the firmware halts by itself. */
const maxNozzle = 285
const maxBed = 130

const homingMs = 8000

const known =
  /^(?:G(?:[0-4]|10|11|17|2[0189]|80|9[0-2])|M(?:0|1|17|18|2[0-9]|3[0-3]|7[3-8]|8[2-4]|85|92|10[4-9]|11[0-9]|12[01]|14[0159]|15[05]|190|20[0-9]|211|22[01]|30[0-4]|400|410|412|413|420|486|50[0-4]|569|600|851|862|87[56]|90[0-9]|91[0-5])|T\d)(?:\.\d+)?$/

/** What the commands do: moves, heaters, reports. */
export function createExecution(options: {
  clock: PrinterClock
  plannerBlocks: number
  knowsM115: boolean
  uuid: string
  say: (line: string) => void
  /** The firmware's own protections. */
  halt: (because: string) => void
}) {
  const { clock, say, halt } = options
  const planner = createPlanner(options.plannerBlocks)
  const nozzle = createHeater(3, 90_000)
  const bed = createHeater(0.8, 240_000)
  let motion = createMotion()
  let brokeOff = false

  const watch = createWatch(clock, {
    report: () => say(heatLine()),
    sayBusy: () => say('echo:busy: processing'),
    areHeatersWarm: () => [nozzle, bed].some((heater) => heater.target > 0 || heater.read(clock.now()) > 50),
    lookAtHeaters() {
      if (nozzle.read(clock.now()) > maxNozzle) halt('MAXTEMP triggered, system stopped! Heater_ID: 0')
      else if (bed.read(clock.now()) > maxBed) halt('MAXTEMP triggered, system stopped! Heater_ID: bed')
    },
  })

  function* until(moment: () => number): Waiting {
    watch.block()
    for (let time = moment(); !isReached(time, clock.now()); time = moment()) yield time
    watch.unblock()
  }

  function* drain(): Waiting {
    yield* until(planner.endsAt)
    planner.rest()
  }

  function* dwell(ms: number): Waiting {
    yield* drain()
    const end = clock.now() + ms
    yield* until(() => end)
  }

  function* home(): Waiting {
    yield* dwell(homingMs)
    motion.home()
  }

  function* planWhenRoom(ms: number): Waiting {
    yield* until(() => (planner.hasRoom(clock.now()) ? 0 : planner.roomAt()))
    planner.add(ms, clock.now())
  }

  function plan(ms: number): Waiting | undefined {
    if (ms === 0) return undefined
    if (!planner.hasRoom(clock.now())) return planWhenRoom(ms)
    planner.add(ms, clock.now())
    return undefined
  }

  function* heatUp(heater: Heater): Waiting {
    brokeOff = false
    yield* drain()
    watch.block()
    let toldAt = clock.now()
    while (!brokeOff && heater.read(clock.now()) < heater.target - 1) {
      yield clock.now() + 200
      if (!isReached(toldAt + 1000, clock.now())) continue
      toldAt = clock.now()
      say(`${heatLine()} W:?`)
    }
    watch.unblock()
  }

  const heatLine = (): string => {
    const now = clock.now()
    const [n, b] = [nozzle, bed].map((h) => `${h.read(now).toFixed(2)} /${h.target.toFixed(2)}`)
    return ` T:${n} B:${b} @:${nozzle.target > 0 ? 64 : 0} B@:${bed.target > 0 ? 64 : 0}`
  }

  function identify(): void {
    say(
      `FIRMWARE_NAME:Marlin 2.1.2.5 (virtual) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1 UUID:${options.uuid}`,
    )
    for (const cap of ['EEPROM:1', 'AUTOREPORT_TEMP:1', 'EMERGENCY_PARSER:1', 'PROGRESS:0', 'HOST_ACTION_COMMANDS:1'])
      say(`Cap:${cap}`)
  }

  /** A damaged line may come without its number, unchecked: then it is answered, and nothing is done. */
  function knows(command: string): boolean {
    const code = codeOf(command)
    return known.test(code) && !(code === 'M115' && !options.knowsM115)
  }

  /** `undefined` when the command is over at once. */
  function execute(command: string): Waiting | undefined {
    const code = codeOf(command)
    if (isMove(code)) return plan(motion.take(command))
    if (!knows(command)) {
      say(`echo:Unknown command: "${command}"`)
      return undefined
    }
    const words = wordsOf(command)
    switch (code) {
      case 'G4':
        return dwell((words.get('P') ?? 0) + (words.get('S') ?? 0) * 1000)
      case 'G28':
        return home()
      case 'M400':
      case 'M84':
      case 'M18':
        return drain()
      case 'M104':
      case 'M109':
        return aim(nozzle, words, code === 'M109')
      case 'M140':
      case 'M190':
        return aim(bed, words, code === 'M190')
      case 'M105':
        say(`ok${heatLine()}`)
        return undefined
      case 'M110':
        planner.rest()
        return undefined
      case 'M113':
        watch.busyEvery((words.get('S') ?? 2) * 1000)
        return undefined
      case 'M114': {
        const { X, Y, Z, E } = motion.position()
        say(`X:${X.toFixed(2)} Y:${Y.toFixed(2)} Z:${Z.toFixed(2)} E:${E.toFixed(2)} Count X:0 Y:0 Z:0`)
        return undefined
      }
      case 'M115':
        identify()
        return undefined
      case 'M155':
        watch.reportEvery((words.get('S') ?? 0) * 1000)
        return undefined
      default:
        return plan(motion.take(command))
    }
  }

  function aim(heater: Heater, words: Map<string, number>, waits: boolean): Waiting | undefined {
    heater.aim(words.get('S') ?? words.get('R') ?? heater.target, clock.now())
    watch.arm()
    return waits ? heatUp(heater) : undefined
  }

  return {
    knows,
    execute,
    /** M105 says its own "ok", with the temperatures. */
    answersItself: (command: string): boolean => codeOf(command) === 'M105',
    targets: () => ({ nozzle: nozzle.target, bed: bed.target }),
    plannerFree: () => planner.free(clock.now()),
    ranDry: planner.ranDry,
    breakWait: (): void => void (brokeOff = true),
    dropMoves: planner.clear,
    stop: (): void => {
      nozzle.aim(0, clock.now())
      bed.aim(0, clock.now())
      watch.stop()
      planner.clear()
      motion = createMotion()
    },
  }
}

export function codeOf(command: string): string {
  const space = command.indexOf(' ')
  return space < 0 ? command : command.slice(0, space)
}

/** G0 to G3: nine lines of ten in a print. */
const isMove = (code: string): boolean => code.length === 2 && code[0] === 'G' && code >= 'G0' && code <= 'G3'
