import { createHeater, type Heater } from './virtual-heat.ts'
import { createMotion, plannerBlocks } from './virtual-motion.ts'
import { wordsOf } from './words.ts'
import type { FirmwareOptions } from './virtual-firmware.ts'

/** °C beyond which the firmware halts by itself. */
const maxNozzle = 285
const maxBed = 130

const homingMs = 8000

const known =
  /^(?:G(?:[0-4]|10|11|17|2[0189]|80|9[0-2])|M(?:0|1|17|18|2[0-9]|3[0-3]|7[3-8]|8[2-4]|85|92|10[4-9]|11[0-9]|12[01]|14[0159]|15[05]|190|20[0-9]|211|22[01]|30[0-4]|400|410|412|413|420|486|50[0-4]|569|600|851|862|87[56]|90[0-9]|91[0-5])|T\d)(?:\.\d+)?$/

/** What the commands do: moves, heaters, reports. Its clock runs `speed` times faster than ours. */
export function createExecution(options: Pick<FirmwareOptions, 'speed' | 'faults' | 'uuid'>) {
  const { speed, faults, uuid } = options
  let motion = createMotion()
  const nozzle = createHeater(3, 90_000)
  const bed = createHeater(0.8, 240_000)
  let say: (line: string) => void = () => {}
  let fault: (because: string) => void = () => {}
  /** When each planned move will have been made. */
  let planned: number[] = []
  let reportEveryMs = 0
  let reportedAt = 0
  let busyEveryMs = 2000
  /** Since when a command blocks; undefined when none does. */
  let blockedSince: number | undefined
  let sleeping: { wake: () => void; timer: NodeJS.Timeout | NodeJS.Immediate } | undefined
  let brokeOff = false
  let watch: NodeJS.Timeout | undefined

  /** ms on the printer's clock. */
  const clock = (): number => performance.now() * speed

  function sleepUntil(time: number): Promise<void> {
    const ms = (time - clock()) / speed
    return new Promise((wake) => {
      const done = (): void => {
        sleeping = undefined
        wake()
      }
      sleeping = { wake: done, timer: ms < 1 ? setImmediate(done) : setTimeout(done, ms) }
    })
  }

  /** Waits in one piece or several, until `isOver`; stopping the printer ends it. */
  async function block(isOver: () => boolean, nextLook: () => number): Promise<void> {
    blockedSince = clock()
    while (blockedSince !== undefined && !isOver()) await sleepUntil(nextLook())
    blockedSince = undefined
  }

  const drain = (): Promise<void> =>
    block(
      () => (planned.at(-1) ?? 0) <= clock(),
      () => planned.at(-1)!,
    )

  function forgetMade(): void {
    const now = clock()
    while (planned.length > 0 && planned[0]! <= now) planned.shift()
  }

  function plan(ms: number): Promise<void> | undefined {
    if (ms === 0) return undefined
    forgetMade()
    const add = (): void => void planned.push(Math.max(clock(), planned.at(-1) ?? 0) + ms)
    if (planned.length < plannerBlocks) return add() as undefined
    return block(
      () => (forgetMade(), planned.length < plannerBlocks),
      () => planned[0]!,
    ).then(add)
  }

  const dwell = (ms: number): Promise<void> => {
    const until = clock() + ms
    return block(
      () => clock() >= until,
      () => until,
    )
  }

  async function heatUp(heater: Heater): Promise<void> {
    brokeOff = false
    await drain()
    let toldAt = clock()
    await block(
      () => {
        if (clock() - toldAt >= 1000) {
          toldAt = clock()
          say(`${heatLine()} W:?`)
        }
        return brokeOff || heater.read(clock()) >= heater.target - 1
      },
      () => clock() + 200,
    )
  }

  const heatLine = (): string => {
    const now = clock()
    const [n, b] = [nozzle, bed].map((h) => `${h.read(now).toFixed(2)} /${h.target.toFixed(2)}`)
    return ` T:${n} B:${b} @:${nozzle.target > 0 ? 64 : 0} B@:${bed.target > 0 ? 64 : 0}`
  }

  /** What happens by itself: reports, signs of life, and the firmware's own protections. */
  function look(): void {
    const now = clock()
    if (nozzle.read(now) > maxNozzle) return fault('MAXTEMP triggered, system stopped! Heater_ID: 0')
    if (bed.read(now) > maxBed) return fault('MAXTEMP triggered, system stopped! Heater_ID: bed')
    if (reportEveryMs > 0 && now - reportedAt >= reportEveryMs) {
      reportedAt = now
      say(heatLine())
    }
    if (busyEveryMs > 0 && blockedSince !== undefined && now - blockedSince >= busyEveryMs) {
      blockedSince = now
      say('echo:busy: processing')
    }
  }

  function identify(): void {
    say(
      `FIRMWARE_NAME:Marlin 2.1.2.5 (virtual) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1 UUID:${uuid}`,
    )
    for (const cap of ['EEPROM:1', 'AUTOREPORT_TEMP:1', 'EMERGENCY_PARSER:1', 'PROGRESS:0', 'HOST_ACTION_COMMANDS:1'])
      say(`Cap:${cap}`)
  }

  /** A damaged line may come without its number, unchecked: then it is answered, and nothing is done. */
  function knows(command: string): boolean {
    const code = command.split(' ', 1)[0]!
    return known.test(code) && !(code === 'M115' && faults['no-m115'])
  }

  function execute(command: string): Promise<void> | undefined {
    const code = command.split(' ', 1)[0]!
    const words = wordsOf(command)
    if (!knows(command)) {
      say(`echo:Unknown command: "${command}"`)
      return undefined
    }
    switch (code) {
      case 'G4':
        return drain().then(() => dwell((words.get('P') ?? 0) + (words.get('S') ?? 0) * 1000))
      case 'G28':
        return drain()
          .then(() => dwell(homingMs))
          .then(() => motion.home())
      case 'M400':
      case 'M84':
      case 'M18':
        return drain()
      case 'M104':
      case 'M109':
        nozzle.aim(words.get('S') ?? words.get('R') ?? nozzle.target, clock())
        return code === 'M109' ? heatUp(nozzle) : undefined
      case 'M140':
      case 'M190':
        bed.aim(words.get('S') ?? words.get('R') ?? bed.target, clock())
        return code === 'M190' ? heatUp(bed) : undefined
      case 'M105':
        say(`ok${heatLine()}`)
        return undefined
      case 'M113':
        busyEveryMs = (words.get('S') ?? 2) * 1000
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
        reportEveryMs = (words.get('S') ?? 0) * 1000
        return undefined
      default:
        return plan(motion.take(command))
    }
  }

  return {
    knows,
    execute,
    /** M105 says its own "ok", with the temperatures. */
    answersItself: (command: string): boolean => /^M105\b/.test(command),
    tell: (to: (line: string) => void): void => void (say = to),
    onFault: (listener: (because: string) => void): void => void (fault = listener),
    targets: () => ({ nozzle: nozzle.target, bed: bed.target }),
    breakWait: (): void => {
      brokeOff = true
      sleeping?.wake()
    },
    dropMoves: (): void => void (planned = []),
    pause: (ms: number): Promise<void> => sleepUntil(clock() + ms),
    start: (): void => void (watch ??= setInterval(look, Math.max(10, 100 / speed))),
    stop: (): void => {
      clearInterval(watch)
      watch = undefined
      nozzle.aim(0, clock())
      bed.aim(0, clock())
      reportEveryMs = 0
      busyEveryMs = 2000
      blockedSince = undefined
      planned = []
      motion = createMotion()
      sleeping?.wake()
    },
  }
}
