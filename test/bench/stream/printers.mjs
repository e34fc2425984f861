// What the lines are sent to: firmware that takes no time, or the virtual printer with a wire of a given speed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './programs.mjs'

/**
 * @typedef {{ ports: string[], off: (file?: GcodeFile) => Promise<{ isExact: boolean }[]> }} Printers
 * `off` switches them off – without a file, where nothing was sent, at once – and gives what each counted, and whether what it executed is the file, whole and in order.
 */

/** Firmware that answers at once; `flood`: and never stops talking. @returns {Promise<Printers>} */
export async function switchOnImmediate(lines, flood = false) {
  const { child, said } = start('test/bench/stream/immediate-firmware.mjs', [
    String(lines),
    ...(flood ? ['flood'] : []),
  ])
  const ports = [await said()]
  return {
    ports,
    off: async (file) => {
      const told = said()
      await end(child)
      if (!file) return []
      const { sha256, ...counted } = JSON.parse((await told) ?? '{}')
      return [{ ...counted, isExact: sha256 === file.sha256 }]
    },
  }
}

/** The product's virtual printers; `flags` are theirs. @returns {Promise<Printers>} */
export async function switchOn(flags, count = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const [log, stats] = [join(folder, 'log'), join(folder, 'stats')]
  const all = [...flags, '--count', String(count), '--log', log, '--stats', stats]
  const { child, said } = start('dist/backend/cli.mjs', ['virtual-printer', ...all])
  const ports = []
  while (ports.length < count) ports.push(await said())
  return {
    ports,
    off: async (file) => {
      await end(child)
      if (!file) {
        rmSync(folder, { recursive: true })
        return []
      }
      const counted = readFileSync(stats, 'utf8').trim().split('\n').map(JSON.parse)
      const told = counted.map((state, n) => {
        const executed = programOf(readFileSync(count > 1 ? `${log}.${n + 1}` : log, 'latin1'), file.lines)
        return { ...state, isExact: hashOf(executed) === file.sha256 }
      })
      rmSync(folder, { recursive: true })
      return told
    },
  }
}

/** Sends `file` to one printer: what the sender took and what the printer counted. Undefined where the sender is not there. */
export async function sendTo(switchedOn, send, file, baud) {
  const printer = await switchedOn
  let sent
  let told
  try {
    sent = await send(file.path, printer.ports[0], baud)
  } finally {
    ;[told] = await printer.off(sent && file)
  }
  if (!sent) return undefined
  if (!told.isExact) throw new Error(`what was executed is not the file: ${JSON.stringify(told)}`)
  return { ...sent, ...told, lines: file.lines }
}

const hashOf = (lines) =>
  createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex')

/** Some hosts set the counter once more when they are through, and some ask for temperatures on the way. */
function programOf(log, lines) {
  const parts = log
    .split(/^M110\b.*\n/m)
    .map((part) => part.split('\n').filter((line) => line !== '' && line !== 'M105'))
  return (parts.findLast((part) => part.length >= lines) ?? parts.at(-1)).slice(0, lines)
}

/** `said` gives the next line of its output. */
function start(program, args) {
  const stdio = ['ignore', 'pipe', 'inherit']
  const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return { child, said: async () => (await lines.next()).value }
}

async function end(child) {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}
