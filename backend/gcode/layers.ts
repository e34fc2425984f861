/**
 * The printed lines of a file, every one of them, a block for each layer: a page fetches the layers that it shows and no
 * others. Written while the file is read; never more than one layer in memory.
 *
 * The index, little-endian: 'ETLI', u16 version, u16 unused, u32 layers, then for each: f32 height z (mm), f32 seconds from
 * the start of the print, u32 offset and u32 length of its block. A block: u32 strands, then for each u8 feature (its place in
 * features.ts), u8 half of the nozzle's temperature (°C), u16 speed (mm/s), u32 points; then u16 x, y for each point:
 * millimetres = −60 + 0.01 × number.
 */
const magic = 0x494c5445 // 'ETLI'
const version = 1
const headerBytes = 12
const entryBytes = 16
const strandBytes = 8
const origin = -60
const step = 0.01
const stepsPerMm = 100

/** No layer of a real print has more points; what a hostile one draws beyond them is left out of the picture. */
const mostPoints = 2_000_000

/** Where blocks go, one after the other. */
export type LayerSink = { write: (block: Uint8Array) => void; restart: () => void }

export type LayerRecorder = {
  layer: (z: number) => void
  segment: (x0: number, y0: number, x: number, y: number, z: number) => void
  /** What the next segments are: a place in `features`, mm/s, °C. */
  as: (feature: number, speed: number, temperature: number) => void
  clear: () => void
  /** The index; `secondsAt` tells when a layer begins. */
  end: (secondsAt: (layer: number) => number) => Uint8Array
}

export function createLayers(sink: LayerSink): LayerRecorder {
  let strands = new DataView(new ArrayBuffer(strandBytes * 256))
  let points = new Uint16Array(8192)
  let strandCount = 0
  let pointCount = 0
  let inStrand = 0
  let [lastX, lastY] = [NaN, NaN]
  let [feature, speed, temperature] = [0, 0, 0]
  let heights: number[] = []
  let lengths: number[] = []
  let isEmpty = true

  function layer(z: number): void {
    flush()
    heights.push(z)
    isEmpty = true
  }

  function as(nextFeature: number, nextSpeed: number, nextTemperature: number): void {
    const rounded = Math.min(65_535, Math.round(nextSpeed))
    const half = Math.min(255, Math.round(nextTemperature / 2))
    if (nextFeature === feature && rounded === speed && half === temperature) return
    feature = nextFeature
    speed = rounded
    temperature = half
    lastX = NaN
  }

  function segment(x0: number, y0: number, x: number, y: number, z: number): void {
    if (heights.length === 0) heights.push(z)
    // A mark announces a layer before the nozzle is at its height.
    if (isEmpty) heights[heights.length - 1] = z
    isEmpty = false
    if (pointCount >= mostPoints) return
    if (x0 !== lastX || y0 !== lastY) {
      begin()
      put(x0, y0)
    }
    put(x, y)
    lastX = x
    lastY = y
  }

  function begin(): void {
    endStrand()
    if (strandBytes * (strandCount + 1) > strands.byteLength) {
      const larger = new Uint8Array(2 * strands.byteLength)
      larger.set(new Uint8Array(strands.buffer))
      strands = new DataView(larger.buffer)
    }
    const at = strandBytes * strandCount++
    strands.setUint8(at, feature)
    strands.setUint8(at + 1, temperature)
    strands.setUint16(at + 2, speed, true)
    inStrand = 0
  }

  const endStrand = (): void => {
    if (strandCount > 0) strands.setUint32(strandBytes * (strandCount - 1) + 4, inStrand, true)
  }

  function put(x: number, y: number): void {
    if (2 * pointCount + 2 > points.length) {
      const larger = new Uint16Array(2 * points.length)
      larger.set(points)
      points = larger
    }
    points[2 * pointCount] = quantize(x)
    points[2 * pointCount + 1] = quantize(y)
    pointCount++
    inStrand++
  }

  function flush(): void {
    if (heights.length === 0) return
    endStrand()
    const block = new Uint8Array(4 + strandBytes * strandCount + 4 * pointCount)
    new DataView(block.buffer).setUint32(0, strandCount, true)
    block.set(new Uint8Array(strands.buffer, 0, strandBytes * strandCount), 4)
    block.set(new Uint8Array(points.buffer, 0, 4 * pointCount), 4 + strandBytes * strandCount)
    sink.write(block)
    lengths.push(block.length)
    strandCount = pointCount = inStrand = 0
    lastX = NaN
  }

  function clear(): void {
    strandCount = pointCount = inStrand = 0
    heights = []
    lengths = []
    lastX = NaN
    sink.restart()
  }

  function end(secondsAt: (layer: number) => number): Uint8Array {
    flush()
    const index = new DataView(new ArrayBuffer(headerBytes + entryBytes * lengths.length))
    index.setUint32(0, magic, true)
    index.setUint16(4, version, true)
    index.setUint32(8, lengths.length, true)
    let offset = 0
    lengths.forEach((length, i) => {
      const at = headerBytes + entryBytes * i
      index.setFloat32(at, heights[i]!, true)
      index.setFloat32(at + 4, secondsAt(i), true)
      index.setUint32(at + 8, offset, true)
      index.setUint32(at + 12, length, true)
      offset += length
    })
    return new Uint8Array(index.buffer)
  }

  return { layer, segment, as, clear, end }
}

function quantize(millimetres: number): number {
  const steps = (millimetres - origin) * stepsPerMm + 0.5
  return steps < 0 ? 0 : steps > 65_535 ? 65_535 : Math.floor(steps)
}

export type LayerEntry = { z: number; seconds: number; offset: number; length: number }

/** Throws a RangeError when the bytes are no such index. */
export function decodeLayerIndex(buffer: ArrayBuffer): LayerEntry[] {
  const view = new DataView(buffer)
  if (view.getUint32(0, true) !== magic || view.getUint16(4, true) !== version)
    throw new RangeError('not a layer index')
  return Array.from({ length: view.getUint32(8, true) }, (_, i) => {
    const at = headerBytes + entryBytes * i
    return {
      z: view.getFloat32(at, true),
      seconds: view.getFloat32(at + 4, true),
      offset: view.getUint32(at + 8, true),
      length: view.getUint32(at + 12, true),
    }
  })
}

/** The segments of one layer: x, y in mm of both ends (four numbers each), and what each is. */
export type LayerSegments = {
  count: number
  ends: Float32Array
  feature: Uint8Array
  /** °C */
  temperature: Uint16Array
  /** mm/s */
  speed: Uint16Array
}

export function decodeLayer(buffer: ArrayBuffer): LayerSegments {
  const view = new DataView(buffer)
  const strands = view.getUint32(0, true)
  const start = 4 + strandBytes * strands
  if (start > buffer.byteLength) throw new RangeError('not a layer')
  const points = new Uint16Array(buffer, start, Math.floor((buffer.byteLength - start) / 2))
  const count = points.length / 2 - strands
  const ends = new Float32Array(4 * count)
  const feature = new Uint8Array(count)
  const temperature = new Uint16Array(count)
  const speed = new Uint16Array(count)
  let at = 0
  let point = 0
  for (let strand = 0; strand < strands; strand++) {
    const head = 4 + strandBytes * strand
    const last = point + view.getUint32(head + 4, true) - 1
    for (; point < last; point++, at++) {
      for (let i = 0; i < 4; i++) ends[4 * at + i] = origin + step * points[2 * point + i]!
      feature[at] = view.getUint8(head)
      temperature[at] = 2 * view.getUint8(head + 1)
      speed[at] = view.getUint16(head + 2, true)
    }
    point++
  }
  return { count, ends, feature, temperature, speed }
}
