import { createChance, happens, spoilIncoming, spoilReply, type Faults } from './virtual-faults.ts'
import { createFirmware, type Firmware } from './virtual-firmware.ts'

export type VirtualPrinterOptions = {
  /** All times are divided by this. */
  speed?: number
  faults?: Faults
  seed?: number
  /** Hears each command when it is executed: without number, checksum or comment. */
  onExecuted?: (command: string) => void
  uuid?: string
}

export type VirtualPrinter = Firmware & {
  /** Bytes from the host. */
  receive: (bytes: Uint8Array) => void
}

/**
 * A printer that is not there: a firmware on a byte stream that keeps to Marlin's protocol, moves and heats in real
 * time, and misbehaves on demand. `send` is the wire back to the host. Faults are those of the wire, except the ones
 * that name a line: those are the firmware's.
 */
export function createVirtualPrinter(options: VirtualPrinterOptions, send: (text: string) => void): VirtualPrinter {
  const { faults = {}, seed = 1 } = options
  const chance = createChance(seed)
  const firmware = createFirmware({
    speed: options.speed ?? 1,
    faults,
    uuid: options.uuid ?? '00000000-0000-4000-8000-000000000001',
    onExecuted: options.onExecuted ?? (() => {}),
    isSlow: () => happens(faults.slow, chance),
    say: (line) => {
      const spoiled = spoilReply(`${line}\n`, faults, chance)
      if (spoiled !== '') send(spoiled)
    },
  })

  let partial = ''
  return {
    ...firmware,
    receive(bytes) {
      const pieces = (partial + Buffer.from(bytes).toString('latin1')).split('\n')
      partial = pieces.pop()!
      for (const piece of pieces) firmware.hear(spoilIncoming(`${piece}\n`, faults, chance))
    },
  }
}
