import { realTime } from './clock.ts'
import { dialects, type DialectName } from './dialects.ts'
import { createChance, happens, type Faults } from './faults.ts'
import { createFirmware, type Firmware } from './firmware.ts'
import { spoilIncoming, spoilReply, spoilsIncoming } from './noise.ts'
import type { Speed } from './printer-clock.ts'
import type { Timeline } from './timeline.ts'
import { createWireOut, type WireOptions } from './wire.ts'

export type VirtualPrinterOptions = WireOptions & {
  dialect?: DialectName
  /** All times of moves and heaters are divided by this. */
  speed?: Speed
  rxBuffer?: number
  queue?: number
  planner?: number
  execUs?: number
  advancedOk?: boolean
  waits?: boolean
  faults?: Faults
  seed?: number
  /** Hears each command when it is executed: without number, checksum or comment. */
  onExecuted?: (command: string) => void
  onUnplug?: () => void
  uuid?: string
  timeline?: Timeline
}

export type VirtualPrinter = Pick<Firmware, 'panel' | 'state' | 'underWay'> & {
  /** Bytes from the host. */
  receive: (bytes: Uint8Array) => void
  /** What the reset button does. */
  restart: () => void
  powerOff: () => void
}

/**
 * A printer that is not there: a firmware at the end of a wire that keeps to its protocol, moves and heats in real
 * time, and misbehaves on demand. `send` is where the wire back ends. Faults are those of the wire, except the ones
 * that name a line: those are the firmware's.
 */
export function createVirtualPrinter(options: VirtualPrinterOptions, send: (text: string) => void): VirtualPrinter {
  const { faults = {}, seed = 1, timeline = realTime() } = options
  const dialect = dialects[options.dialect ?? 'marlin2']
  const chance = createChance(seed)
  let lateMs = 0
  const wireOut = createWireOut(options, timeline, (text) => {
    lateMs = timeline.lateness()
    send(text)
  })
  const firmware = createFirmware({
    baud: options.baud,
    latencyMs: options.latencyMs,
    timeline,
    dialect,
    speed: options.speed ?? 1,
    rxBuffer: options.rxBuffer ?? 128,
    queue: options.queue ?? 4,
    planner: options.planner ?? 16,
    execUs: options.execUs ?? 0,
    advancedOk: options.advancedOk ?? false,
    waits: options.waits ?? false,
    faults,
    uuid: options.uuid ?? '00000000-0000-4000-8000-000000000001',
    onExecuted: options.onExecuted ?? (() => {}),
    onUnplug: options.onUnplug ?? (() => {}),
    isSlow: () => happens(faults.slow, chance),
    say: (line) => {
      const spoiled = spoilReply(line + dialect.lineEnd, faults, chance)
      if (spoiled !== '') wireOut(spoiled)
    },
  })

  // A reply that this computer brought late has a host answer late: that is not the host's doing.
  const hear = (bytes: Uint8Array): void =>
    timeline.enter(() => firmware.hear(bytes, timeline.now() - Math.min(lateMs, options.latencyMs ?? 0)))

  const spoilsLines = spoilsIncoming(faults)
  let partial = ''
  return {
    panel: entering(firmware.panel, timeline),
    state: firmware.state,
    underWay: firmware.underWay,
    restart: () => timeline.enter(firmware.panel.restart),
    powerOff: () => timeline.enter(firmware.panel.powerOff),
    receive(bytes) {
      if (!spoilsLines) return hear(bytes)
      // Whole lines are lost and damaged, so a line waits here for its end.
      const pieces = (partial + Buffer.from(bytes).toString('latin1')).split('\n')
      partial = pieces.pop()!
      for (const piece of pieces) hear(Buffer.from(spoilIncoming(`${piece}\n`, faults, chance), 'latin1'))
    },
  }
}

/** What comes from outside comes now: what was due before it happens before it. */
function entering(panel: Firmware['panel'], timeline: Timeline): Firmware['panel'] {
  const acts = Object.entries(panel) as [string, (argument: never) => void][]
  return Object.fromEntries(
    acts.map(([name, act]) => [name, (argument: never) => timeline.enter(() => act(argument))]),
  ) as Firmware['panel']
}
