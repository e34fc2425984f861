// What our wrapper adds to the slicer's own command line, what a repeat costs, and how near the estimates come before slicing.
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundled, freePort, row } from './harness.mjs'

const root = join(import.meta.dirname, '..', '..')
const models = join(root, 'test/fixtures/models')
const run = promisify(execFile)
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const limits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 500 }

export async function slicing() {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  try {
    const ours = await sources(folder)
    const slicer = await ours.findSlicer()
    if (!slicer.isPresent) return [row('slicing', { ours: 0, unit: '', goal: 'no slicer here: not measured' })]
    return [...(await wrapper(folder, ours, slicer)), ...(await repeat()), ...(await estimates(folder, ours, slicer))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const sources = (folder) =>
  bundled(
    folder,
    `export { findSlicer } from '#backend/io/slicer.ts'
     export { placeFile } from '#backend/io/place-file.ts'
     export { inspectFile } from '#backend/io/analysis-file.ts'
     export { sliceIni, wholeValues } from '#backend/slicing/profile.ts'
     export { calibrated, roughCost } from '#backend/print-offer/estimate.ts'
     export { facingAlong } from '#backend/mesh/measure.ts'
     export { asItComes, upIn } from '#backend/mesh/placement.ts'
     export { usualProfiles } from '#backend/slicing-profile/usual.ts'`,
  )

/** Placing the model and running the slicer in its fence, beside its bare command line on the same bytes. */
async function wrapper(folder, { inspectFile, placeFile, sliceIni, asItComes }, slicer) {
  inspectFile(join(models, 'boatlet.stl'), { outDir: folder })
  const [canonical, placed, ini] = ['canonical.stl', 'placed.stl', 'bare.ini'].map((name) => join(folder, name))
  const settings = { limits, values: {}, support: false }
  writeFileSync(ini, sliceIni(settings))
  const [wrapped, bare] = [[], []]
  for (let n = 0; n < 6; n++) {
    let start = performance.now()
    placeFile(canonical, { placement: asItComes, bed: limits, to: placed })
    await slicer.slice({ stlPath: placed, settings, outDir: folder })
    wrapped.push(performance.now() - start)
    start = performance.now()
    const out = ['--output', join(folder, 'bare.gcode'), '--datadir', folder]
    await run('prusa-slicer', ['--load', ini, '--export-gcode', '--center', '125,105', ...out, placed])
    bare.push(performance.now() - start)
  }
  const [time, peer] = [median(wrapped), median(bare)]
  return [
    row('boatlet.stl: placed and sliced in its fence', {
      ...{ ours: time, peer, peerName: 'the bare command line', unit: 'ms' },
      ...{ goal: '≤ 1.03 × + 50 ms', met: time <= 1.03 * peer + 50 },
    }),
  ]
}

/** The same model, position and quality again, through the running server: request to answer. */
async function repeat() {
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const args = ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample', '--no-bridge']
  const server = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  try {
    while (!(await fetch(`${base}/healthz`).catch(() => undefined))?.ok) await new Promise((go) => setTimeout(go, 50))
    const { members } = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8'))
    const { name, passphrase } = members.find((member) => member.name === 'Inès')
    const headers = { origin: base, 'content-type': 'application/json' }
    const session = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name, passphrase }),
    })
    headers.cookie = session.headers.getSetCookie()[0].split(';')[0]
    const call = async (method, path, body) =>
      (await fetch(base + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })).json()

    const bytes = readFileSync(join(models, 'boatlet.stl'))
    const tus = { ...headers, 'tus-resumable': '1.0.0' }
    const metadata = `filename ${Buffer.from('boatlet.stl').toString('base64')}`
    const created = await fetch(`${base}/api/uploads`, {
      method: 'POST',
      headers: { ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata },
    })
    const location = created.headers.get('location')
    await fetch(base + location, {
      method: 'PATCH',
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      body: bytes,
    })
    const { id } = await call('GET', `/api/print-jobs/by-upload/${location.split('/').at(-1)}`)
    const printers = (await call('GET', '/api/machines')).filter(({ printer }) => printer)
    const ready = async (body) => {
      let job = await call('PATCH', `/api/print-jobs/${id}`, body)
      while (job.slicing === 'running') {
        await new Promise((go) => setTimeout(go, 50))
        job = await call('GET', `/api/print-jobs/${id}`)
      }
    }
    for (const { id: machineId } of printers) await ready({ machineId })
    const times = []
    for (let n = 0; n < 40; n++) {
      const start = performance.now()
      const job = await call('PATCH', `/api/print-jobs/${id}`, { machineId: printers[n % printers.length].id })
      times.push(performance.now() - start)
      if (job.slicing !== 'done') throw new Error('it was sliced again')
    }
    const ours = median(times)
    return [
      row('the same again: request to answer, with its price', { ours, unit: 'ms', goal: '< 10', met: ours < 10 }),
    ]
  } finally {
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
}

/** Three models, three sizes, two positions, four qualities: each estimated from what the others of its quality took. */
async function estimates(folder, ours, slicer) {
  const { inspectFile, placeFile, wholeValues, calibrated, roughCost, facingAlong, upIn, usualProfiles } = ours
  const found = []
  for (const model of ['boatlet.stl', 'bracket-ascii.stl', 'cube-ascii.stl']) {
    const facts = inspectFile(join(models, model), { outDir: folder })
    for (const scale of model.startsWith('cube') ? [2, 3, 5] : [0.5, 1, 1.4])
      for (const turn of [
        [0, 0, 0, 1],
        [Math.SQRT1_2, 0, 0, Math.SQRT1_2],
      ])
        for (const [quality, { values }] of usualProfiles.slice(0, 4).entries()) {
          const to = join(folder, 'placed.stl')
          const placed = placeFile(join(folder, 'canonical.stl'), {
            placement: { turn, scale, copies: 1 },
            bed: limits,
            to,
          })
          const sliced = await slicer.slice({
            stlPath: to,
            settings: { limits, values, support: false },
            outDir: folder,
          })
          const gcode = inspectFile(sliced.gcodePath, { limits })
          const solid = {
            volume: facts.volume * scale ** 3,
            surface: facts.surface * scale ** 2,
            flat: facingAlong(facts.facing, upIn(turn)) * scale ** 2,
            height: placed.size[2],
            copies: 1,
          }
          const rough = roughCost(solid, wholeValues({ values, limits }))
          const actual = { seconds: gcode.facts.timeSeconds, grams: gcode.facts.filamentGrams }
          found.push({
            quality,
            rough,
            actual,
            seconds: actual.seconds / rough.seconds,
            grams: actual.grams / rough.grams,
          })
        }
  }
  const rows = []
  for (const what of ['seconds', 'grams']) {
    const ends = found.map((one) => {
      const others = found.filter((other) => other !== one && other.quality === one.quality)
      const { from, to } = calibrated(one.rough, others)[what]
      return { from, to, off: Math.abs((from + to) / 2 / one.actual[what] - 1), is: one.actual[what] }
    })
    const near = (100 * ends.filter(({ off }) => off <= 0.15).length) / ends.length
    const inside = (100 * ends.filter(({ from, to, is }) => is >= from && is <= to).length) / ends.length
    const name = what === 'seconds' ? 'time' : 'grams'
    rows.push(
      row(`${name} before slicing, ${ends.length} slicings: middle of the range within 15 %`, {
        ...{ ours: near, unit: '%', goal: 'all', met: near === 100 },
      }),
      row('the same: inside the range that is shown', { ours: inside, unit: '%', goal: '≥ 80', met: inside >= 80 }),
    )
  }
  return rows
}
