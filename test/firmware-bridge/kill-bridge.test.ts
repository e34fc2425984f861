import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killOnce, strange, wanted, type Killed, type Meanwhile } from './killed-bridge.ts'
import { buildPrograms, removePrograms } from './programs.ts'

/** `npm run prove -- kill-bridge` tries 200. */
const kills = Number(process.env['PROVE_KILLS'] ?? 5)
const report = process.env['PROVE_REPORT']
const lastsMs = 5000
const all: Killed[] = []
let program: string

beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => {
  removePrograms(program)
  if (report !== undefined) writeFileSync(report, JSON.stringify(all.map(told)))
})

const told = (one: Killed) => ({
  ...one,
  executed: one.executed.length,
  // Of a print that went on every line counts; of one that ended, those before the last.
  skipped: one.end.outcome === 'completed' ? wanted.length - one.executed.length : 0,
  strange: strange(one),
})

async function killed(seed: number, meanwhile: Meanwhile): Promise<Killed> {
  const result = await killOnce(program, seed, meanwhile, lastsMs)
  all.push(result)
  // For whoever waits for two hundred of them.
  if (report !== undefined) process.stderr.write(`${JSON.stringify({ ...told(result), ours: undefined })}\n`)
  const about = `seed ${seed}, ${meanwhile}, ${result.at}, ${JSON.stringify(result.end)}`
  expect(strange(result), about).toEqual([])
  expect(result.executed, about).toEqual(wanted.slice(0, result.executed.length))
  expect(result.journalIsWhole, about).toBe(true)
  return result
}

test.concurrent.each(Array.from({ length: kills }, (_, n) => n + 1))(
  'a bridge killed at random moment %i goes on exactly: the printer executes the file, each line once',
  async (seed) => {
    const { end, executed } = await killed(seed, seed % 5 === 4 ? 'paused before' : 'nothing')
    expect(end, JSON.stringify(end)).toMatchObject({ outcome: 'completed', incidents: 1, heatersOff: true })
    expect(executed).toEqual(wanted)
  },
  240_000,
)

const others: [Meanwhile, string][] = [
  ['printer reset', 'firmware-restarted'],
  ['file deleted', 'file-mismatch'],
  ...(kills > 5 ? ([['too long', 'bridge-late']] as [Meanwhile, string][]) : []),
]
test.each(
  others.flatMap((other) => Array.from({ length: Math.ceil(kills / 20) }, (_, n) => [...other, n + 1] as const)),
)(
  'killed, and meanwhile %s: heaters off, the run is interrupted (%s), no line more (%i)',
  async (meanwhile, reason, seed) => {
    const { end, heaterOffSeconds } = await killed(1000 + seed, meanwhile)
    expect(end).toMatchObject({ outcome: 'interrupted', reason, heatersOff: true })
    expect(heaterOffSeconds).toBeLessThan(Infinity)
  },
  240_000,
)
