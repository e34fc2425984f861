// The longer proofs: each is a test of the suite, run many more times. `npm run prove -- NAME`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { row, runNamed } from '../bench/harness.mjs'
import { bookingStorm } from './booking-storm/storm.mjs'
import { linkCut } from './link-cut.mjs'

const root = join(import.meta.dirname, '..', '..')

/** One row: how often the promise was tried, and how often it held. */
function proof(promise, goal, times, command, args, env = {}) {
  return async () => {
    const run = spawnSync(command, args, { cwd: root, env: { ...process.env, ...env }, encoding: 'utf8' })
    if (run.status !== 0) process.stderr.write(`${run.stdout}\n${run.stderr}`)
    return [row(promise, { ours: run.status === 0 ? times : 0, unit: `of ${times}`, goal, met: run.status === 0 })]
  }
}

/** Kill -9 of the bridge, as many times as `PROVE_KILLS` says. Each kill is a row of the report that the test leaves. */
function killBridge() {
  const kills = process.env.PROVE_KILLS ?? '200'
  const folder = mkdtempSync(join(tmpdir(), 'kill-bridge-'))
  const report = join(folder, 'report.json')
  const command = ['vitest', 'run', '--project', 'node', 'test/firmware-bridge/kill-bridge.test.ts']
  const env = { ...process.env, PROVE_KILLS: kills, PROVE_REPORT: report }
  const run = spawnSync('npx', command, { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (run.status !== 0) process.stderr.write(`${run.stdout}\n${run.stderr}`)
  const all = JSON.parse(readFileSync(report, 'utf8'))
  rmSync(folder, { recursive: true, force: true })

  const goesOn = all.filter(({ meanwhile }) => ['nothing', 'paused before'].includes(meanwhile))
  const ends = all.filter((killed) => !goesOn.includes(killed))
  const exact = (list) => list.filter(({ end, skipped }) => end.outcome === 'completed' && skipped === 0).length
  const cooled = (list) =>
    list.filter(({ end, heaterOffSeconds }) => end.outcome !== 'completed' && heaterOffSeconds <= 15)
  const seconds = all.flatMap(({ heaterOffSeconds }) => heaterOffSeconds ?? []).sort((a, b) => a - b)
  const at = (share) => seconds[Math.min(seconds.length - 1, Math.floor(share * seconds.length))] ?? NaN
  const none = (name, count) => row(name, { ours: count, unit: 'of all', goal: '0', met: count === 0 })
  const off = (name, value) => row(name, { ours: value, unit: 's', goal: '15 s', met: value <= 15 })
  const count = (name, ours, of) => row(name, { ours, unit: `of ${of}`, goal: 'all', met: ours === of })
  return [
    count('killed, the printer kept its state: continued exactly', exact(goesOn), goesOn.length),
    count('killed, and reset, without its file, or late in coming back: heaters off', cooled(ends).length, ends.length),
    none('lines repeated, or out of turn', all.filter(({ strange }) => strange.length > 0).length),
    none('lines skipped', all.filter(({ skipped }) => skipped > 0).length),
    none('journals damaged', all.filter(({ journalIsWhole }) => !journalIsWhole).length),
    off('heaters off after death, median', at(0.5)),
    off('heaters off after death, 99 of 100', at(0.99)),
    off('heaters off after death, longest', at(1)),
  ]
}

await runNamed(
  {
    booking: bookingStorm,
    'kill-backend': proof('the server killed in mid-print: the print goes on', 'all', 10, 'npx', [
      'playwright',
      'test',
      'kill.spec.ts',
      '--repeat-each',
      '10',
      '--reporter',
      'line',
    ]),
    'link-cut': linkCut,
    'kill-bridge': killBridge,
    stream: proof(
      'executed = sent under random faults',
      'all',
      10_000,
      'npx',
      ['vitest', 'run', '--project', 'node', 'test/firmware-bridge/stream-property', '--testTimeout', '3000000'],
      { PROVE_RUNS: '10000' },
    ),
  },
  'prove',
)
