import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { inspectFile, type Inspection } from '#backend/io/analysis-file.ts'
import { identify } from '#backend/mesh/identify.ts'
import { create3mfReader } from '#backend/mesh/read-3mf.ts'
import { createAsciiStlReader, readNumber } from '#backend/mesh/read-ascii-stl.ts'
import { createBinaryStlReader } from '#backend/mesh/read-stl.ts'
import { MeshRefusal, meshRefusals } from '#backend/mesh/refusal.ts'
import { meshSentence } from '#backend/mesh/sentences.ts'

const folder = mkdtempSync(join(tmpdir(), 'etabli-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))

function inspectBytes(bytes: Uint8Array, name = 'part.stl'): Inspection {
  const path = join(folder, 'upload')
  writeFileSync(path, bytes)
  return inspectFile(path, { name })
}

/** A binary STL of these triangles (nine numbers each), announcing `count`. */
function binaryStl(triangles: number[][], count = triangles.length): Uint8Array {
  const bytes = new Uint8Array(84 + 50 * triangles.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(80, count, true)
  triangles.forEach((triangle, i) =>
    triangle.forEach((value, k) => view.setFloat32(84 + 50 * i + 12 + 4 * k, value, true)),
  )
  return bytes
}

const corner = [[0, 0, 0], [10, 0, 0], [0, 10, 0], [0, 0, 10]] as const // prettier-ignore
const tetrahedron = [[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]].map((face) => face.flatMap((v) => [...corner[v as 0]])) // prettier-ignore

const model = (inside: string, attributes = ''): string =>
  `<?xml version="1.0"?><model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02" ${attributes}>${inside}</model>`
const points = corner.map(([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`).join('')
const faces = ['0 2 1', '0 1 3', '0 3 2', '1 2 3']
  .map((face) => face.split(' '))
  .map(([a, b, c]) => `<triangle v1="${a}" v2="${b}" v3="${c}"/>`)
  .join('')
const mesh = `<mesh><vertices>${points}</vertices><triangles>${faces}</triangles></mesh>`
const object = `<object id="1" type="model">${mesh}</object>`
const whole = model(`<resources>${object}</resources><build><item objectid="1"/></build>`)

const archive = (files: Zippable): Uint8Array => zipSync(files)
const threeMf = (xml: string): Uint8Array => archive({ '3D/3dmodel.model': strToU8(xml) })

test('the small tetrahedron that these tests break is itself fine', () => {
  expect(inspectBytes(binaryStl(tetrahedron))).toMatchObject({
    kind: 'mesh',
    closed: true,
    shells: 1,
    encoding: 'binary',
  })
  expect(inspectBytes(threeMf(whole))).toMatchObject({ kind: 'mesh', closed: true, shells: 1, encoding: '3mf' })
})

describe('a hostile model is refused in words', () => {
  const text = (content: string): Uint8Array => strToU8(content)
  const nothing = new Uint8Array(0)
  const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, ...Array.from({ length: 2000 }, (_, i) => (i * 7) % 256)])
  const facetText = (value: string): string =>
    `solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 ${value}\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid x\n`
  const bad: [string, Uint8Array, string][] = [
    ['an empty file', nothing, 'empty'],
    ['83 bytes', new Uint8Array(83), 'too-short'],
    ['84 zero bytes', new Uint8Array(84), 'no-volume'],
    ['a JPEG named .stl', jpeg, 'looks-like'],
    ['a PDF named .stl', text(`%PDF-1.7${' '.repeat(200)}`), 'looks-like'],
    ['a web page named .stl', text(`<!DOCTYPE html>${' '.repeat(200)}`), 'looks-like'],
    ['an OBJ that is one flat triangle', text(`# cube\n${'v 1 2 3\n'.repeat(40)}f 1 2 3\n`), 'no-volume'],
    ['UTF-16 text', Uint8Array.from([0xff, 0xfe, ...Array.from({ length: 200 }, (_, i) => (i % 2 ? 0 : 115))]), 'looks-like'],
    ['a letter named .stl', text('Bonjour, voici ma pièce. '.repeat(20)), 'unknown-kind'],
    ['binary G-code', text(`GCDE${'\u0001'.repeat(100)}`), 'binary-gcode'],
    ['a header of 4,294,967,295 triangles', binaryStl([], 0xffffffff), 'wrong-count'],
    ['a header of 2,147,483,648 triangles', binaryStl(tetrahedron, 2 ** 31), 'wrong-count'],
    ['one triangle too many in the header', binaryStl(tetrahedron, 5), 'wrong-count'],
    ['one triangle too few in the header', binaryStl(tetrahedron, 3), 'wrong-count'],
    ['a truncated STL', binaryStl(tetrahedron).subarray(0, 200), 'wrong-count'],
    ['NaN', binaryStl([...tetrahedron, [0, 0, 0, 1, 1, 1, NaN, 0, 0]]), 'bad-coordinates'],
    ['infinity', binaryStl([...tetrahedron, [0, 0, 0, 1, -Infinity, 1, 0, 0, 0]]), 'bad-coordinates'],
    ['1e38', binaryStl([...tetrahedron, [0, 0, 0, 1, 1, 1, 1e38, 0, 0]]), 'bad-coordinates'],
    ['only degenerate triangles', binaryStl([[1, 1, 1, 1, 1, 1, 1, 1, 1]]), 'no-volume'],
    ['a flat sheet', binaryStl([[0, 0, 0, 1, 0, 0, 0, 1, 0]]), 'no-volume'],
    ['80,000 unclosed solids', text('solid x\n'.repeat(80_000)), 'no-volume'],
    ['a text STL without its end', text(facetText('0').slice(0, 60)), 'truncated'],
    ['a text STL with words for numbers', text(facetText('zero')), 'bad-text'],
    ['a text STL with nan', text(facetText('nan')), 'bad-coordinates'],
    ['an archive of something else', archive({ 'readme.txt': strToU8('hello') }), 'no-model'],
    ['a truncated archive', threeMf(whole).subarray(0, 200), 'truncated'],
    ['a name that climbs out', archive({ '../../etc/passwd': strToU8('x') }), 'bad-archive'],
    ['an absolute name', archive({ '/etc/passwd': strToU8('x') }), 'bad-archive'],
    ['a Windows name', archive({ 'C:\\x': strToU8('x') }), 'bad-archive'],
    ['two models', archive({ '3D/a.model': strToU8(whole), '3D/b.model': strToU8(whole) }), 'extension'],
    ['a name twice', archive({ '3D/x.model': strToU8(whole), '3d/X.model': strToU8(whole) }), 'bad-archive'],
    ['a zip bomb', archive({ 'x.bin': new Uint8Array(40_000_000) }), 'archive-bomb'],
    ['a bomb inside the model', threeMf(model(' '.repeat(30_000_000))), 'archive-bomb'],
    ['2,001 entries', archive(Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`f${i}`, nothing]))), 'archive-bomb'],
    ['DOCTYPE', threeMf(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><model>&a;</model>`), 'external-reference'],
    ['broken XML', threeMf('<model><resources></model>'), 'bad-xml'],
    ['an unknown entity', threeMf(model('&a;')), 'bad-xml'],
    ['a thousand nested tags', threeMf(model('<a>'.repeat(1000))), 'bad-xml'],
    ['a thousand attributes', threeMf(model(`<a ${Array.from({ length: 1000 }, (_, i) => `a${i}="1"`).join(' ')}/>`)), 'bad-xml'],
    ['a triangle of vertices that are not there', threeMf(whole.replace('v3="3"', 'v3="99"')), 'bad-xml'],
    ['NaN in XML', threeMf(whole.replace('x="10"', 'x="NaN"')), 'bad-coordinates'],
    ['an object that contains itself', threeMf(model('<resources><object id="1"><components><component objectid="1"/></components></object></resources><build><item objectid="1"/></build>')), 'bad-xml'],
    ['a component of another file', threeMf(model('<resources><object id="1"><components><component p:path="/3D/other.model" objectid="1"/></components></object></resources>', 'xmlns:p="x"')), 'extension'],
    ['a billion components', threeMf(manyComponents()), 'too-many-triangles'],
    ['a model without anything to build', threeMf(model(`<resources>${object}</resources><build/>`)), 'no-volume'],
    ['noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31 + 7) % 256), 'wrong-count'],
  ] // prettier-ignore

  test.each(bad)('%s', (_name, bytes, code) => {
    const found = inspectBytes(bytes)
    expect(found).toMatchObject({ kind: 'refused', code })
    if (found.kind !== 'refused') return
    for (const language of ['fr', 'en'] as const) {
      expect(meshSentence(found.code, found.detail, language)).not.toContain('undefined')
    }
  })

  test('the sentence names what the file is, with its numbers', () => {
    const found = inspectBytes(binaryStl([], 0xffffffff))
    if (found.kind !== 'refused') throw new Error('accepted')
    expect(meshSentence(found.code, found.detail, 'fr')).toBe(
      'Ce fichier n’est pas un STL lisible (il annonce 4\u202f294\u202f967\u202f295 triangles et en contient 0). Ré-exportez-le.',
    )
    expect(meshSentence('looks-like', { what: 'JPEG' }, 'en')).toContain('JPEG')
  })

  test.each(meshRefusals)('%s has a sentence that says what to do, in both languages', (code) => {
    for (const language of ['fr', 'en'] as const) {
      const sentence = meshSentence(
        code,
        { what: 'JPEG', bytes: 1, line: 1, max: 1, announced: 1, contained: 1, triangles: 1 },
        language,
      )
      expect(sentence.split('. ').length, sentence).toBeGreaterThan(1)
      expect(sentence, 'typographic apostrophes').not.toContain("'")
    }
  })
})

test('a refused header costs no memory', () => {
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 20; i++) inspectBytes(binaryStl(tetrahedron, 0xffffffff - i))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000)
})

test('80,000 unclosed solids, or one line of 50 MB, take time in proportion to their bytes', () => {
  const chunk = strToU8('solid x '.repeat(131_072))
  const startedAt = performance.now()
  const reader = createAsciiStlReader(50e6)
  for (let i = 0; i < 50; i++) reader.push(chunk)
  expect(() => reader.end()).toThrow(MeshRefusal)
  expect(performance.now() - startedAt).toBeLessThan(3000)
})

test('several objects, transforms and units are put together', () => {
  const two = model(
    `<resources>${object}<object id="2"><components>
       <component objectid="1"/><component objectid="1" transform="-1 0 0 0 1 0 0 0 1 -5 0 0"/></components></object></resources>
     <build><item objectid="2" transform="2 0 0 0 2 0 0 0 2 0 0 0"/><item objectid="1" printable="0"/></build>`,
  ).replace('millimeter', 'centimeter')
  const found = inspectBytes(threeMf(two))
  expect(found).toMatchObject({ kind: 'mesh', triangles: 8, closed: true, shells: 2, reversed: 0 })
  if (found.kind === 'mesh') {
    expect(found.size).toEqual([500, 200, 200])
    expect(found.volume).toBeCloseTo((2 * 200 ** 3) / 6, 0)
  }
})

test('decimal commas are read as points', () => {
  const comma = tetrahedron
    .map(
      (t) =>
        `facet normal 0 0 0 outer loop ${[0, 3, 6].map((i) => `vertex ${t.slice(i, i + 3).join(',5 ')},5`).join(' ')} endloop endfacet`,
    )
    .join('\n')
  expect(inspectBytes(strToU8(`solid\n${comma}\nendsolid`))).toMatchObject({
    kind: 'mesh',
    closed: true,
    size: [10, 10, 10],
  })
})

test('a part of two inches is met with a question', () => {
  expect(inspectBytes(binaryStl(tetrahedron.map((t) => t.map((value) => value / 10))))).toMatchObject({
    unitQuestion: 'inches',
  })
  expect(inspectBytes(binaryStl(tetrahedron))).toMatchObject({ unitQuestion: undefined })
})

test('G-code is told by its content, whatever its name', () => {
  expect(identify(strToU8('; made by hand\nG28\nG1 X10 Y10\n'), 30, 'part.stl')).toBe('gcode')
})

describe('generated input never crashes a reader', () => {
  const readers = { binary: createBinaryStlReader, ascii: createAsciiStlReader, '3mf': () => create3mfReader() }
  const seeds = {
    binary: binaryStl(tetrahedron),
    ascii: strToU8('solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 1'),
    '3mf': threeMf(whole),
  }
  test.each(['binary', 'ascii', '3mf'] as const)('%s', (kind) => {
    const mutation = fc.array(fc.tuple(fc.nat(seeds[kind].length - 1), fc.nat(255)), { maxLength: 8 })
    fc.assert(
      fc.property(mutation, fc.integer({ min: 1, max: 97 }), (changes, step) => {
        const bytes = seeds[kind].slice()
        for (const [at, value] of changes) bytes[at] = value
        try {
          const reader = readers[kind](bytes.length)
          for (let i = 0; i < bytes.length; i += step) reader.push(bytes.subarray(i, i + step))
          reader.end()
        } catch (error) {
          if (!(error instanceof MeshRefusal)) throw error
        }
      }),
      { numRuns: 600 },
    )
  })

  test('numbers of a text STL are read as JavaScript reads them', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const bytes = strToU8(String(value))
        expect(Math.fround(readNumber(bytes, bytes.length))).toBe(Math.fround(value) + 0)
      }),
    )
  })
})

/** Objects that each contain the one before ten times. */
function manyComponents(): string {
  const uses = (id: number): string => `<component objectid="${id}"/>`.repeat(10)
  const objects = Array.from(
    { length: 12 },
    (_, i) => `<object id="${i + 2}"><components>${uses(i + 1)}</components></object>`,
  )
  return model(`<resources>${object}${objects.join('')}</resources><build><item objectid="13"/></build>`)
}
