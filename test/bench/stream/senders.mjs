// Who sends a file to a printer: the product, a ping-pong sender, printcore. Each is a process of its own, measured alone.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, root } from './programs.mjs'

/**
 * @typedef {{ seconds: number, cpuSeconds: number, peakMb: number, resends?: number, error?: string | null }} Sent
 * `seconds` are those from the first line to the last "ok". Of ours and of the ping-pong sender, the processor time is that
 * of the whole process, its start and its check of the file included; of printcore, that of the sending alone.
 */

/** @returns {Promise<Sent>} */
export async function sendOurs(file, port, baud, flags = []) {
  const cli = ['dist/backend/cli.mjs', 'stream', file, '--port', port, '--baud', String(baud), '--json', ...flags]
  const { out, usage } = await measured(cli)
  const { seconds, resends, error } = JSON.parse(out.trim().split('\n').at(-1))
  if (error) throw new Error(error)
  return { seconds, resends, error, ...usage }
}

let pingPong

/** @returns {Promise<Sent>} */
export async function sendPingPong(file, port, baud) {
  pingPong ??= await bundle('test/bench/stream/ping-pong.mjs')
  const { out, usage } = await measured([pingPong, file, port, String(baud)])
  return { ...JSON.parse(out), ...usage }
}

const python = '/usr/bin/python3'
const script = join(import.meta.dirname, 'printcore.py')
let isThere

/** @returns {Promise<Sent | undefined>} undefined where Printrun is not installed. */
export async function sendPrintcore(file, port, baud) {
  isThere ??= spawnSync(python, [script], { encoding: 'utf8' }).stdout?.trim() === '{"missing": false}'
  if (!isThere) return undefined
  return JSON.parse(await output(spawn(python, [script, file, port, String(baud)], quiet)))
}

/** What a row says in place of a peer that is not there. */
export const installPrintcore = 'printcore is not installed: apt-get install printrun'

const quiet = { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] }

/** A Node program, with what it took. */
async function measured(args) {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const usageFile = join(folder, 'usage.json')
  const watched = ['--import', join(import.meta.dirname, 'report-usage.mjs'), ...args]
  const env = { ...process.env, USAGE_FILE: usageFile }
  const out = await output(spawn(process.execPath, watched, { ...quiet, env }))
  const usage = JSON.parse(readFileSync(usageFile, 'utf8'))
  rmSync(folder, { recursive: true })
  return { out, usage }
}

/** A sender that a lost "ok" has stopped for ever is ended. */
const longestMs = 600_000

async function output(child) {
  let out = ''
  child.stdout.on('data', (text) => (out += text))
  const limit = setTimeout(() => child.kill('SIGKILL'), longestMs)
  const code = await new Promise((closed) => child.once('close', closed))
  clearTimeout(limit)
  if (out === '') throw new Error(`${child.spawnargs.join(' ')}: ended (${code}) without a word`)
  return out
}
