import { createEmergencyParser, type Emergency } from './emergency.ts'
import { createLineAssembler, createReceiveBuffer } from './receive-buffer.ts'
import type { Timeline } from './timeline.ts'
import { createWireIn, isInstant, type WireOptions } from './wire.ts'

/** Bytes on their way in: the wire, the interrupt with its emergency parser, the receive buffer, and the main loop that reads lines. */
export type Intake = {
  /** Bytes from the host begin on the wire at `at`. */
  hear: (bytes: Uint8Array, at: number) => void
  /** Takes in what has arrived until now: before the main loop changes what it is at. */
  listen: () => void
  /** What waited in the buffer, once the main loop reads again. */
  readOn: () => void
  /** After a refused line: what has been received is thrown away. What is on the wire still comes. */
  flush: () => void
  /** Bytes sent and not arrived. */
  underWay: () => number
  overruns: () => number
  rxPeak: () => number
}

export function createIntake(
  options: WireOptions & { rxBuffer: number; emergencyParser: boolean; timeline: Timeline },
  firmware: {
    isOn: () => boolean
    isReading: () => boolean
    takeLine: (line: string) => void
    obeyAtOnce: (emergency: Emergency) => void
  },
): Intake {
  const { timeline } = options
  const wire = createWireIn(options)
  const isAtOnce = isInstant(options)
  const buffer = createReceiveBuffer(options.rxBuffer)
  const assembler = createLineAssembler()
  const emergencies = createEmergencyParser()
  let listensAt = Infinity

  function arrive(byte: number): void {
    if (!firmware.isOn()) return
    const emergency = options.emergencyParser ? emergencies.see(byte) : undefined
    if (emergency !== undefined) firmware.obeyAtOnce(emergency)
    if (firmware.isReading()) read(byte)
    else if (firmware.isOn()) buffer.put(byte)
  }

  function read(byte: number): void {
    const line = assembler.add(byte)
    if (line !== undefined && line !== '') firmware.takeLine(line)
  }

  function listen(): void {
    const now = timeline.now()
    for (let byte = wire.next(now); byte >= 0; byte = wire.next(now)) arrive(byte)
    const next = wire.lineEndAt()
    if (next === undefined || next >= listensAt) return
    listensAt = next
    timeline.at(next, () => {
      listensAt = Infinity
      listen()
    })
  }

  return {
    hear(bytes, at) {
      if (isAtOnce) {
        for (let i = 0; i < bytes.length; i++) arrive(bytes[i]!)
        return
      }
      wire.send(bytes, at)
      listen()
    },
    listen,
    readOn() {
      while (firmware.isReading()) {
        const byte = buffer.take()
        if (byte < 0) return
        read(byte)
      }
    },
    flush() {
      buffer.clear()
      assembler.clear()
    },
    underWay: wire.underWay,
    overruns: buffer.overruns,
    rxPeak: buffer.peak,
  }
}
