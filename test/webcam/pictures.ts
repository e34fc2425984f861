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
