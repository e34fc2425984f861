import { createChatter } from './chatter.ts'
import type { Waiting } from './commands.ts'
import type { Dialect } from './dialects.ts'
import type { Emergency } from './emergency.ts'
import { createExecution } from './execution.ts'
import { createLineFaults, type Faults } from './faults.ts'
import type { Defect } from './heater.ts'
import { createIntake } from './intake.ts'
import { createPrinterClock, type Speed } from './printer-clock.ts'
import { createReception, type Accepted } from './reception.ts'
import type { Timeline } from './timeline.ts'
import type { WireOptions } from './wire.ts'

export type FirmwareOptions = WireOptions & {
  timeline: Timeline
  dialect: Dialect
  speed: Speed
  /** Bytes received before the main loop reads them. */
  rxBuffer: number
  /** Commands queued after the checks, the one under way included. */
  queue: number
  planner: number
  /** µs of the main loop that each command takes, whatever the speed. */
  execUs: number
  /** Marlin's ADVANCED_OK: `ok N12 P15 B3`. */
  advancedOk: boolean
  /** An idle firmware says `wait` each second. */
  waits: boolean
  faults: Faults
  uuid: string
  onExecuted: (command: string) => void
  /** A fault wants the port to go away. */
  onUnplug: () => void
  isSlow: () => boolean
  say: (line: string) => void
}

export type Firmware = ReturnType<typeof createFirmware>

const eepromCommand = /^M(?:50[0-4]|92|206|301|304|665|666|851|90[6-9]|91[0-5]|569)\b/
const sdCommand = /^M(?:2[0-9]|3[0-3]|928)\b/

const slowMs = 2000

/** Receives, checks, queues and answers as its dialect does; `createExecution` is what the commands do. */
export function createFirmware(options: FirmwareOptions) {
  const { faults, timeline, dialect } = options
  const clock = createPrinterClock(timeline, options.speed)
  let queue: Accepted[] = []
  let isOff = false
  let halted = false
  let isMute = false
  let isSlow = false
  /** What the head of the queue is at; it wakes up once, and `alarm` tells which waking is the one. */
  let task: Waiting | undefined
  let alarm = 0
  let isWorking = false
  /** The main loop computes, and reads nothing meanwhile. */
  let isComputing = false
  const counted = { executed: 0, eepromCommands: 0, sdCommands: 0, sdBytesWritten: 0 }

  const tell = (line: string): void => {
    if (!isMute && !isOff) options.say(line)
  }
  const execution = createExecution({
    clock,
    dialect,
    plannerBlocks: options.planner,
    knowsM115: faults['no-m115'] !== true,
    uuid: options.uuid,
    say: tell,
    halt,
  })
  const intake = createIntake(
    { ...options, emergencyParser: dialect.emergencyParser },
    {
      isOn,
      isReading: () => isOn() && !isComputing && queue.length < options.queue,
      takeLine,
      obeyAtOnce,
    },
  )
  const reception = createReception({ dialect, timeline, tell, flush: intake.flush })
  const chatter = createChatter({
    timeline,
    baud: options.baud,
    waits: options.waits || dialect.waits,
    tell,
    isIdle: () => queue.length === 0 && !halted && !isOff,
  })

  function isOn(): boolean {
    return !isOff && !(halted && dialect.afterStop === 'dead')
  }

  /** These do not wait for their turn; the same bytes are queued all the same. */
  function obeyAtOnce({ code, s }: Emergency): void {
    if (code === 112) return stopForGood()
    if (code === 108) {
      execution.heaters.breakWait()
      execution.person.answer('click')
    } else if (code === 876) execution.person.answer(s)
    else execution.dropMoves()
    wake()
  }

  /** Something that a command waits for has happened. */
  function wake(): void {
    if (task !== undefined && !isComputing) work()
  }

  function takeLine(raw: string): void {
    const accepted = reception.take(raw)
    if (!accepted) return
    if (!dialect.emergencyParser && accepted.line === undefined) {
      // Without the parser Marlin still looks for these when it reads a line, and only in lines without a number.
      const code = Number(/^M(108|112|410)\b/.exec(accepted.command)?.[1])
      if (code) obeyAtOnce({ code, s: 0 })
    }
    if (halted && dialect.afterStop === 'refuses') {
      tell('!! Shutdown due to M112 command')
      tell('ok')
    }
    if (halted) return
    if (dialect.okOnReceipt) tell(dialect.ok(accepted.line))
    queue.push(accepted)
    if (task === undefined) work()
  }

  /** Executes what is queued, until a command has to wait. */
  function work(): void {
    if (isWorking) return
    isWorking = true
    for (let head = nextCommand(); head; head = nextCommand()) {
      task ??= perform(head)
      const step = task.next()
      const mine = ++alarm
      if (step.done) task = undefined
      intake.readOn()
      if (!step.done && !clock.waitUntil(step.value, () => goOn(mine))) break
    }
    isWorking = false
    chatter.rest()
  }

  /** The head of the queue; while the host says nothing, the file on the card that is being printed. */
  function nextCommand(): Accepted | undefined {
    if (halted || isOff) return undefined
    const fromCard = queue.length === 0 ? execution.card.next() : undefined
    if (fromCard !== undefined) queue.push({ command: fromCard, line: undefined, isSilent: true })
    return queue[0]
  }

  function goOn(mine: number): void {
    if (mine !== alarm || task === undefined) return
    // What has arrived until now found the main loop as it was until now.
    intake.listen()
    work()
  }

  function* perform(head: Accepted): Waiting {
    if (options.execUs > 0 && !clock.skips) {
      isComputing = true
      yield clock.now() + clock.ofReal(options.execUs / 1000)
      isComputing = false
    }
    setOffFaults(head.line)
    if (queue[0] !== head) return
    counted.executed++
    if (eepromCommand.test(head.command)) counted.eepromCommands++
    if (sdCommand.test(head.command)) counted.sdCommands++
    if (execution.card.swallows(head.command)) counted.sdBytesWritten += head.command.length + 1
    else {
      if (execution.knows(head.command)) options.onExecuted(head.command)
      if (/^M112\b/.test(head.command)) return stopForGood()
      const waiting = execution.execute(head.command)
      if (waiting) yield* waiting
    }
    if (isSlow || options.isSlow()) yield clock.now() + slowMs
    if (queue[0] !== head) return
    const isAnswered = dialect.okOnReceipt || head.isSilent === true || execution.answersItself(head.command)
    if (!isAnswered) tell(okFor(head))
    queue.shift()
  }

  function okFor({ line }: Accepted): string {
    if (!options.advancedOk) return dialect.ok(line)
    const number = line === undefined ? '' : ` N${line}`
    return `ok${number} P${execution.plannerFree()} B${options.queue - queue.length}`
  }

  const setOffFaults = createLineFaults(faults, {
    'reset-at': restart,
    'kill-at': () => halt('Thermal Runaway, system stopped! Heater_ID: 0'),
    'silent-at': () => void (isMute = true),
    'unplug-at': options.onUnplug,
    'flood-at': chatter.flood,
    'long-line-at': () => tell('x'.repeat(1024 * 1024)),
    'heater-fails-at': () => execution.heaters.breakDown('cold'),
    'thermal-runaway-at': () => execution.heaters.breakDown('loose'),
    'mintemp-at': () => execution.heaters.breakDown('open'),
    'maxtemp-at': () => execution.heaters.breakDown('stuck'),
    'runout-at': runOut,
  })

  function runOut(): void {
    tell('//action:filament_runout T0')
    enqueue('M600')
  }

  /** A command of the firmware's own, after the one that is under way. */
  function enqueue(command: string): void {
    if (halted || isOff) return
    queue.splice(1, 0, { command, line: undefined, isSilent: true })
    if (task === undefined) work()
  }

  function halt(because?: string): void {
    if (halted) return
    stop()
    halted = true
    if (because !== undefined) tell(`Error:${because}`)
    tell('Error:Printer halted. kill() called!')
  }

  /** M112, as this firmware takes it. */
  function stopForGood(): void {
    if (dialect.afterStop === 'restarts') restart()
    else if (dialect.afterStop === 'dead') halt()
    else {
      stop()
      halted = true
    }
  }

  function stop(): void {
    alarm++
    chatter.stop()
    task = undefined
    isComputing = false
    queue = []
    execution.stop()
  }

  function restart(): void {
    stop()
    halted = isMute = isSlow = isOff = false
    intake.flush()
    reception.restart()
    dialect.boot.forEach(tell)
    execution.start()
    chatter.rest()
  }

  function powerOff(): void {
    stop()
    isOff = true
  }

  if (faults['heater-fails']) execution.heaters.breakDown('cold')
  if (faults['loose-thermistor']) execution.heaters.breakDown('loose')
  chatter.rest()
  return {
    /** Bytes from the host, as they begin on the wire at `at`. */
    hear: (bytes: Uint8Array, at: number) => intake.hear(bytes, at),
    /** Bytes on the wire towards the firmware. */
    underWay: intake.underWay,
    /** What a hand does at the printer. */
    panel: {
      click: () => {
        execution.person.answer('click')
        wake()
      },
      ask: (action: 'pause' | 'resume' | 'cancel') => tell(`//action:${action}`),
      runOut,
      restart,
      powerOff,
      setSilent: (is: boolean) => void (isMute = is),
      setSlow: (is: boolean) => void (isSlow = is),
      heat: execution.heaters.turn,
      breakDown: (defect: Defect) => execution.heaters.breakDown(defect),
      flood: chatter.flood,
    },
    state: () => ({
      halted: halted || isOff,
      lastLine: reception.last(),
      resendsAsked: reception.resendsAsked(),
      ...counted,
      /** Bytes lost because the receive buffer was full, and the most that it held. */
      overruns: intake.overruns(),
      rxPeak: intake.rxPeak(),
      ...execution.state(),
    }),
  }
}
