import { createLineChecks } from './virtual-checks.ts'
import { createEmergencyParser } from './virtual-emergency.ts'
import { createExecution, type Waiting } from './virtual-execution.ts'
import type { Faults } from './virtual-faults.ts'
import { createPrinterClock, type Speed } from './virtual-printer-clock.ts'
import { createLineAssembler, createReceiveBuffer } from './virtual-receive.ts'
import type { Timeline } from './virtual-timeline.ts'
import { createWireIn, type WireOptions } from './virtual-wire.ts'

export type FirmwareOptions = WireOptions & {
  timeline: Timeline
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
  /** ms after which an idle firmware says `wait`, and again; undefined: never. */
  waitMs: number | undefined
  faults: Faults
  uuid: string
  onExecuted: (command: string) => void
  isSlow: () => boolean
  say: (line: string) => void
}

export type Firmware = {
  /** Bytes from the host, as they begin on the wire. */
  hear: (bytes: Uint8Array) => void
  /** Bytes on the wire towards the firmware. */
  underWay: () => number
  state: () => FirmwareState
  /** What the reset button does. */
  restart: () => void
  powerOff: () => void
}

export type FirmwareState = {
  halted: boolean
  lastLine: number
  targets: { nozzle: number; bed: number }
  /** Commands executed, known or not. */
  executed: number
  resendsAsked: number
  /** Bytes lost because the receive buffer was full, and the most that it held. */
  overruns: number
  rxPeak: number
  /** Moves that came when the head was already standing still for want of them. */
  plannerRanDry: number
  /** Commands that would have changed the machine's memory, or its SD card. */
  eepromCommands: number
  sdCommands: number
}

type Queued = { command: string; line: number | undefined }

const eepromCommand = /^M(?:50[0-4]|92|206|301|304|665|666|851|90[6-9]|91[0-5]|569)\b/
const sdCommand = /^M(?:2[0-9]|3[0-3]|928)\b/
const emergencyCodes = new Set([108, 112, 410])

/** Receives, checks, queues and answers as Marlin 2.1 does; `createExecution` is what the commands do. */
export function createFirmware(options: FirmwareOptions): Firmware {
  const { faults, timeline } = options
  const clock = createPrinterClock(timeline, options.speed)
  const wire = createWireIn(options)
  const buffer = createReceiveBuffer(options.rxBuffer)
  const assembler = createLineAssembler()
  const emergency = createEmergencyParser(emergencyCodes)
  const checks = createLineChecks()
  let queue: Queued[] = []
  let halted = false
  let mute = false
  /** What the head of the queue is at; it wakes up once, and `alarm` tells which waking is the one. */
  let task: Waiting | undefined
  let alarm = 0
  let isWorking = false
  /** The main loop computes, and reads nothing meanwhile. */
  let isComputing = false
  let listensAt = Infinity
  let idleSince = 0
  const counted = { executed: 0, resendsAsked: 0, eepromCommands: 0, sdCommands: 0 }
  const firedAt = new Set<string>()

  const tell = (line: string): void => {
    if (!mute) options.say(line)
  }
  const execution = createExecution({
    clock,
    plannerBlocks: options.planner,
    knowsM115: faults['no-m115'] !== true,
    uuid: options.uuid,
    say: tell,
    halt,
  })

  function hear(bytes: Uint8Array): void {
    wire.send(bytes, timeline.now())
    listen()
  }

  /** The interrupt's part: what has arrived goes to the main loop if that is reading, else into the buffer. */
  function listen(): void {
    const now = timeline.now()
    for (let byte = wire.next(now); byte >= 0; byte = wire.next(now)) {
      if (halted) continue
      const code = emergency.see(byte)
      if (code !== undefined) obeyAtOnce(code)
      if (isReading()) read(byte)
      else if (!halted) buffer.put(byte)
    }
    const next = wire.lineEndAt()
    if (next === undefined || next >= listensAt) return
    listensAt = next
    timeline.at(next, () => {
      listensAt = Infinity
      listen()
    })
  }

  /** These do not wait for their turn; the same bytes are queued all the same. */
  function obeyAtOnce(code: number): void {
    if (code === 112) return halt()
    if (code === 108) execution.breakWait()
    else execution.dropMoves()
    if (task !== undefined && !isComputing) work()
  }

  const isReading = (): boolean => !halted && !isComputing && queue.length < options.queue

  function read(byte: number): void {
    const raw = assembler.add(byte)
    if (raw === undefined || raw === '') return
    const checked = checks.check(raw)
    if (checked.verdict === 'refuse') refuse(checked.because)
    if (checked.verdict !== 'accept') return
    queue.push(checked)
    if (task === undefined) work()
  }

  /** What waited in the buffer, once the queue has room again. */
  function readOn(): void {
    while (isReading()) {
      const byte = buffer.take()
      if (byte < 0) return
      read(byte)
    }
  }

  function refuse(because: string): void {
    counted.resendsAsked++
    buffer.clear()
    assembler.clear()
    tell(`Error:${because}, Last Line: ${checks.last()}`)
    tell(`Resend: ${checks.last() + 1}`)
    tell('ok')
  }

  /** Executes what is queued, until a command has to wait. */
  function work(): void {
    if (isWorking) return
    isWorking = true
    while (!halted && queue.length > 0) {
      task ??= perform(queue[0]!)
      const step = task.next()
      const mine = ++alarm
      if (step.done) task = undefined
      readOn()
      if (!step.done && !clock.waitUntil(step.value, () => goOn(mine))) break
    }
    isWorking = false
    if (queue.length === 0) rest()
  }

  function goOn(mine: number): void {
    if (mine !== alarm || task === undefined) return
    // What has arrived until now found the main loop as it was until now.
    listen()
    work()
  }

  function* perform(head: Queued): Waiting {
    if (options.execUs > 0 && options.speed !== 'max') {
      isComputing = true
      yield clock.now() + clock.ofReal(options.execUs / 1000)
      isComputing = false
    }
    if (lineFault(head.line)) return
    counted.executed++
    if (execution.knows(head.command)) options.onExecuted(head.command)
    if (eepromCommand.test(head.command)) counted.eepromCommands++
    if (sdCommand.test(head.command)) counted.sdCommands++
    if (head.command === 'M112') return halt()
    const waiting = execution.execute(head.command)
    if (waiting) yield* waiting
    if (options.isSlow()) yield clock.now() + 2000
    if (!execution.answersItself(head.command)) tell(okFor(head))
    queue.shift()
  }

  function okFor({ line }: Queued): string {
    if (!options.advancedOk) return 'ok'
    const number = line === undefined ? '' : ` N${line}`
    return `ok${number} P${execution.plannerFree()} B${options.queue - queue.length}`
  }

  /** NO_TIMEOUTS: an idle firmware says so, for a host whose line or "ok" got lost. */
  function rest(): void {
    if (options.waitMs === undefined || halted) return
    const since = (idleSince = timeline.now())
    timeline.at(since + options.waitMs, () => {
      if (idleSince !== since || queue.length > 0 || halted) return
      tell('wait')
      rest()
    })
  }

  /** The faults that a line number sets off, once each. True when the command is not executed any more. */
  function lineFault(line: number | undefined): boolean {
    const due = (['reset-at', 'kill-at', 'silent-at'] as const).find(
      (name) => line !== undefined && faults[name] !== undefined && line >= faults[name] && !firedAt.has(name),
    )
    if (due === undefined) return false
    firedAt.add(due)
    if (due === 'reset-at') restart()
    if (due === 'kill-at') halt('Thermal Runaway, system stopped! Heater_ID: 0')
    if (due === 'silent-at') mute = true
    return due !== 'silent-at'
  }

  function halt(because?: string): void {
    if (halted) return
    stop()
    if (because !== undefined) tell(`Error:${because}`)
    tell('Error:Printer halted. kill() called!')
  }

  function stop(): void {
    halted = true
    alarm++
    task = undefined
    isComputing = false
    queue = []
    execution.stop()
  }

  function restart(): void {
    stop()
    halted = mute = false
    buffer.clear()
    assembler.clear()
    checks.reset()
    tell('start')
    tell('echo: External Reset')
    tell('Marlin 2.1.2.5')
    tell('echo: Last Updated: 2024-12-01 | Author: (virtual)')
    rest()
  }

  rest()
  return {
    hear: (bytes) => timeline.enter(() => hear(bytes)),
    underWay: wire.underWay,
    restart: () => timeline.enter(restart),
    powerOff: () => timeline.enter(stop),
    state: () => ({
      halted,
      lastLine: checks.last(),
      targets: execution.targets(),
      overruns: buffer.overruns(),
      rxPeak: buffer.peak(),
      plannerRanDry: execution.ranDry(),
      ...counted,
    }),
  }
}
