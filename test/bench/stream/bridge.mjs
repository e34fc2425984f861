// A real bridge process, and a small server that gives it its orders.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundle, root } from './programs.mjs'

let small

/**
 * One bridge prints `file` on all printers at once, until the `steady` ones are through: what these counted with their
 * lines a second, and what the bridge took. `troublesome` ones print beside them.
 */
export async function printByBridge(file, steady, troublesome = []) {
  small ??= await import(await bundle('test/firmware-bridge/small-server.ts'))
  const { startSmallServer, token, limits } = small
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const server = await startSmallServer()
  const ports = [steady, ...troublesome].flatMap((group) => group.ports)
  server.printers = ports.map((port, n) => ({ id: `p${n}`, name: `p${n}`, port, baud: 250_000, limits }))
  const flags = ['--server', server.url, '--token', token, '--data', data]
  const bridge = spawn(process.execPath, ['dist/backend/cli.mjs', 'bridge', ...flags], { cwd: root, stdio: 'ignore' })
  const gone = new Promise((resolve) => bridge.once('exit', resolve))
  const runs = () => steady.ports.map((_, n) => lastOf(server, `p${n}`))
  let figures
  let counted
  try {
    await until(() => ports.every((_, n) => hasReached(server, `p${n}`)), 'every printer reached')
    const gcode = readFileSync(file.path)
    const [used, begun] = [cpuSeconds(bridge.pid), performance.now()]
    const starts = ports.map((_, n) => {
      const order = { ...server.order(`run-${n}`, 1, gcode), printerId: `p${n}` }
      return server.command({ type: 'run:start', printerId: `p${n}`, runId: `run-${n}`, order })
    })
    for (const answer of await Promise.all(starts)) if (!answer.ok) throw new Error(JSON.stringify(answer))
    await until(() => runs().every((run) => run?.phase === 'ended'), 'every run over')
    const cores = (cpuSeconds(bridge.pid) - used) / ((performance.now() - begun) / 1000)
    const failed = runs().find(({ outcome }) => outcome !== 'completed')
    if (failed) throw new Error(`a run did not complete: ${JSON.stringify(failed)}`)
    figures = { cores, peakMb: peakMb(bridge.pid) }
  } finally {
    bridge.kill('SIGKILL')
    await gone
    counted = await steady.off(file)
    for (const group of troublesome) await group.off(file)
    await server.close()
    rmSync(data, { recursive: true, force: true })
  }
  const rates = runs().map(({ quality }) => (file.lines / quality.streamedMs) * 1000)
  return { ...figures, printers: counted.map((its, n) => ({ ...its, rate: rates[n] })) }
}

const hasReached = (server, printerId) =>
  server.events.some((event) => event.type === 'printer:reached' && event.printerId === printerId)

const lastOf = (server, printerId) =>
  server.events.findLast((event) => event.type === 'run:moved' && event.printerId === printerId)?.run

async function until(isSo, what) {
  for (const begun = performance.now(); !isSo(); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (performance.now() - begun > 300_000) throw new Error(`never came: ${what}`)
}

/** Of the process so far; Linux counts them in hundredths. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

const peakMb = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
