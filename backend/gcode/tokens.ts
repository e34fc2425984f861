/**
 * The one reading of G-code text: the gate, the planner, the preview and the bridge's sender all see a file through it, so
 * what was checked is what is sent. Bytes in, commands out; no regular expression and no string for a line on the way.
 */

import { emptyCommand, type Command, type LineTrouble } from '#backend/gcode/command.ts'
import { parseLine } from '#backend/gcode/parse-line.ts'

export { canonicalLine, isHostOnly, param, valueOf } from '#backend/gcode/command.ts'
export type { Command } from '#backend/gcode/command.ts'

/** Beyond this a line is not G-code; only a comment may go on (slicers write their whole configuration in one). */
const maxLineLength = 65_536

export type Tokenizer = {
  /** Takes the next bytes of the file, in pieces of any size. The chunk may be reused afterwards. */
  push: (chunk: Uint8Array) => void
  /** Takes the last line, which may have no line end. */
  end: () => { lines: number; commands: number; bytes: number }
}

/** Called for a `;` comment with the bytes after the `;`, valid during the call only. `offset` is that of the line's first byte. */
export type OnComment = (bytes: Uint8Array, start: number, end: number, line: number, offset: number) => void

/**
 * Reads a file in one pass and constant memory. `onCommand` hears each line that holds a command (or trouble), in order;
 * blank lines and comments are counted and skipped. Cutting the file into other chunks changes nothing.
 */
export function createTokenizer(onCommand: (command: Command) => void, onComment?: OnComment): Tokenizer {
  const command = emptyCommand()
  const carry = new Uint8Array(maxLineLength)
  let carried = 0
  /** Set when the line under way is longer than `maxLineLength`: its tail is only searched for NUL and CR. */
  let cut = false
  let tail: LineTrouble | undefined
  let tailEndsInCr = false
  let lines = 0
  let commands = 0
  let offset = 0
  let lineStart = 0

  /** One whole line, without its line feed. */
  function take(bytes: Uint8Array, start: number, end: number, nextOffset: number, suspect: boolean): void {
    lines++
    if (lines === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3
    if (end > start && bytes[end - 1] === cr && !cut) end--
    const comment = parseLine(bytes, start, end, command)
    if (suspect) command.trouble = hiddenBytes(bytes, start, end) ?? command.trouble
    if (cut) command.trouble = tail ?? (comment === -1 ? 'too-long' : command.trouble)
    command.line = lines
    command.start = lineStart
    command.end = nextOffset
    if (command.letter !== '' || command.trouble !== undefined) {
      commands++
      onCommand(command)
    }
    if (comment !== -1 && onComment !== undefined) onComment(bytes, comment, end, lines, lineStart)
    lineStart = nextOffset
  }

  /** Keeps a piece of a line that goes on in the next chunk. */
  function keep(bytes: Uint8Array, start: number, end: number): void {
    if (start === end) return
    const room = maxLineLength - carried
    const kept = Math.min(room, end - start)
    carry.set(bytes.subarray(start, start + kept), carried)
    carried += kept
    if (kept === end - start) return
    // A carriage return that closed the kept part counts as bare now that more follows.
    tail ??= hiddenBytes(bytes, start + kept, end - 1) ?? (tailEndsInCr ? 'bare-cr' : undefined)
    if (bytes[end - 1] === 0) tail ??= 'nul'
    tailEndsInCr = bytes[end - 1] === cr
    cut = true
  }

  function push(chunk: Uint8Array): void {
    const suspect = chunk.includes(0) || chunk.includes(cr)
    let start = 0
    for (let feed = chunk.indexOf(lf); feed !== -1; feed = chunk.indexOf(lf, start)) {
      if (carried > 0 || feed - start > maxLineLength) {
        keep(chunk, start, feed)
        take(carry, 0, carried, offset + feed + 1, true)
        carried = 0
        cut = tailEndsInCr = false
        tail = undefined
      } else {
        take(chunk, start, feed, offset + feed + 1, suspect)
      }
      start = feed + 1
    }
    keep(chunk, start, chunk.length)
    offset += chunk.length
  }

  function end(): { lines: number; commands: number; bytes: number } {
    if (carried > 0) take(carry, 0, carried, offset, true)
    carried = 0
    return { lines, commands, bytes: offset }
  }

  return { push, end }
}

/** Every command of a file that is in memory as a whole. */
export function eachCommand(bytes: Uint8Array, onCommand: (command: Command) => void, onComment?: OnComment): void {
  const tokenizer = createTokenizer(onCommand, onComment)
  tokenizer.push(bytes)
  tokenizer.end()
}

const lf = 10
const cr = 13

/** NUL, or a carriage return that is not part of a line end: other readers would see another line there. */
function hiddenBytes(bytes: Uint8Array, start: number, end: number): LineTrouble | undefined {
  for (let i = start; i < end; i++) {
    if (bytes[i] === 0) return 'nul'
    if (bytes[i] === cr) return 'bare-cr'
  }
  return undefined
}
