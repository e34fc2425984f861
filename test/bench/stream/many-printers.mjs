// A whole lab on one bridge: a real bridge process, a small server that gives it its orders, and as many virtual printers.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { row } from '../harness.mjs'
import { moves } from './files.mjs'
import { isExecuted, switchOn, switchOnFlooding } from './printers.mjs'
import { bundle, root } from './programs.mjs'

const seconds = 15
/** Lines a second that a printer's own main loop has time for. */
const pace = 250
const steady = ['--speed', '1000', '--exec', String(1e6 / pace)]

export async function manyPrinters(count) {
  const file = moves(seconds * pace)
  const { startSmallServer, token, limits } = await import(await bundle('test/firmware-bridge/small-server.ts'))
  const lab = { startSmallServer, token, limits, file }

  const alone = await printEverywhere(lab, await switchOn(steady, count), [])
  const mixed = await printEverywhere(lab, await switchOn(steady, count - 2), [
    await switchOn([...steady, '--faults', 'silent-at=500']),
    await switchOnFlooding(),
  ])
  return [
    slowest(`${count} printers, ${pace} lines/s each: the slowest`, alone.printers, file),
    row(`${count} printers: processor of the bridge`, { ours: alone.cores * 100, unit: '% of a core' }),
    row(`${count} printers: memory of the bridge at its peak`, { ours: alone.peakMb, unit: 'MB' }),
    slowest(`one falls silent, one floods: the slowest of the ${count - 2} others`, mixed.printers, file),
  ]
}

function slowest(name, printers, file) {
  const rate = Math.min(...printers.map((printer) => (printer.rate / pace) * 100))
  const exact = printers.every((printer) => isExecuted(printer, file))
  return row(name, { ours: rate, unit: '% of its rate', goal: '> 99, executed = sent', met: rate > 99 && exact })
}

/** Prints the file on all at once, until the `steady` ones are through: their figures, and the bridge's. */
async function printEverywhere({ startSmallServer, token, limits, file }, steadyOnes, troublesome) {
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const server = await startSmallServer()
  const ports = [steadyOnes, ...troublesome].flatMap((group) => group.ports)
  server.printers = ports.map((port, n) => ({ id: `p${n}`, name: `p${n}`, port, baud: 250_000, limits }))
  const flags = ['--server', server.url, '--token', token, '--data', data]
  const bridge = spawn(process.execPath, ['dist/backend/cli.mjs', 'bridge', ...flags], { cwd: root, stdio: 'ignore' })
  const gone = new Promise((resolve) => bridge.once('exit', resolve))
  let [cores, peakMb, rates, told] = [0, 0, [], []]
  try {
    await until(() => ports.every((_, n) => hasReached(server, `p${n}`)), 'every printer reached')
    const gcode = readFileSync(file.path)
    const [cpu, at] = [cpuSeconds(bridge.pid), performance.now()]
    const starts = ports.map((_, n) => {
      const order = { ...server.order(`run-${n}`, 1, gcode), printerId: `p${n}` }
      return server.command({ type: 'run:start', printerId: `p${n}`, runId: `run-${n}`, order })
    })
    for (const answer of await Promise.all(starts)) if (!answer.ok) throw new Error(JSON.stringify(answer))
    const runs = () => steadyOnes.ports.map((_, n) => lastOf(server, `p${n}`))
    await until(() => runs().every((run) => run?.phase === 'ended'), 'every run over')
    cores = (cpuSeconds(bridge.pid) - cpu) / ((performance.now() - at) / 1000)
    peakMb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${bridge.pid}/status`, 'utf8'))[1]) / 1024
    const failed = runs().find(({ outcome }) => outcome !== 'completed')
    if (failed) throw new Error(`a run did not complete: ${JSON.stringify(failed)}`)
    rates = runs().map(({ quality }) => (file.lines / quality.streamedMs) * 1000)
  } finally {
    bridge.kill('SIGKILL')
    await gone
    told = await steadyOnes.off()
    for (const group of troublesome) await group.off()
    await server.close()
    rmSync(data, { recursive: true, force: true })
  }
  return { printers: told.map((state, n) => ({ ...state, rate: rates[n] })), cores, peakMb }
}

const hasReached = (server, printerId) =>
  server.events.some((event) => event.type === 'printer:reached' && event.printerId === printerId)

const lastOf = (server, printerId) =>
  server.events.findLast((event) => event.type === 'run:moved' && event.printerId === printerId)?.run

async function until(isSo, what) {
  for (const begun = performance.now(); !isSo(); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (performance.now() - begun > 120_000) throw new Error(`never came: ${what}`)
}

/** Of the process so far; Linux counts them in hundredths. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
