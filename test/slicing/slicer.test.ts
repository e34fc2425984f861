import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { gateFile } from '#backend/gcode/gate.ts'
import { inspectFile } from '#backend/io/analysis-file.ts'
import { findSlicer } from '#backend/io/slicer.ts'
import { endGcode, sliceIni, startGcode, suits, wholeValues } from '#backend/slicing/profile.ts'
import type { SliceValues } from '#backend/slicing-profile/values.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

const limits: PrinterLimits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 200 }
const small: PrinterLimits = { bedX: 120, bedY: 120, bedZ: 120, maxNozzle: 200, maxBed: 50, maxFeed: 60 }
const usual = (printer: PrinterLimits): { limits: PrinterLimits; values: SliceValues; support: boolean } => ({
  limits: printer,
  values: {},
  support: false,
})
const stlPath = join(import.meta.dirname, '..', 'fixtures', 'models', 'boatlet.stl')
const outDir = mkdtempSync(join(tmpdir(), 'etabli-test-slicing-'))
// Other tests slice at the same time: what is left behind is looked for in a folder of its own.
const ownTemporary = mkdtempSync(join(tmpdir(), 'etabli-test-tmp-'))
process.env.TMPDIR = ownTemporary
afterAll(() => {
  rmSync(outDir, { recursive: true })
  rmSync(ownTemporary, { recursive: true })
})

const slicer = await findSlicer()
if (!slicer.isPresent)
  console.log('prusa-slicer is not installed: its tests are skipped (apt-get install prusa-slicer).')

const leftovers = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('etabli-slice-'))

describe('the profile', () => {
  test.each([limits, small])('its own start and end code passes our gate', (printer) => {
    const gate = gateFile(printer)
    const text = `${startGcode(usual(printer))}\n${endGcode(usual(printer))}\n`.replace(/\{.*?\}/, String(printer.bedZ))
    gate.push(new TextEncoder().encode(text))
    expect(gate.end()).toEqual({ verdict: 'safe', reasons: [] })
  })

  test('one line for each value, whatever its words are', () => {
    const values = { start_gcode: 'G28\npost_process = rm \\n', fill_density: '20%' }
    const lines = sliceIni({ ...usual(limits), values })
      .trimEnd()
      .split('\n')
    expect(lines.every((line) => /^[a-z_0-9]+ = /.test(line))).toBe(true)
    expect(lines).toContain('start_gcode = G28\\npost_process = rm \\\\n')
    expect(lines).toContain('fill_density = 20%')
    expect(lines.filter((line) => line.startsWith('post_process'))).toEqual([])
  })

  test('a printer takes what it can heat; without a word it is never asked for more', () => {
    expect(suits({ temperature: '240', bed_temperature: '80' }, limits)).toBe(true)
    expect(suits({ temperature: '240' }, small)).toBe(false)
    expect(suits({ first_layer_bed_temperature: '60' }, small)).toBe(false)
    expect(wholeValues(usual(small))).toMatchObject({ temperature: '200', bed_temperature: '50' })
  })
})

test('no slicer is an answer, not an error', async () => {
  const none = await findSlicer('/nowhere/prusa-slicer')
  expect(none).toMatchObject({ isPresent: false, version: undefined })
  expect(await none.slice({ stlPath, settings: usual(limits), outDir })).toMatchObject({
    ok: false,
    problem: 'slicer-absent',
  })
})

describe.skipIf(!slicer.isPresent)('the real slicer', () => {
  test.each([limits, small])('slices the boat into G-code that our gate finds safe', async (printer) => {
    const heard: number[] = []
    const onProgress = (part: number) => void heard.push(part)
    const sliced = await slicer.slice({ stlPath, settings: usual(printer), outDir, onProgress })
    expect(sliced).toMatchObject({ ok: true, slicer: slicer.version })
    expect(new Set(heard).size).toBeGreaterThan(3)
    expect(heard.every((part) => part > 0 && part <= 1)).toBe(true)
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
    expect(await slicer.slice({ stlPath: path, settings: usual(limits), outDir })).toMatchObject({
      problem: 'slicer-failed',
    })
  })

  test('is stopped when it takes too long, and leaves nothing', async () => {
    const hasty = await findSlicer(undefined, { timeLimitMs: 300 })
    const target = join(outDir, 'late')
    expect(await hasty.slice({ stlPath, settings: usual(limits), outDir: target })).toMatchObject({
      problem: 'slicer-timeout',
    })
    expect(existsSync(target)).toBe(false)
    expect(leftovers()).toEqual([])
  })

  test('has no more memory than it is given', async () => {
    const starved = await findSlicer(undefined, { memoryBytes: 60_000_000 })
    expect(await starved.slice({ stlPath, settings: usual(limits), outDir })).toMatchObject({
      problem: 'slicer-failed',
    })
  })

  test('can be cancelled', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(new Error('never mind')), 200)
    await expect(slicer.slice({ stlPath, settings: usual(limits), outDir, signal: abort.signal })).rejects.toThrow(
      'never mind',
    )
    expect(leftovers()).toEqual([])
  })
})
