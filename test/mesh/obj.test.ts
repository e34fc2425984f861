import { strToU8 } from 'fflate'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from '#backend/mesh/check.ts'
import { identify } from '#backend/mesh/identify.ts'
import { measure } from '#backend/mesh/measure.ts'
import { cutPolygon, mostConcaveCorners } from '#backend/mesh/polygon.ts'
import { createObjReader } from '#backend/mesh/read-obj.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

function read(text: string, pieces: number[] = []) {
  const bytes = strToU8(text)
  const reader = createObjReader(bytes.length)
  let at = 0
  for (const piece of pieces) reader.push(bytes.subarray(at, (at += piece)))
  reader.push(bytes.subarray(at))
  return reader.end()
}
const seen = (text: string) => {
  const mesh = read(text)
  const { size, surface, triangles } = measure(mesh)
  const { volume, closed } = check(mesh)
  return { size, volume, surface, triangles, closed }
}

const corners = ['0 0 0', '10 0 0', '10 10 0', '0 10 0', '0 0 10', '10 0 10', '10 10 10', '0 10 10']
const quads = ['4 3 2 1', '5 6 7 8', '1 2 6 5', '2 3 7 6', '3 4 8 7', '4 1 5 8'].map((face) => face.split(' '))
const cube = (vertex: (xyz: string) => string, corner: (n: string) => string, end = '\n') =>
  [...corners.map((xyz) => `v ${vertex(xyz)}`), ...quads.map((face) => `f ${face.map(corner).join(' ')}`), ''].join(end)
const same = (text: string) => text

describe('one cube of 10 mm, as programs write it', () => {
  test.each([
    ['plain', cube(same, same)],
    ['with textures and normals', cube(same, (n) => `${n}/1/2`)],
    ['with normals alone', cube(same, (n) => `${n}//3`)],
    ['numbered back from the last vertex', cube(same, (n) => String(Number(n) - 9))],
    ['with a weight, or colours, behind each vertex', cube((xyz) => `${xyz} 0.5 0.5 0.5`, same)],
    ['with exponents and decimal commas', cube((xyz) => xyz.replaceAll('10', '1,0e1'), same)],
    ['in lines of Windows', cube(same, same, '\r\n')],
    [
      'with comments, groups, materials and normals between',
      `# by hand\nmtllib a.mtl\no Cube\n${cube(same, same).replaceAll('\nf', '\nvn 0 0 1\nusemtl red # a colour\ng side\ns off\nf')}`,
    ],
    ['with faces that go on in the next line', cube(same, same).replaceAll(/f (\d+ \d+) /g, 'f $1 \\\n ')],
    ['without a last line end', cube(same, same).trimEnd()],
  ])('%s', (_name, text) => {
    expect(seen(text)).toEqual({ size: [10, 10, 10], volume: 1000, surface: 600, triangles: 12, closed: true })
    expect(identify(strToU8(text), text.length, 'part.obj')).toBe('obj')
  })

  test('cut into pieces of any size', () => {
    const text = cube(same, (n) => `${n}/1/2`)
    const whole = read(text)
    fc.assert(
      fc.property(fc.array(fc.nat(40)), (pieces) => {
        expect(read(text, pieces)).toEqual(whole)
      }),
    )
  })
})

test('a hollow face is cut by its ears: the area is that of the L, whichever way it lies and turns', () => {
  const flat = [0, 0, 30, 0, 30, 10, 10, 10, 10, 30, 0, 30]
  const count = flat.length / 2
  const lies: ((x: number, y: number) => number[])[] = [
    (x, y) => [x, y, 5],
    (x, y) => [5, x, y],
    (x, y) => [y, 5, x],
    (x, y) => [x, y, x + y],
  ]
  for (const lie of lies)
    for (const isTurned of [false, true])
      for (let first = 0; first < count; first++) {
        const order = Array.from({ length: count }, (_, i) => (first + i) % count)
        if (isTurned) order.reverse()
        const points = Float64Array.from(order.flatMap((at) => lie(flat[2 * at]!, flat[2 * at + 1]!)))
        const cut = cutPolygon(points, count)!
        const at = (n: number) => points.subarray(3 * cut[n]!, 3 * cut[n]! + 3)
        const normals = Array.from({ length: cut.length / 3 }, (_, t) => cross(at(3 * t), at(3 * t + 1), at(3 * t + 2)))
        const expected = 500 * (lie === lies[3] ? Math.sqrt(3) : 1)
        expect(normals.reduce((sum, n) => sum + Math.hypot(...n) / 2, 0)).toBeCloseTo(expected)
        // Every triangle turns as the face does.
        const total = normals.reduce((sum, n) => sum.map((v, i) => v + n[i]!))
        expect(Math.hypot(...total) / 2).toBeCloseTo(expected)
      }
})

const cross = (a: Float64Array, b: Float64Array, c: Float64Array): number[] => {
  const [u, v] = [b, c].map((p) => [p[0]! - a[0]!, p[1]! - a[1]!, p[2]! - a[2]!])
  return [u![1]! * v![2]! - u![2]! * v![1]!, u![2]! * v![0]! - u![0]! * v![2]!, u![0]! * v![1]! - u![1]! * v![0]!]
}

/** A comb: every other corner lies inside. */
const comb = (teeth: number) =>
  Array.from({ length: teeth }, (_, i) => `v ${i} ${i % 2 ? 1 : 5} 0`).join('\n') +
  `\nv ${teeth} -9 0\nv 0 -9 0\nf ${Array.from({ length: teeth + 2 }, (_, i) => i + 1).join(' ')}\n`

test.each([
  ['a vertex that is not there', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n', 'bad-text'],
  ['a vertex that comes later', 'v 0 0 0\nv 1 0 0\nf 1 2 3\nv 0 1 0\n', 'bad-text'],
  ['a corner number 0', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n', 'bad-text'],
  ['further back than the first vertex', 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -4\n', 'bad-text'],
  ['a corner number of a hundred digits', `v 0 0 0\nf ${'9'.repeat(100)} 1 1\n`, 'bad-text'],
  ['a face of two corners', 'v 0 0 0\nv 1 0 0\nf 1 2\n', 'bad-text'],
  ['a vertex of two numbers', 'v 0 0\n', 'bad-text'],
  ['a vertex of words', 'v here and there\n', 'bad-text'],
  ['a byte of nothing', 'v 0 0 0\n\0', 'bad-text'],
  ['a free-form surface', 'v 0 0 0\ncstype bspline\n', 'odd-surface'],
  ['a hollow polygon of too many corners', comb(mostConcaveCorners), 'odd-surface'],
  ['a face of more than a thousand corners', `v 0 0 0\nf ${'1 '.repeat(1001)}\n`, 'odd-surface'],
  ['points without faces', 'v 0 0 0\nv 1 1 1\n', 'no-volume'],
])('%s is refused in words', (_name, text, code) => {
  const refused = () => read(text)
  expect(refused).toThrow(MeshRefusal)
  expect(refused).toThrow(code)
})
