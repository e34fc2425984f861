import { open } from 'node:fs/promises'
import { createTokenizer, isHostOnly, valueOf, type Command } from '#backend/gcode/tokens.ts'
import { openGcodeFile } from './gcode-file.ts'
import type { Heat } from '../stream/reply.ts'
import type { StreamSource } from '../stream/play-stream.ts'
import type { OwnLine, StreamLine, StreamPosition } from '../stream/stream.ts'

/** Where in the file the stream's line `number` is, counted on from a position before it; undefined past the file's end. */
export async function findLine(
  path: string,
  before: StreamPosition,
  own: readonly OwnLine[],
  number: number,
): Promise<StreamPosition | undefined> {
  const ours = own.filter((line) => line.number > before.number && line.number <= number).length
  const lines = before.lines + number - before.number - ours
  const file = await openGcodeFile(path, before.bytes)
  try {
    let at = before
    while (at.lines < lines) {
      const next = await file.next()
      if (!next) return undefined
      const taken = next.slice(0, lines - at.lines)
      at = { number, lines: at.lines + taken.length, bytes: taken.at(-1)!.end! }
    }
    return { ...at, number }
  } finally {
    await file.close()
  }
}

/**
 * The file's lines that follow `number`, and among them those of ours that were written with their number before: a number
 * that has been used keeps its line.
 */
export function withOwnLines(file: StreamSource, number: number, own: readonly OwnLine[]): StreamSource {
  const due = own.filter((line) => line.number > number)
  let next = number + 1
  return {
    async next() {
      const lines = await file.next()
      const mixed: StreamLine[] = []
      const takeOurs = (): void => {
        for (; due[0]?.number === next; next++) mixed.push({ text: due.shift()!.text })
      }
      takeOurs()
      for (const line of lines ?? []) {
        mixed.push(line)
        next++
        takeOurs()
      }
      return lines || mixed.length > 0 ? mixed : undefined
    },
  }
}

/** Lines that the firmware may have accepted and not executed yet. */
const unsettled = 32
const lookBackBytes = 64 * 1024

/** What a heater was last asked for, and what it was asked for before that if the last has perhaps not been obeyed yet. */
export type Asked = { targets: number[]; isSettled: boolean }

/** In a pause the heaters are as they were last heard, whatever the file has asked for. */
const nothing: Asked = { targets: [], isSettled: false }
export const asLeft = { nozzle: nothing, bed: nothing }

/** What the file asks of the heaters in the last lines up to `bytes`. */
export async function recentTargets(path: string, bytes: number): Promise<{ nozzle: Asked; bed: Asked }> {
  const from = Math.max(0, bytes - lookBackBytes)
  const found = { nozzle: [] as Target[], bed: [] as Target[] }
  let line = 0
  const tokenizer = createTokenizer((command) => {
    if (isHostOnly(command)) return
    line++
    const asked = targetOf(command)
    if (asked) found[asked.heater].push({ line, target: asked.target })
  })
  const file = await open(path, 'r')
  try {
    const chunk = new Uint8Array(bytes - from)
    const { bytesRead } = await file.read(chunk, 0, chunk.length, from)
    const whole = chunk.subarray(from === 0 ? 0 : chunk.indexOf(10) + 1, bytesRead)
    tokenizer.push(whole)
    tokenizer.end()
  } finally {
    await file.close()
  }
  const asked = (targets: Target[]): Asked => {
    const isRecent = (target: Target | undefined): boolean => target === undefined || target.line > line - unsettled
    return {
      targets: targets.filter((_, i) => isRecent(targets[i + 1])).map(({ target }) => target),
      isSettled: targets.length > 0 && !isRecent(targets[0]),
    }
  }
  return { nozzle: asked(found.nozzle), bed: asked(found.bed) }
}

type Target = { line: number; target: number }

const heaters: Record<number, 'nozzle' | 'bed'> = { 104: 'nozzle', 109: 'nozzle', 140: 'bed', 190: 'bed' }

function targetOf(command: Command): { heater: 'nozzle' | 'bed'; target: number } | undefined {
  const heater = command.letter === 'M' ? heaters[command.code] : undefined
  const target = valueOf(command, 'S') ?? valueOf(command, 'R')
  return heater && target !== undefined ? { heater, target } : undefined
}

/**
 * Whether the heaters are as this print left them. `seen` is what was last heard before the crash, `asked` what the file
 * asked for since or may have asked for. A target that a person set at the panel counts as well, as long as it is one.
 */
export function isStillHot(now: Heat, seen: Heat, asked: { nozzle: Asked; bed: Asked }): boolean {
  return (
    isAsLeft(now.nozzle, now.nozzleTarget, seen.nozzle, seen.nozzleTarget, asked.nozzle) &&
    isAsLeft(now.bed, now.bedTarget, seen.bed, seen.bedTarget, asked.bed)
  )
}

/** A heater that was at its target may have lost so much, in °C. */
const mostLost = 15
const reachedWithin = 5

function isAsLeft(
  now: number | undefined,
  target: number | undefined,
  seen: number | undefined,
  seenTarget: number | undefined,
  asked: Asked,
): boolean {
  // A printer without this heater never speaks of it.
  if (target === undefined) return seenTarget === undefined
  const isWanted = asked.targets.some((value) => Math.abs(value - target) < 1)
  const isUnchanged = target === seenTarget && (target > 0 || !asked.isSettled)
  if (!isWanted && !isUnchanged) return false
  const wasThere = seen !== undefined && seenTarget === target && seen > target - reachedWithin
  return !wasThere || (now !== undefined && now > target - mostLost)
}
