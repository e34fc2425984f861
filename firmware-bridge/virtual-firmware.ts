import { createLineChecks } from './virtual-checks.ts'
import { createExecution } from './virtual-execution.ts'
import type { Faults } from './virtual-faults.ts'

export type FirmwareOptions = {
  speed: number
  faults: Faults
  uuid: string
  onExecuted: (command: string) => void
  isSlow: () => boolean
  say: (line: string) => void
}

export type Firmware = {
  /** Text as it comes off the wire, in pieces of any size. */
  hear: (text: string) => void
  state: () => FirmwareState
  /** What the reset button does. */
  restart: () => void
  powerOff: () => void
}

export type FirmwareState = {
  halted: boolean
  lastLine: number
  targets: { nozzle: number; bed: number }
  /** Commands that would have changed the machine's memory, or its SD card. */
  eepromCommands: number
  sdCommands: number
  /** Bytes that came when the receive buffer was full. */
  overruns: number
}

/** Marlin's defaults: commands queued after the checks, and bytes received before them. */
const queueLength = 4
const receiveBuffer = 128

const eepromCommand = /^M(?:50[0-4]|92|206|301|304|665|666|851|90[6-9]|91[0-5]|569)\b/
const sdCommand = /^M(?:2[0-9]|3[0-3]|928)\b/
const emergencyCommand = /^(?:N-?\d+ ?)?M(108|112|410)(?!\d)/

/** Receives, checks, queues and answers as Marlin 2.1 does; `createExecution` is what the commands do. */
export function createFirmware(options: FirmwareOptions): Firmware {
  const { say, faults } = options
  const checks = createLineChecks()
  const execution = createExecution(options)
  let queue: { command: string; line: number | undefined }[] = []
  let received = ''
  let scanned = ''
  let halted = false
  let mute = false
  let running = false
  let life = 0
  const counted = { eepromCommands: 0, sdCommands: 0, overruns: 0 }
  const firedAt = new Set<string>()

  const tell = (line: string): void => {
    if (!mute) say(line)
  }
  execution.tell(tell)
  execution.onFault((because) => halt(because))

  function hear(text: string): void {
    if (halted) return
    for (const char of text) {
      scanEmergency(char)
      if (halted) return
      if (received.length >= receiveBuffer) counted.overruns++
      else received += char
      if (char === '\n') takeLines()
    }
  }

  /** Looks at bytes as they arrive, before the buffer, even when it is full. The same bytes are queued all the same. */
  function scanEmergency(char: string): void {
    if (char !== '\n') {
      if (scanned.length < 32) scanned += char
      return
    }
    const code = emergencyCommand.exec(scanned)?.[1]
    scanned = ''
    if (code === '112') halt()
    else if (code === '108') execution.breakWait()
    else if (code === '410') execution.dropMoves()
  }

  function takeLines(): void {
    while (!halted && queue.length < queueLength) {
      const end = received.indexOf('\n')
      if (end < 0) return
      const raw = received.slice(0, end)
      received = received.slice(end + 1)
      const checked = checks.check(raw)
      if (checked.verdict === 'refuse') refuse(checked.because)
      if (checked.verdict === 'accept') {
        queue.push(checked)
        void work()
      }
    }
  }

  function refuse(because: string): void {
    received = ''
    tell(`Error:${because}, Last Line: ${checks.last()}`)
    tell(`Resend: ${checks.last() + 1}`)
    tell('ok')
  }

  async function work(): Promise<void> {
    if (running) return
    running = true
    const mine = life
    for (let head = queue[0]; head && !halted; head = queue[0]) {
      if (lineFault(head.line)) break
      if (execution.knows(head.command)) options.onExecuted(head.command)
      if (eepromCommand.test(head.command)) counted.eepromCommands++
      if (sdCommand.test(head.command)) counted.sdCommands++
      if (head.command === 'M112') return halt()
      const waits = execution.execute(head.command)
      if (waits) await waits
      if (mine !== life) return
      if (options.isSlow()) await execution.pause(2000)
      if (mine !== life || halted) return
      if (!execution.answersItself(head.command)) tell('ok')
      queue.shift()
      takeLines()
    }
    running = false
  }

  /** The faults that a line number sets off, once each. */
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
    halted = true
    life++
    execution.stop()
    if (because !== undefined) tell(`Error:${because}`)
    tell('Error:Printer halted. kill() called!')
  }

  function restart(): void {
    life++
    halted = mute = running = false
    queue = []
    received = scanned = ''
    checks.reset()
    execution.stop()
    tell('start')
    tell('echo: External Reset')
    tell('Marlin 2.1.2.5')
    tell('echo: Last Updated: 2024-12-01 | Author: (virtual)')
    execution.start()
  }

  execution.start()
  return {
    hear,
    restart,
    powerOff: () => {
      halted = true
      life++
      execution.stop()
    },
    state: () => ({ halted, lastLine: checks.last(), targets: execution.targets(), ...counted }),
  }
}
