import { crc32, deflateSync } from 'node:zlib'

/** The bones of a JPEG: segments, a scan with a stuffed byte and a restart marker, an end. */
export function jpeg(exif: Buffer = Buffer.alloc(0)): Buffer {
  const segment = (marker: number, body: Buffer): Buffer => {
    const head = Buffer.from([0xff, marker, 0, 0])
    head.writeUInt16BE(body.length + 2, 2)
    return Buffer.concat([head, body])
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...(exif.length > 0 ? [segment(0xe1, exif)] : []),
    segment(0xda, Buffer.alloc(6)),
    Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd0, 4, 5]),
    segment(0xda, Buffer.alloc(6)),
    Buffer.from([6, 7, 0xff, 0xd9]),
  ])
}

/** A PNG that browsers show: a field of one grey. */
export function pngPicture(size = 4, grey = 128): Buffer {
  const chunk = (name: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(size, grey)])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(Array.from({ length: size }, () => row)))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
