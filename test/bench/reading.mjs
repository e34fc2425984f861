// How fast models and G-code are read, beside what others do with the same bytes on the same machine.
import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundled, row } from './harness.mjs'
import { writeRings, writeSphere } from './large-files.mjs'

const run = promisify(execFile)
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

/** The pure files, as the worker has them. */
const pureFiles = (folder) =>
  bundled(
    folder,
    `export { createBinaryStlReader } from '#backend/mesh/read-stl.ts'
     export { createAsciiStlReader } from '#backend/mesh/read-ascii-stl.ts'
     export { measure } from '#backend/mesh/measure.ts'
     export { check } from '#backend/mesh/check.ts'
     export { createGcodeReading } from '#backend/gcode/read-gcode.ts'`,
  )

/** Calls `take` with each mebibyte of a file, through one buffer: as the worker does. */
const chunk = Buffer.alloc(1024 * 1024)
function feed(path, take) {
  const file = openSync(path, 'r')
  for (let at = 0, read; (read = readSync(file, chunk, 0, chunk.length, at)) > 0; at += read)
    take(chunk.subarray(0, read))
  closeSync(file)
}

/** The median of some goes, in ms. The first one warms up and does not count. */
async function timed(work, goes = 5) {
  const times = []
  for (let n = 0; n <= goes; n++) {
    const start = performance.now()
    await work()
    if (n > 0) times.push(performance.now() - start)
  }
  return median(times)
}

const isThere = (program) =>
  run('which', [program]).then(
    () => true,
    () => false,
  )

export async function mesh() {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  try {
    const { createBinaryStlReader, createAsciiStlReader, measure, check } = await pureFiles(folder)
    const { STLLoader } = await import('three/addons/loaders/STLLoader.js')
    const path = join(folder, 'sphere.stl')
    const triangles = writeSphere(path, 1e6)
    const shuffled = join(folder, 'shuffled.stl')
    writeShuffled(path, shuffled)
    const ascii = join(folder, 'ascii.stl')
    writeAscii(path, ascii, 300_000)
    const name = `${triangles.toLocaleString('en')} triangles`

    const ours = (file, after) => () => {
      const reader = createBinaryStlReader(statSync(file).size)
      feed(file, reader.push)
      const found = reader.end()
      measure(found)
      after?.(found)
    }
    const loader = async () => {
      const geometry = new STLLoader().parse(readFileSync(path).buffer)
      geometry.computeBoundingBox()
      geometry.computeVertexNormals()
    }
    const rows = []
    const add = (what, time, peer, peerName, goal, most) =>
      rows.push(row(what, { ours: time, peer, peerName, unit: 'ms', goal, met: time <= peer * most }))

    const sizes = await timed(ours(path))
    add(
      `${name}: read, joined, sizes and surface`,
      sizes,
      await timed(loader),
      'three’s STLLoader, box, normals',
      '≤ 1/8',
      1 / 8,
    )
    const full = await timed(ours(path, check))
    const fullShuffled = await timed(ours(shuffled, check))
    if (await isThere('admesh')) {
      const admesh = (file) => () => run('admesh', ['--no-check', '--exact', file], { maxBuffer: 1e8 })
      add(
        'the same with the full check, in file order',
        full,
        await timed(admesh(path), 3),
        'admesh',
        '≤ 1/1.7',
        1 / 1.7,
      )
      add('the same, triangles shuffled', fullShuffled, await timed(admesh(shuffled), 2), 'admesh', '≤ 1/12', 1 / 12)
    } else rows.push(row('the same with the full check', { ours: full, unit: 'ms', peerName: 'admesh: not installed' }))
    if (await isThere('prusa-slicer')) {
      const info = await timed(() => run('prusa-slicer', ['--info', path]), 2)
      add('the same, beside what the slicer says of it', full, info, 'prusa-slicer --info', '≤ 1/25', 1 / 25)
    }
    const asciiOurs = await timed(() => {
      const reader = createAsciiStlReader(statSync(ascii).size)
      feed(ascii, reader.push)
      reader.end()
    }, 3)
    const asciiTheirs = await timed(() => new STLLoader().parse(readFileSync(ascii).buffer.slice(0)), 3)
    add('ASCII, 300,000 triangles', asciiOurs, asciiTheirs, 'three’s STLLoader', '≤ 1/4.5', 1 / 4.5)
    const [small, large] = [join(folder, 'small.stl'), join(folder, 'large.stl')]
    writeSphere(small, 2e4)
    writeSphere(large, 5e6)
    const perByte = async (file, goes) => (await timed(ours(file, check), goes)) / statSync(file).size
    const growth = (await perByte(large, 2)) / (await perByte(small, 40))
    rows.push(
      row('time for each byte, 250 MB against 1 MB', {
        ...{ ours: growth, unit: '×', goal: '0.9–1.1', met: growth > 0.9 && growth < 1.1 },
      }),
    )
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function gcode() {
  const folder = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  try {
    const { createGcodeReading } = await pureFiles(folder)
    const path = join(folder, 'rings.gcode')
    const { moves } = writeRings(path, 63e6)
    const read = () => {
      const reading = createGcodeReading()
      feed(path, reading.push)
      reading.end()
    }
    const count = () => {
      let lines = 0
      feed(path, (bytes) => {
        for (let i = 0; i < bytes.length; i++) if (bytes[i] === 10) lines++
      })
      return lines
    }
    const [ours, newlines] = [await timed(read, 3), await timed(count, 3)]
    const before = process.memoryUsage().rss
    read()
    const memory = (process.memoryUsage().rss - before) / 1e6
    return [
      row(`63 MB, ${moves.toLocaleString('en')} moves: gate, planner, layers and picture in one pass`, {
        ...{ ours, peer: newlines, peerName: 'counting its newlines', unit: 'ms' },
        ...{ goal: '≤ 16 ×', met: ours <= 16 * newlines },
      }),
      row('memory that this took more', { ours: memory, unit: 'MB', goal: '< 70', met: memory < 70 }),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeShuffled(from, to) {
  const bytes = readFileSync(from)
  const count = bytes.readUInt32LE(80)
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  let seed = 1
  for (let i = count - 1; i > 0; i--) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    const k = seed % (i + 1)
    ;[order[i], order[k]] = [order[k], order[i]]
  }
  const out = Buffer.alloc(bytes.length)
  bytes.copy(out, 0, 0, 84)
  order.forEach((from, i) => bytes.copy(out, 84 + 50 * i, 84 + 50 * from, 134 + 50 * from))
  writeFileSync(to, out)
}

function writeAscii(from, to, triangles) {
  const bytes = readFileSync(from)
  const lines = ['solid sphere']
  for (let i = 0; i < triangles; i++) {
    const corner = (k) => [0, 4, 8].map((at) => bytes.readFloatLE(96 + 50 * i + 12 * k + at).toFixed(6)).join(' ')
    lines.push('facet normal 0 0 0\nouter loop', ...[0, 1, 2].map((k) => `vertex ${corner(k)}`), 'endloop\nendfacet')
  }
  writeFileSync(to, `${lines.join('\n')}\nendsolid sphere\n`)
}
