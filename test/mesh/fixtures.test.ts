import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inspectionJson } from '#backend/cli-inspect.ts'
import { decodeToolpath } from '#backend/gcode/toolpath.ts'
import { createAnalysis, type Analysis } from '#backend/io/analysis.ts'
import { inspectFile } from '#backend/io/analysis-file.ts'
import { decodePreview } from '#backend/mesh/preview.ts'
import { workerUrl } from './worker.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
type Expected = Record<string, unknown>
const expected = JSON.parse(readFileSync(join(fixtures, 'expected.json'), 'utf8')) as Record<string, Expected>
const cases = Object.entries(expected).filter(([name]) => name !== '_')

/** Tolerances as the file says: sizes 0.001 mm, volume 0.01 %, filament 0.05 %, everything else exact. */
function agrees(key: string, ours: unknown, theirs: unknown): void {
  if (key === 'size_mm') {
    for (const [i, size] of (theirs as number[]).entries()) expect((ours as number[])[i], key).toBeCloseTo(size, 3)
  } else if ((key === 'volume_cm3' || key.startsWith('filament')) && theirs !== null) {
    const tolerance = key === 'volume_cm3' ? 0.0001 : 0.0005
    expect(Math.abs((ours as number) / (theirs as number) - 1), key).toBeLessThan(tolerance)
  } else expect(ours, key).toEqual(theirs)
}

describe('etabli inspect gives the known values', () => {
  test.each(cases)('%s', (name, values) => {
    const json = inspectionJson(inspectFile(join(fixtures, name), { name })) as Expected
    for (const [key, value] of Object.entries(values)) if (key !== '_about') agrees(key, json[key], value)
    const known = new Set([...Object.keys(values), 'min_mm', 'max_mm', 'layer_height_mm'])
    expect(Object.keys(json).filter((key) => !known.has(key))).toEqual([])
  })
})

describe('the worker', () => {
  let analysis: Analysis
  let folder: string
  beforeAll(async () => {
    analysis = createAnalysis({ workerUrl: await workerUrl() })
    folder = mkdtempSync(join(tmpdir(), 'etabli-mesh-'))
  })
  afterAll(async () => {
    await analysis.close()
    rmSync(folder, { recursive: true })
  })

  test('writes a preview, a picture and the canonical STL of a model', async () => {
    const found = await analysis.inspect(join(fixtures, 'models/boatlet.stl'), { name: 'boatlet.stl', outDir: folder })
    expect(found).toMatchObject({ kind: 'mesh', triangles: 22546, closed: true })
    const preview = decodePreview(Uint8Array.from(readFileSync(join(folder, 'preview.bin'))).buffer)
    expect(preview.indices.length).toBe(3 * 22546)
    expect(preview.max[0]).toBeCloseTo(61.8, 3)
    expect(Math.max(...preview.indices)).toBe(preview.positions.length / 3 - 1)
    const again = inspectFile(join(folder, 'canonical.stl'))
    expect(again).toMatchObject({ kind: 'mesh', triangles: 22546, closed: true, shells: 1 })
    expect(colours(join(folder, 'thumbnail.png'))).toBeGreaterThan(50)
  })

  test('writes a toolpath and a picture of a G-code file', async () => {
    const found = await analysis.inspect(join(fixtures, 'gcode/boatlet-0.3.gcode'), { outDir: folder })
    expect(found).toMatchObject({ kind: 'gcode', verdict: 'safe' })
    const toolpath = decodeToolpath(Uint8Array.from(readFileSync(join(folder, 'toolpath.bin'))).buffer)
    expect(toolpath.layers).toBe(155)
    expect(toolpath.z[154]).toBeCloseTo(46.5, 3)
    expect(toolpath.firstPoint.at(-1)).toBe(toolpath.points.length / 2)
    expect(statSync(join(folder, 'toolpath.bin')).size).toBeLessThan(5e6)
    expect(colours(join(folder, 'thumbnail.png'))).toBeGreaterThan(50)
  })

  test('answers in order, however many ask at once', async () => {
    const names = ['models/cube-ascii.stl', 'gcode/cube-tiny.gcode', 'models/boatlet.3mf']
    const found = await Promise.all(names.map((name) => analysis.inspect(join(fixtures, name))))
    expect(found.map(({ kind }) => kind)).toEqual(['mesh', 'gcode', 'mesh'])
  })

  test('gives up on a file that takes too long, and reads the next one', async () => {
    const hasty = createAnalysis({
      workerUrl: await workerUrl(),
      timeLimitMs: (bytes) => (bytes > 1e6 ? 1 : 60_000),
    })
    const names = ['models/boatlet-two.stl', 'models/cube-ascii.stl', 'models/boatlet-two.stl', 'gcode/cube-tiny.gcode']
    const found = await Promise.all(names.map((name) => hasty.inspect(join(fixtures, name))))
    expect(found.map((one) => (one.kind === 'refused' ? one.code : one.kind))).toEqual([
      'took-too-long',
      'mesh',
      'took-too-long',
      'gcode',
    ])
    await hasty.close()
  })
})

/** Different colours in a PNG that we wrote (one IDAT, no filter). */
function colours(path: string): number {
  const png = readFileSync(path)
  const length = png.readUInt32BE(33)
  const rows = inflateSync(png.subarray(41, 41 + length))
  const seen = new Set<number>()
  for (let y = 0; y < 512; y++) for (let x = 0; x < 512; x++) seen.add(rows.readUInt32BE(y * 2049 + 1 + 4 * x))
  return seen.size
}
