// The network between a bridge and its server dies without a word for ten minutes, in mid-print; then it comes and goes.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { row } from '../bench/harness.mjs'

const root = join(import.meta.dirname, '..', '..')

export async function linkCut() {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-prove-'))
  const figuresFile = join(folder, 'figures.json')
  const run = spawnSync(
    'npx',
    ['vitest', 'run', '--project', 'node', 'test/bridge/link-cut', '--testTimeout', '3000000'],
    { cwd: root, env: { ...process.env, PROVE_FIGURES: figuresFile }, encoding: 'utf8' },
  )
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout}\n${run.stderr}`)
    return [row('a cut of ten minutes, then 75 of two seconds', { ours: 0, unit: 'proved', goal: '1', met: false })]
  }
  const { lost, twice, again, unanswering, rightAfter, flapping } = JSON.parse(readFileSync(figuresFile, 'utf8'))
  rmSync(folder, { recursive: true })
  const none = (name, ours) => row(name, { ours, unit: 'events', goal: '0', met: ours === 0 })
  return [
    none('cut of 10 min in mid-print: lost', lost),
    none('cut of 10 min in mid-print: applied twice', twice),
    row('given again, without effect', { ours: again, unit: 'events' }),
    row('shown as not answering after', { ours: unanswering, unit: 's', goal: '< 30', met: unanswering < 30 }),
    row('page right after the network is back', { ours: rightAfter, unit: 's', goal: '< 15', met: rightAfter < 15 }),
    none('75 cuts, 2 s off and 2 s on: lost', flapping.lost),
    none('75 cuts, 2 s off and 2 s on: applied twice', flapping.twice),
  ]
}
