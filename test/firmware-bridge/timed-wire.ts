import { readReply } from '#firmware-bridge/stream/reply.ts'
import { newStream, step, type Stream, type StreamSettings } from '#firmware-bridge/stream/stream.ts'
import { createLineChecks } from '#firmware-bridge/virtual/checks.ts'
import type { Faults } from '#firmware-bridge/virtual/faults.ts'
import { spoilIncoming, spoilReply } from '#firmware-bridge/virtual/noise.ts'

export type Wire = { baud: number; latencyMs: number }
export type TimedFirmware = {
  receiveBuffer: number
  queue: number
  /** What each command takes in the main loop. */
  executeMs: number
  /** Blocks planned ahead, and how long each takes to be made. */
  planner?: { blocks: number; moveMs: number }
  advancedOk?: boolean
}

export type Outcome = {
  stream: Stream
  executed: string[]
  /** From the first byte to the last "ok", and what the bytes alone take on the wire. */
  ms: number
  wireMs: number
  overruns: number
  /** How often the planner had nothing left although lines were due. */
  ranDry: number
}

/**
 * Plays a stream over a serial line of a given speed and delay against a firmware of given buffers, in virtual time: the
 * same figures on every machine. Bytes take 10 bits; a reply takes the way back.
 */
export function playTimed(
  lines: string[],
  settings: StreamSettings,
  wire: Wire,
  firmware: TimedFirmware,
  faults: Faults = {},
  chance: () => number = () => 1,
): Outcome {
  const byteMs = 10_000 / wire.baud
  const stream = newStream(settings, [], 0)
  const checks = createLineChecks()
  const executed: string[] = []
  const toFirmware: { at: number; text: string }[] = []
  const toHost: { at: number; line: string }[] = []
  const queue: { command: string; line: number | undefined }[] = []
  const planned: number[] = []
  let [inFreeAt, outFreeAt, mainFreeAt, now] = [0, 0, 0, 0]
  let [overruns, ranDry, wireBytes, lastOkAt] = [0, 0, 0, 0]
  let received: string[] = []

  const write = (text: string): void => {
    for (const line of text.match(/[^\n]*\n/g) ?? []) {
      inFreeAt = Math.max(inFreeAt, now) + line.length * byteMs
      wireBytes += line.length
      toFirmware.push({ at: inFreeAt + wire.latencyMs, text: spoilIncoming(line, faults, chance) })
    }
  }
  const say = (line: string, at: number): void => {
    outFreeAt = Math.max(outFreeAt, at) + (line.length + 1) * byteMs
    for (const part of spoilReply(`${line}\n`, faults, chance).split('\n'))
      if (part !== '') toHost.push({ at: outFreeAt + wire.latencyMs, line: part })
  }
  const play = (event: Parameters<typeof step>[1]): void => {
    for (const effect of step(stream, event)) if (effect.type === 'write') write(effect.text)
  }

  function arrive(text: string): void {
    for (const piece of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
      const held = received.reduce((sum, line) => sum + line.length, 0)
      if (held + piece.length > firmware.receiveBuffer) overruns += held + piece.length - firmware.receiveBuffer
      received.push(piece.slice(0, Math.max(0, firmware.receiveBuffer - held)))
    }
    take()
  }

  function take(): void {
    for (let text = received.join(''); queue.length < firmware.queue; text = received.join('')) {
      const end = text.indexOf('\n')
      if (end < 0) return
      received = text.length > end + 1 ? [text.slice(end + 1)] : []
      const checked = checks.check(text.slice(0, end))
      if (checked.verdict === 'accept') {
        if (queue.length === 0) mainFreeAt = doneAt()
        queue.push(checked)
      } else if (checked.verdict === 'refuse') {
        received = []
        say(`Error:${checked.because}, Last Line: ${checks.last()}`, now)
        say(`Resend: ${checks.last() + 1}`, now)
        say('ok', now)
      }
    }
  }

  /** When the command at the head of the queue will have been taken: the planner must have room for it. */
  function doneAt(): number {
    const begun = now + firmware.executeMs
    if (!firmware.planner) return begun
    while (planned.length > 0 && planned[0]! <= begun) planned.shift()
    const full = planned.length >= firmware.planner.blocks
    return full ? planned[planned.length - firmware.planner.blocks]! : begun
  }

  function execute(): void {
    const head = queue.shift()!
    executed.push(head.command)
    if (firmware.planner) {
      while (planned.length > 0 && planned[0]! <= now) planned.shift()
      if (planned.length === 0 && executed.length > 1) ranDry++
      planned.push(Math.max(now, planned.at(-1) ?? now) + firmware.planner.moveMs)
    }
    const numbered = firmware.advancedOk && head.line !== undefined
    // B still counts the command that is answered.
    say(numbered ? `ok N${head.line} P${freeBlocks()} B${firmware.queue - queue.length - 1}` : 'ok', now)
    if (queue.length > 0) mainFreeAt = doneAt()
    take()
  }

  const freeBlocks = (): number => (firmware.planner ? firmware.planner.blocks - planned.length : 15)

  play({ type: 'fed', lines: lines.map((text, i) => ({ text, end: i + 1 })), ended: true, at: 0 })
  while (stream.mode !== 'done' && stream.mode !== 'failed') {
    const next = Math.min(
      toFirmware[0]?.at ?? Infinity,
      toHost[0]?.at ?? Infinity,
      queue.length > 0 ? mainFreeAt : Infinity,
      stream.mode === 'quiet' ? Math.max(stream.quietUntil, now) : Infinity,
      now + 20,
    )
    now = next
    if (toFirmware[0] && toFirmware[0].at <= now) arrive(toFirmware.shift()!.text)
    else if (toHost[0] && toHost[0].at <= now) {
      const { line } = toHost.shift()!
      play({ type: 'heard', reply: readReply(line), at: now })
    } else if (queue.length > 0 && mainFreeAt <= now) execute()
    else play({ type: 'tick', at: now })
    if (stream.acked >= lines.length) lastOkAt ||= now
  }
  return { stream, executed, ms: lastOkAt, wireMs: wireBytes * byteMs, overruns, ranDry }
}
