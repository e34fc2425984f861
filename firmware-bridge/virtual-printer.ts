import { realTime } from './virtual-clock.ts'
import { createChance, happens, spoilIncoming, spoilReply, type Faults } from './virtual-faults.ts'
import { createFirmware, type Firmware } from './virtual-firmware.ts'
import type { Speed } from './virtual-printer-clock.ts'
import type { Timeline } from './virtual-timeline.ts'
import { createWireOut, type WireOptions } from './virtual-wire.ts'

export type VirtualPrinterOptions = WireOptions & {
  /** All times of moves and heaters are divided by this. */
  speed?: Speed
  rxBuffer?: number
  queue?: number
  planner?: number
  execUs?: number
  advancedOk?: boolean
  waitMs?: number | undefined
  faults?: Faults
  seed?: number
  /** Hears each command when it is executed: without number, checksum or comment. */
  onExecuted?: (command: string) => void
  uuid?: string
  timeline?: Timeline
}

export type VirtualPrinter = Omit<Firmware, 'hear'> & {
  /** Bytes from the host. */
  receive: (bytes: Uint8Array) => void
}

/**
 * A printer that is not there: a firmware at the end of a wire that keeps to Marlin's protocol, moves and heats in real
 * time, and misbehaves on demand. `send` is where the wire back ends. Faults are those of the wire, except the ones
 * that name a line: those are the firmware's.
 */
export function createVirtualPrinter(options: VirtualPrinterOptions, send: (text: string) => void): VirtualPrinter {
  const { faults = {}, seed = 1, timeline = realTime() } = options
  const chance = createChance(seed)
  const wireOut = createWireOut(options, timeline, send)
  const { hear, ...firmware } = createFirmware({
    baud: options.baud,
    latencyMs: options.latencyMs,
    timeline,
    speed: options.speed ?? 1,
    rxBuffer: options.rxBuffer ?? 128,
    queue: options.queue ?? 4,
    planner: options.planner ?? 16,
    execUs: options.execUs ?? 0,
    advancedOk: options.advancedOk ?? false,
    waitMs: options.waitMs,
    faults,
    uuid: options.uuid ?? '00000000-0000-4000-8000-000000000001',
    onExecuted: options.onExecuted ?? (() => {}),
    isSlow: () => happens(faults.slow, chance),
    say: (line) => {
      const spoiled = spoilReply(`${line}\n`, faults, chance)
      if (spoiled !== '') wireOut(spoiled)
    },
  })

  const spoilsLines = (faults['lose-in'] ?? 0) > 0 || (faults['garble-in'] ?? 0) > 0
  let partial = ''
  return {
    ...firmware,
    receive(bytes) {
      if (!spoilsLines) return hear(bytes)
      // Whole lines are lost and damaged, so a line waits here for its end.
      const pieces = (partial + Buffer.from(bytes).toString('latin1')).split('\n')
      partial = pieces.pop()!
      for (const piece of pieces) hear(Buffer.from(spoilIncoming(`${piece}\n`, faults, chance), 'latin1'))
    },
  }
}
