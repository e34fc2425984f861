// What the lines are sent to: firmware that takes no time, or the virtual printer with a wire of a given speed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './programs.mjs'

/**
 * Sends `file` to firmware that answers at once, and proves that what it executed is the file.
 * @returns the sender's figures, with the seconds and lines that the firmware counted.
 */
export async function sendAtOnce(send, file) {
  const { child, said } = start('test/bench/stream/immediate-firmware.mjs', [String(file.lines)])
  try {
    const sent = await send(file.path, await said(), 115_200)
    if (!sent) return undefined
    const told = JSON.parse(await said())
    if (told.sha256 !== file.sha256) throw new Error(`what was executed is not the file: ${JSON.stringify(told)}`)
    return { ...sent, seconds: told.seconds, lines: told.executed }
  } finally {
    await end(child)
  }
}

/** A printer that talks without end. */
export async function switchOnFlooding() {
  const { child, said } = start('test/bench/stream/immediate-firmware.mjs', ['1000000', 'flood'])
  const ports = [await said()]
  return { ports, off: () => end(child).then(() => []) }
}

/** Switches virtual printers on; `flags` are theirs. `off` gives what each of them counted, and what it executed. */
export async function switchOn(flags, count = 1) {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const [log, stats] = [join(folder, 'log'), join(folder, 'stats')]
  const all = [...flags, '--count', String(count), '--log', log, '--stats', stats]
  const { child, said } = start('dist/backend/cli.mjs', ['virtual-printer', ...all])
  const ports = []
  while (ports.length < count) ports.push(await said())
  return {
    ports,
    off: async () => {
      await end(child)
      const counted = readFileSync(stats, 'utf8').trim().split('\n').map(JSON.parse)
      const told = counted.map((state, n) => ({
        ...state,
        log: readFileSync(count > 1 ? `${log}.${n + 1}` : log, 'latin1'),
      }))
      rmSync(folder, { recursive: true })
      return told
    },
  }
}

/** Sends `file` to one virtual printer, and proves that what it executed is the file. */
export async function sendByWire(send, file, flags, baud) {
  const printer = await switchOn(flags)
  let sent
  let told
  try {
    sent = await send(file.path, printer.ports[0], baud)
  } finally {
    ;[told] = await printer.off()
  }
  if (!sent) return undefined
  const { log: _, ...counted } = told
  if (!isExecuted(told, file)) throw new Error(`what was executed is not the file: ${JSON.stringify(counted)}`)
  return { ...sent, ...counted, lines: file.lines }
}

/** Whether what was executed after the counter was last set for a file is that file, whole and in order. */
export const isExecuted = (told, file) => hashOf(programOf(told.log, file.lines)) === file.sha256

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
