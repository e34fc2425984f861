import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { featureIn, features } from '#backend/gcode/features.ts'
import { decodeLayer, decodeLayerIndex, type LayerSegments } from '#backend/gcode/layers.ts'
import { createGcodeReading } from '#backend/gcode/read-gcode.ts'
import { inspectFile } from '#backend/io/analysis-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'etabli-layers-'))
afterAll(() => rmSync(folder, { recursive: true }))
const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

/** All layers of a text, with what each segment is. */
function layersOf(gcode: string): { z: number; seconds: number; segments: LayerSegments }[] {
  let blocks: Uint8Array[] = []
  const sink = { write: (block: Uint8Array) => void blocks.push(block), restart: () => void (blocks = []) }
  const reading = createGcodeReading(undefined, {}, sink)
  reading.push(new TextEncoder().encode(gcode))
  const index = decodeLayerIndex(bufferOf(reading.end().endLayers()))
  return index.map(({ z, seconds }, i) => ({ z, seconds, segments: decodeLayer(bufferOf(blocks[i]!)) }))
}

describe('what a comment says a line is for', () => {
  test.each([
    ['TYPE:External perimeter', 'outer-wall'],
    ['TYPE:Perimeter', 'inner-wall'],
    ['TYPE:Internal infill', 'infill'],
    ['TYPE:Top solid infill', 'top'],
    ['TYPE:Bridge infill', 'bridge'],
    ['TYPE:Support material interface', 'support'],
    ['TYPE:Skirt/Brim', 'skirt'],
    ['TYPE:WALL-OUTER', 'outer-wall'],
    ['TYPE:WALL-INNER', 'inner-wall'],
    ['TYPE:SKIN', 'solid'],
    ['TYPE:FILL', 'infill'],
    [' FEATURE: Sparse infill', 'infill'],
    [' FEATURE: Internal solid infill', 'solid'],
    [' feature gap fill', 'inner-wall'],
    ['TYPE:Custom', 'other'],
    ['LAYER:3', undefined],
    ['TYP', undefined],
  ])('%s is %s', (comment, feature) => {
    const bytes = new TextEncoder().encode(`;${comment}\n`)
    const found = featureIn(bytes, 1, bytes.length - 1)
    expect(found === undefined ? undefined : features[found]).toBe(feature)
  })
})

describe('the layers of a file', () => {
  test('each segment keeps its place, its feature, its speed and the temperature; travels are none', () => {
    const [first, second] = layersOf(`
M104 S205
;LAYER_CHANGE
;TYPE:External perimeter
G1 X10 Y10 Z0.2 F6000
G1 X20 Y10 E1 F1800
G1 X20 Y30 E2
G0 X50 Y50
;TYPE:Internal infill
G1 X60 Y50 E3 F3000
M104 S215
;LAYER_CHANGE
G1 Z0.4 F600
G1 X70 Y50.123 E4 F3000
`)
    expect(first!.z).toBeCloseTo(0.2)
    const { segments } = first!
    expect(segments.count).toBe(3)
    ;[10, 10, 20, 10, 20, 10, 20, 30, 50, 50, 60, 50].forEach((value, i) =>
      expect(segments.ends[i]).toBeCloseTo(value, 4),
    )
    expect([...segments.feature].map((at) => features[at])).toEqual(['outer-wall', 'outer-wall', 'infill'])
    expect([...segments.speed]).toEqual([30, 30, 50])
    expect([...segments.temperature]).toEqual([206, 206, 206])
    expect(second!.z).toBeCloseTo(0.4)
    expect(second!.seconds).toBeGreaterThan(first!.seconds)
    expect(second!.segments.ends[3]).toBeCloseTo(50.12, 3)
    expect([...second!.segments.temperature]).toEqual([216])
  })

  test('the purge line before the first mark is not the part', () => {
    const layers = layersOf('G1 X0 Y0 Z0.3 F900\nG1 X100 Y0 E9\n;LAYER:0\nG1 Z0.2\nG1 X10 Y0 E10\nG1 X10 Y9 E11\n')
    expect(layers.map(({ segments }) => segments.count)).toEqual([2])
  })

  test('of a real file: as many as the slicer made, each found by its bytes', () => {
    inspectFile('test/fixtures/gcode/boatlet-0.3.gcode', { outDir: folder })
    const index = decodeLayerIndex(bufferOf(readFileSync(join(folder, 'layer-index.bin'))))
    const blocks = readFileSync(join(folder, 'layers.bin'))
    expect(index).toHaveLength(155)
    expect(index.at(-1)!.offset + index.at(-1)!.length).toBe(blocks.length)
    const counts = new Map<string, number>()
    let total = 0
    for (const { offset, length } of index) {
      const { count, feature } = decodeLayer(bufferOf(blocks.subarray(offset, offset + length)))
      total += count
      for (const at of feature) counts.set(features[at]!, (counts.get(features[at]!) ?? 0) + 1)
    }
    // As many as there are lines that move and extrude.
    expect(total).toBe(40_142)
    expect([...counts.keys()].toSorted()).toEqual(
      expect.arrayContaining(['bridge', 'infill', 'inner-wall', 'outer-wall', 'skirt', 'solid', 'top']),
    )
    expect(index[100]!.seconds).toBeGreaterThan(index[99]!.seconds)
    expect(index.at(-1)!.seconds).toBeLessThan(3829)
    expect(blocks.length).toBeLessThan(500_000)
  })

  test('another file is refused', () => {
    expect(() => decodeLayerIndex(new ArrayBuffer(64))).toThrow(RangeError)
    expect(() => decodeLayer(Uint8Array.from([255, 255, 255, 0, 1, 2]).buffer)).toThrow(RangeError)
  })
})
