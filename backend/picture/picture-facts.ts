export const pictureTypes = ['image/png', 'image/jpeg', 'image/webp'] as const
export type PictureType = (typeof pictureTypes)[number]
export type PictureFacts = { type: PictureType; width: number; height: number }

/**
 * What the bytes themselves say, whatever their name or their sender: a PNG, a JPEG or a WebP with its size in pixels.
 * Undefined for anything else, an SVG above all: that is a program.
 * PNG (ISO 15948) 11.2.2; JPEG (ITU T.81) B.2.2; WebP container, RFC 9649.
 */
export function pictureFacts(bytes: Uint8Array): PictureFacts | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return pngFacts(view)
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return jpegFacts(view)
  if (ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP') return webpFacts(view, bytes)
  return undefined
}

function pngFacts(view: DataView): PictureFacts | undefined {
  if (view.byteLength < 24) return undefined
  return sized('image/png', view.getUint32(16), view.getUint32(20))
}

/** The size stands in the frame header, after tables of any length. */
function jpegFacts(view: DataView): PictureFacts | undefined {
  for (let at = 2; at + 9 < view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    // Frame headers are C0–CF, but for three that are tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return sized('image/jpeg', view.getUint16(at + 7), view.getUint16(at + 5))
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return undefined
}

function webpFacts(view: DataView, bytes: Uint8Array): PictureFacts | undefined {
  if (view.byteLength < 30) return undefined
  const three = (at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
  switch (ascii(bytes, 12)) {
    case 'VP8 ':
      return sized('image/webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
    case 'VP8L': {
      const bits = view.getUint32(21, true)
      return sized('image/webp', (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
    }
    case 'VP8X':
      return sized('image/webp', three(24) + 1, three(27) + 1)
    default:
      return undefined
  }
}

const sized = (type: PictureType, width: number, height: number): PictureFacts | undefined =>
  width > 0 && height > 0 ? { type, width, height } : undefined
const startsWith = (bytes: Uint8Array, start: number[]): boolean => start.every((value, at) => bytes[at] === value)
const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
