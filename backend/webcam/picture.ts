/** Where the first whole picture of these bytes is, and of what kind. */
export type Found = { type: 'image/jpeg' | 'image/png'; start: number; end: number }
/** `more`: it may still come; `none`: these bytes are no picture. */
export type Finding = Found | 'more' | 'none'

const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Looks for one whole picture, at the very beginning of a snapshot, or behind the first part's header of a stream. What it is
 * is told by its bytes alone, and nothing behind its end counts: a page of HTML that calls itself a picture is none.
 */
export function findPicture(bytes: Uint8Array, isStream: boolean): Finding {
  const start = isStream ? afterHeader(bytes) : 0
  if (start === undefined) return bytes.length > 4096 ? 'none' : 'more'
  if (bytes.length - start < png.length) return 'more'
  if (png.every((byte, i) => bytes[start + i] === byte)) return whole('image/png', start, endOfPng(bytes, start))
  const isJpeg = bytes[start] === 0xff && bytes[start + 1] === 0xd8 && bytes[start + 2] === 0xff
  return isJpeg ? whole('image/jpeg', start, endOfJpeg(bytes, start)) : 'none'
}

function whole(type: Found['type'], start: number, end: number | 'more' | 'none'): Finding {
  return typeof end === 'number' ? { type, start, end } : end
}

/** `--frame`, its headers, an empty line: what follows is the picture. Some cameras leave out the carriage returns. */
function afterHeader(bytes: Uint8Array): number | undefined {
  for (let i = 0; i < bytes.length && i < 4096; i++) {
    if (bytes[i] !== 10) continue
    // An empty line before the first boundary is not the end of its headers.
    if (i < 4) continue
    if (bytes[i + 1] === 10) return i + 2
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return i + 3
  }
  return undefined
}

/** Segment by segment: a thumbnail inside has an end of its own. */
function endOfJpeg(bytes: Uint8Array, start: number): number | 'more' | 'none' {
  let at = start + 2
  while (at + 3 < bytes.length) {
    if (bytes[at] !== 0xff) return 'none'
    const marker = bytes[at + 1]!
    if (marker === 0xff) at++
    else if (marker === 0xd9) return at + 2
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2
    else {
      const length = (bytes[at + 2]! << 8) | bytes[at + 3]!
      if (length < 2) return 'none'
      at += 2 + length
      if (marker !== 0xda) continue
      // The coded picture: up to a marker that is neither a stuffed byte nor a restart.
      while (at + 1 < bytes.length && !isMarker(bytes[at]!, bytes[at + 1]!)) at++
    }
  }
  return at + 1 < bytes.length && bytes[at] === 0xff && bytes[at + 1] === 0xd9 ? at + 2 : 'more'
}

const isMarker = (first: number, second: number): boolean =>
  first === 0xff && second !== 0 && second !== 0xff && !(second >= 0xd0 && second <= 0xd7)

/** Chunk by chunk, up to IEND. */
function endOfPng(bytes: Uint8Array, start: number): number | 'more' | 'none' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = start + png.length
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at)
    const isLast = view.getUint32(at + 4) === 0x49454e44
    at += 12 + length
    if (isLast) return at <= bytes.length ? at : 'more'
  }
  return 'more'
}
