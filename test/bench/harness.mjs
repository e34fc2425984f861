// One small harness for benches and proofs: rows of figures, a table for people, one JSON object for scripts.
import { createServer } from 'node:net'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/**
 * @typedef {{ case: string, ours: number, peer: number | null, peerName: string, unit: string, ratio: number | null,
 *   goal: string, met: boolean }} Row
 */

/** A row; `ratio` is ours / peer. `met` says whether the goal is reached: a bench prints it, it never fails a run by itself. */
export function row(name, { ours, peer = null, peerName = '', unit, goal = '', met }) {
  const ratio = peer === null || peer === 0 ? null : ours / peer
  return { case: name, ours, peer, peerName, unit, ratio, goal, met: met ?? true }
}

/**
 * Runs one of `all` by the name on the command line, or every one without a name. One that has `cases` runs those of them
 * that are named behind it; `--long` asks for what takes minutes.
 */
export async function runNamed(all, kind) {
  const args = process.argv.slice(2)
  const json = args.includes('--json')
  const isLong = args.includes('--long')
  const words = args.filter((arg) => !arg.startsWith('--'))
  const wanted = words.filter((name) => Object.hasOwn(all, name))
  const cases = words.filter((name) => wanted.some((its) => all[its].cases?.includes(name)))
  const isUnknown = words.length > wanted.length + cases.length
  if (isUnknown || args.includes('--help')) {
    const names = Object.entries(all).map(([name, { cases: its = [] }]) => [name, ...its].join('\n  '))
    console.log(`npm run ${kind} -- [NAME [CASE]] [--json] [--long]\n\n${names.join('\n')}`)
    process.exit(isUnknown ? 2 : 0)
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
  let isBroken = false
  for (const [name, run] of Object.entries(all)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const rows = await run({ cases, isLong })
    if (json) console.log(JSON.stringify({ name, machine, rows }))
    else print(name, machine, rows)
    isBroken ||= kind === 'prove' && rows.some(({ met }) => !met)
  }
  process.exit(isBroken ? 1 : 0)
}

function print(name, machine, rows) {
  console.log(`\n${name}  (${machine})`)
  const number = (value) => (value === null ? '-' : value >= 100 ? Math.round(value) : Number(value.toPrecision(3)))
  const cells = rows.map((r) => [
    r.case,
    `${number(r.ours)} ${r.unit}`,
    r.peerName ? (r.peer === null ? r.peerName : `${number(r.peer)} ${r.unit} (${r.peerName})`) : '',
    r.ratio === null ? '' : `× ${number(r.ratio)}`,
    r.goal,
    r.met ? 'met' : 'NOT MET',
  ])
  const all = [['case', 'ours', 'peer', 'ratio', 'goal', ''], ...cells]
  const widths = all[0].map((_, n) => Math.max(...all.map((line) => line[n].length)))
  for (const line of all)
    console.log(
      '  ' +
        line
          .map((cell, n) => cell.padEnd(widths[n]))
          .join('  ')
          .trimEnd(),
    )
}

/** Sources of the product as one module: `exports` are lines of TypeScript that name what the bench wants of them. */
export async function bundled(folder, exports) {
  const root = join(import.meta.dirname, '..', '..')
  const outfile = join(folder, 'ours.mjs')
  await build({
    stdin: { resolveDir: root, loader: 'ts', contents: exports },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    absWorkingDir: root,
  })
  return import(pathToFileURL(outfile).href)
}

/** A port that nothing listens on. */
export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
