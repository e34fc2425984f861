import { open } from 'node:fs/promises'
import { createMachineState, remember, type MachineState } from '#backend/gcode/machine-state.ts'
import { canonicalLine, createTokenizer, isHostOnly, type Command } from '#backend/gcode/tokens.ts'
import type { StreamLine } from '../stream/stream.ts'

/** Lines that wait for long move to where the engine seldom cleans up: four times as many at once cost 17 MB. */
const chunkBytes = 16 * 1024

/** Lines of a file on disk, read as they are needed: memory stays the same for 500 MB. */
export type GcodeFile = {
  /** The next lines that are to be sent, with the offset after each; undefined at the end of the file. */
  next: () => Promise<StreamLine[] | undefined>
  close: () => Promise<void>
}

/** `from` is the offset after a line that has been sent. */
export async function openGcodeFile(path: string, from = 0): Promise<GcodeFile> {
  const file = await open(path, 'r')
  let at = from
  const chunk = new Uint8Array(chunkBytes)
  let lines: StreamLine[] = []
  let ended = false
  const tokenizer = createTokenizer((command) => {
    if (isSent(command)) lines.push({ text: canonicalLine(command), end: from + command.end })
  })

  return {
    async next() {
      while (lines.length === 0 && !ended) {
        const { bytesRead } = await file.read(chunk, 0, chunkBytes, at)
        at += bytesRead
        if (bytesRead > 0) tokenizer.push(chunk.subarray(0, bytesRead))
        else {
          tokenizer.end()
          ended = true
        }
      }
      const taken = lines
      lines = []
      return taken.length > 0 ? taken : undefined
    },
    close: () => file.close(),
  }
}

/** What a file holds for the printer, and the first line of it that could not be sent as it stands. */
export type GcodeMeasure = { lines: number; bytes: number; trouble?: { line: number; text: string; what: string } }

/** Reads the whole file once, before its first line is sent. `onCommand` sees every command on the way. */
export async function measureGcodeFile(path: string, onCommand?: (command: Command) => void): Promise<GcodeMeasure> {
  const file = await open(path, 'r')
  const chunk = new Uint8Array(chunkBytes)
  let lines = 0
  let trouble: GcodeMeasure['trouble']
  const tokenizer = createTokenizer((command) => {
    onCommand?.(command)
    if (!isSent(command)) return
    lines++
    if (command.trouble !== undefined)
      trouble ??= { line: command.line, text: canonicalLine(command), what: command.trouble }
  })
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes)
      if (bytesRead === 0) break
      tokenizer.push(chunk.subarray(0, bytesRead))
    }
    return { lines, bytes: tokenizer.end().bytes, ...(trouble && { trouble }) }
  } finally {
    await file.close()
  }
}

/** What the printer remembers after the file's commands up to `offset`, a line's end. Read from disk: a print pays nothing. */
export async function stateAt(path: string, offset: number, height?: number): Promise<MachineState> {
  const state = createMachineState(height)
  const tokenizer = createTokenizer((command) => remember(state, command))
  const file = await open(path, 'r')
  const chunk = new Uint8Array(chunkBytes)
  try {
    for (let at = 0; at < offset;) {
      const { bytesRead } = await file.read(chunk, 0, Math.min(chunkBytes, offset - at))
      if (bytesRead === 0) break
      tokenizer.push(chunk.subarray(0, bytesRead))
      at += bytesRead
    }
    tokenizer.end()
    return state
  } finally {
    await file.close()
  }
}

/** A text for a display is dropped whatever is in it; anything else is sent. */
const isSent = (command: Command): boolean => !isHostOnly(command)
