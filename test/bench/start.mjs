// How long a lab takes to answer, cold and warm, and what it holds in memory when nobody is there.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, row } from './harness.mjs'

const root = join(import.meta.dirname, '..', '..')
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts a program and waits for its first answer. */
async function firstAnswer(args, port, path) {
  const began = performance.now()
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
    if (answer?.ok) return { child, ms: performance.now() - began }
    if (performance.now() - began > 60_000) throw new Error('no answer within a minute')
    await pause(5)
  }
}

async function end(child) {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const began = performance.now()
  child.kill('SIGTERM')
  await gone
  return performance.now() - began
}

const residentMb = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

/** The least that the same stack can do: Express saying hello. */
const bare = `import express from 'express'
express().get('/', (_req, res) => res.send('hello')).listen(Number(process.argv.at(-1)), '127.0.0.1')`

export async function start() {
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const port = await freePort()
  const lab = ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample']
  const first = await firstAnswer(lab, port, '/healthz')
  await end(first.child)

  const warm = []
  const stops = []
  for (let n = 0; n < 5; n++) {
    const again = await firstAnswer(lab, port, '/healthz')
    warm.push(again.ms)
    stops.push(await end(again.child))
  }
  const idle = await firstAnswer(lab, port, '/healthz')
  await pause(15_000)
  const memory = residentMb(idle.child.pid)
  const bridgeMemory = residentMb(Number(readFileSync(join(data, 'bridge.pid'), 'utf8')))
  await end(idle.child)

  const hello = []
  let helloMemory = 0
  for (let n = 0; n < 5; n++) {
    const barePort = await freePort()
    const server = await firstAnswer(['--input-type=module', '-e', bare, '--', String(barePort)], barePort, '/')
    hello.push(server.ms)
    helloMemory = residentMb(server.child.pid)
    await end(server.child)
  }
  rmSync(data, { recursive: true, force: true })

  const peerName = 'Express saying hello'
  return [
    row('first start, with the sample lab', { ours: first.ms, peer: median(hello), peerName, unit: 'ms' }),
    row('second start, first answer', {
      ours: median(warm),
      peer: median(hello),
      peerName,
      unit: 'ms',
      goal: '< 2000',
      met: median(warm) < 2000,
    }),
    row('SIGTERM to the end', { ours: Math.max(...stops), unit: 'ms', goal: '< 5000', met: Math.max(...stops) < 5000 }),
    row('backend, idle', { ours: memory, peer: helloMemory, peerName, unit: 'MB', goal: '< 150', met: memory < 150 }),
    row('bridge, idle, two printers', { ours: bridgeMemory, unit: 'MB', goal: '< 120', met: bridgeMemory < 120 }),
  ]
}
