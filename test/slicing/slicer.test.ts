import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { gateFile } from '#backend/gcode/gate.ts'
import { inspectFile } from '#backend/io/analysis-file.ts'
import { findSlicer } from '#backend/io/slicer.ts'
import { endGcode, profileIni, startGcode, usualProfile } from '#backend/slicing/profile.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

const limits: PrinterLimits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 200 }
const small: PrinterLimits = { bedX: 120, bedY: 120, bedZ: 120, maxNozzle: 200, maxBed: 50, maxFeed: 60 }
const stlPath = join(import.meta.dirname, '..', 'fixtures', 'models', 'boatlet.stl')
const outDir = mkdtempSync(join(tmpdir(), 'etabli-test-slicing-'))
afterAll(() => rmSync(outDir, { recursive: true }))

const slicer = await findSlicer()
if (!slicer.isPresent)
  console.log('prusa-slicer is not installed: its tests are skipped (apt-get install prusa-slicer).')

const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('etabli-slice-'))

describe('the profile', () => {
  test.each([limits, small])('its own start and end code passes our gate', (printer) => {
    const profile = usualProfile(printer)
    const gate = gateFile(printer)
    const text = `${startGcode(profile)}\n${endGcode(profile)}\n`.replace(/\{.*?\}/, String(printer.bedZ))
    gate.push(new TextEncoder().encode(text))
    expect(gate.end()).toEqual({ verdict: 'safe', reasons: [] })
  })

  test('one line for each value, whatever the profile is called', () => {
    const ini = profileIni(usualProfile(limits, { name: 'x\npost_process = rm' }))
    expect(
      ini
        .split('\n')
        .filter((line) => line !== '')
        .slice(1)
        .every((line) => /^[a-z_]+ = /.test(line)),
    ).toBe(true)
    expect(ini).not.toMatch(/^post_process/m)
  })
})

test('no slicer is an answer, not an error', async () => {
  const none = await findSlicer('/nowhere/prusa-slicer')
  expect(none).toMatchObject({ isPresent: false, version: undefined })
  expect(await none.slice({ stlPath, profile: usualProfile(limits), outDir })).toMatchObject({
    ok: false,
    problem: 'slicer-absent',
  })
})

describe.skipIf(!slicer.isPresent)('the real slicer', () => {
  test.each([limits, small])('slices the boat into G-code that our gate finds safe', async (printer) => {
    const sliced = await slicer.slice({ stlPath, profile: usualProfile(printer), outDir })
    expect(sliced).toMatchObject({ ok: true, slicer: slicer.version })
    if (!sliced.ok) return
    const found = inspectFile(sliced.gcodePath, { limits: printer })
    expect(found).toMatchObject({
      kind: 'gcode',
      verdict: 'safe',
      reasons: [],
      facts: { layers: 232, layerHeight: 0.2 },
    })
    if (found.kind === 'gcode') expect(found.facts.filamentGrams).toBeGreaterThan(5)
    expect(leftovers()).toEqual([])
  })

  test('says when it cannot read the model', async () => {
    const path = join(import.meta.dirname, '..', 'fixtures', 'expected.json')
    expect(await slicer.slice({ stlPath: path, profile: usualProfile(limits), outDir })).toMatchObject({
      problem: 'slicer-failed',
    })
  })

  test('is stopped when it takes too long, and leaves nothing', async () => {
    const hasty = await findSlicer(undefined, { timeLimitMs: 300 })
    const target = join(outDir, 'late')
    expect(await hasty.slice({ stlPath, profile: usualProfile(limits), outDir: target })).toMatchObject({
      problem: 'slicer-timeout',
    })
    expect(existsSync(target)).toBe(false)
    expect(leftovers()).toEqual([])
  })

  test('has no more memory than it is given', async () => {
    const starved = await findSlicer(undefined, { memoryBytes: 60_000_000 })
    expect(await starved.slice({ stlPath, profile: usualProfile(limits), outDir })).toMatchObject({
      problem: 'slicer-failed',
    })
  })

  test('can be cancelled', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('never mind')), 200)
    await expect(
      slicer.slice({ stlPath, profile: usualProfile(limits), outDir, signal: abort.signal }),
    ).rejects.toThrow('never mind')
    expect(leftovers()).toEqual([])
  })
})
