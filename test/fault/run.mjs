// The longer proofs: each is a test of the suite, run many more times. `npm run prove -- NAME`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { row, runNamed } from '../bench/harness.mjs'
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

await runNamed(
  {
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
