// G-code to be sent: written as the product itself would write it, so that every sender sends the same bytes.
import { createHash } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * @typedef {{ path: string, lines: number, wireBytes: number, sha256: string }} GcodeFile
 * `sha256` is that of the commands, `wireBytes` what they take on the wire, each with its number and checksum.
 */

let folder

/** A spiral of short moves: 30 bytes a line, as in files full of curves. @returns {GcodeFile} */
export const curves = (lines) => write(`curves-${lines}`, lines, curve)

/** The same, each line with a comment: `bytes` in all, few of them for the printer. @returns {GcodeFile} */
export const commented = (lines, bytes) =>
  write(`commented-${lines}`, lines, curve, ` ;${'-'.repeat(Math.ceil(bytes / lines) - 33)}`)

/** Moves that the gate lets through: the head has found its home, and nothing is extruded cold. @returns {GcodeFile} */
export const moves = (lines, comment = '') =>
  write(
    `moves-${lines}-${comment.length}`,
    lines,
    (n) => (n === 0 ? 'G28' : curve(n).replace(/ E.*/, ' F3000')),
    comment,
  )

/** The same, with a comment on each line. @returns {GcodeFile} */
export const commentedMoves = (lines, bytes) => moves(lines, ` ;${'-'.repeat(Math.ceil(bytes / lines) - 33)}`)

/** 0.2 mm at 100 mm/s: each is made in 2 ms. @returns {GcodeFile} */
export const shortSegments = (lines) =>
  write(`segments-${lines}`, lines, (n) => {
    const at = n % 500
    const x = (n / 500) & 1 ? 100 - at * 0.2 : at * 0.2
    return `G1 X${number(x + 10, 1)} Y${number(20 + Math.floor(n / 500) * 0.2, 1)}${n === 0 ? ' F6000' : ''}`
  })

function curve(n) {
  const angle = n * 0.017
  const [x, y] = [100 + 50 * Math.cos(angle), 100 + 50 * Math.sin(angle)]
  return `G1 X${number(x, 3)} Y${number(y, 3)} E${number((n * 0.0123) % 900, 5)}`
}

/** Without zeros at its end. */
const number = (value, digits) => String(Number(value.toFixed(digits)))

function write(name, lines, lineAt, comment = '') {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  }
  const path = join(folder, `${name}.gcode`)
  const file = openSync(path, 'w')
  const hash = createHash('sha256')
  let wireBytes = 0
  for (let from = 0; from < lines; from += 10_000) {
    const part = Array.from({ length: Math.min(10_000, lines - from) }, (_, n) => lineAt(from + n))
    hash.update(part.map((line) => `${line}\n`).join(''))
    writeSync(file, part.map((line) => `${line}${comment}\n`).join(''), null, 'latin1')
    part.forEach((line, n) => (wireBytes += framedLength(from + n + 1, line)))
  }
  closeSync(file)
  return { path, lines, wireBytes, sha256: hash.digest('hex') }
}

/** `N12 G1 X1*45` and its line end. */
function framedLength(number, line) {
  const body = `N${number} ${line}`
  let checksum = 0
  for (let i = 0; i < body.length; i++) checksum ^= body.charCodeAt(i)
  return body.length + 1 + String(checksum).length + 1
}
