/**
 * The printed lines of a file, layer by layer, small enough for a phone: polylines of 16-bit points, one hundredth of a
 * millimetre apart at the finest. Written once by the worker, drawn by the page.
 *
 * Little-endian: 'ETGP', u16 version, u16 unused, u32 points, u32 polylines, u32 layers, f32 origin x, origin y, step (mm),
 * f32 height z per layer, u32 byte offset in the file per layer, u32 first polyline per layer and one more,
 * u32 first point per polyline and one more, then u16 x, y per point.
 */
export type Toolpath = {
  layers: number
  z: Float32Array
  /** Byte offset in the file where each layer begins. */
  bytes: Uint32Array
  /** `layers + 1` entries: the polylines of layer i are firstPolyline[i] … firstPolyline[i + 1] - 1. */
  firstPolyline: Uint32Array
  firstPoint: Uint32Array
  /** x, y pairs; millimetres = origin + step × number. */
  points: Uint16Array
  originX: number
  originY: number
  step: number
}

export type ToolpathRecorder = {
  layer: (z: number, byte: number) => void
  segment: (x0: number, y0: number, x: number, y: number, z: number) => void
  /** Forgets everything so far. */
  clear: () => void
  end: () => Toolpath
}

const magic = 0x50475445 // 'ETGP'
const version = 1
const headerBytes = 32
const origin = -60
const step = 0.01
const stepsPerMm = 100
/** 5 MB with room for the tables. */
const maxPoints = 1_150_000

/** Records extruded segments in bounded memory: when it is full, short segments are merged and the grain doubles. */
export function createToolpath(): ToolpathRecorder {
  let points = new Uint16Array(8192)
  let count = 0
  let firstPoint: number[] = []
  let firstPolyline: number[] = []
  let heights: number[] = []
  let bytes: number[] = []
  let lastX = NaN
  let lastY = NaN
  /** Points nearer than this to the last one kept are left out, in steps of 0.01 mm. */
  let grain = 2

  function layer(z: number, byte: number): void {
    heights.push(z)
    bytes.push(byte)
    firstPolyline.push(firstPoint.length)
    lastX = NaN
  }

  function segment(x0: number, y0: number, x: number, y: number, z: number): void {
    if (heights.length === 0) layer(z, 0)
    // A mark announces a layer before the nozzle is at its height.
    if (firstPoint.length === firstPolyline[firstPolyline.length - 1]) heights[heights.length - 1] = z
    if (count + 2 >= maxPoints) thin()
    if (x0 !== lastX || y0 !== lastY) {
      firstPoint.push(count)
      put(x0, y0)
      put(x, y)
    } else {
      // A polyline keeps its last point up to date; it becomes fixed once the next one is far enough from the one before it.
      const first = firstPoint[firstPoint.length - 1]!
      const near =
        count - first >= 2 &&
        Math.abs(points[2 * count - 2]! - points[2 * count - 4]!) < grain &&
        Math.abs(points[2 * count - 1]! - points[2 * count - 3]!) < grain
      if (near) count--
      put(x, y)
    }
    lastX = x
    lastY = y
  }

  function put(x: number, y: number): void {
    if (2 * count + 2 > points.length) {
      const larger = new Uint16Array(Math.min(points.length * 2, 2 * maxPoints))
      larger.set(points)
      points = larger
    }
    points[2 * count] = quantize(x)
    points[2 * count + 1] = quantize(y)
    count++
  }

  /** Doubles the grain until at least a quarter of the room is free; drops polylines that shrink to a dot. */
  function thin(): void {
    while (count > maxPoints * 0.75) {
      grain *= 2
      const starts: number[] = []
      let kept = 0
      let nextLayer = 0
      for (let p = 0; p < firstPoint.length; p++) {
        while (nextLayer < firstPolyline.length && firstPolyline[nextLayer]! <= p)
          firstPolyline[nextLayer++] = starts.length
        const from = firstPoint[p]!
        const to = (firstPoint[p + 1] ?? count) - 1
        const start = kept
        for (let i = from; i <= to; i++) {
          const x = points[2 * i]!
          const y = points[2 * i + 1]!
          const far =
            kept === start ||
            Math.abs(x - points[2 * kept - 2]!) >= grain ||
            Math.abs(y - points[2 * kept - 1]!) >= grain
          if (!far) continue
          points[2 * kept] = x
          points[2 * kept + 1] = y
          kept++
        }
        if (kept - start >= 2) starts.push(start)
        else kept = start
      }
      while (nextLayer < firstPolyline.length) firstPolyline[nextLayer++] = starts.length
      firstPoint = starts
      count = kept
    }
    lastX = NaN
  }

  function end(): Toolpath {
    return {
      layers: heights.length,
      z: Float32Array.from(heights),
      bytes: Uint32Array.from(bytes),
      firstPolyline: Uint32Array.from([...firstPolyline, firstPoint.length]),
      firstPoint: Uint32Array.from([...firstPoint, count]),
      points: points.slice(0, 2 * count),
      originX: origin,
      originY: origin,
      step,
    }
  }

  function clear(): void {
    count = 0
    firstPoint = []
    firstPolyline = []
    heights = []
    bytes = []
    lastX = NaN
  }

  return { layer, segment, clear, end }
}

function quantize(millimetres: number): number {
  const steps = (millimetres - origin) * stepsPerMm + 0.5
  return steps < 0 ? 0 : steps > 65_535 ? 65_535 : Math.floor(steps)
}

/** The file that the page loads. */
export function encodeToolpath(toolpath: Toolpath): Uint8Array {
  const { layers, z, bytes, firstPolyline, firstPoint, points } = toolpath
  const size = headerBytes + 4 * (layers * 3 + 1 + firstPoint.length) + 2 * points.length
  const buffer = new ArrayBuffer(size)
  const head = new DataView(buffer)
  head.setUint32(0, magic, true)
  head.setUint16(4, version, true)
  head.setUint32(8, points.length / 2, true)
  head.setUint32(12, firstPoint.length - 1, true)
  head.setUint32(16, layers, true)
  head.setFloat32(20, toolpath.originX, true)
  head.setFloat32(24, toolpath.originY, true)
  head.setFloat32(28, toolpath.step, true)
  let at = headerBytes
  for (const list of [z, bytes, firstPolyline, firstPoint, points]) {
    new Uint8Array(buffer).set(new Uint8Array(list.buffer, list.byteOffset, list.byteLength), at)
    at += list.byteLength
  }
  return new Uint8Array(buffer)
}

/** Views into the buffer, without a copy. Throws a RangeError when it is not such a file. */
export function decodeToolpath(buffer: ArrayBuffer): Toolpath {
  const head = new DataView(buffer)
  if (head.getUint32(0, true) !== magic || head.getUint16(4, true) !== version) throw new RangeError('not a toolpath')
  const points = head.getUint32(8, true)
  const polylines = head.getUint32(12, true)
  const layers = head.getUint32(16, true)
  let at = headerBytes
  const next = (bytes: number): number => (at += bytes) - bytes
  return {
    layers,
    z: new Float32Array(buffer, next(4 * layers), layers),
    bytes: new Uint32Array(buffer, next(4 * layers), layers),
    firstPolyline: new Uint32Array(buffer, next(4 * layers + 4), layers + 1),
    firstPoint: new Uint32Array(buffer, next(4 * polylines + 4), polylines + 1),
    points: new Uint16Array(buffer, next(4 * points), 2 * points),
    originX: head.getFloat32(20, true),
    originY: head.getFloat32(24, true),
    step: head.getFloat32(28, true),
  }
}
