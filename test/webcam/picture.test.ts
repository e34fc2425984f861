import { expect, test } from 'vitest'
import { readAddress } from '#backend/webcam/address.ts'
import { findPicture } from '#backend/webcam/picture.ts'
import { isOnLabNetwork } from '#backend/io/camera.ts'
import { png } from '../support/png.ts'
import { jpeg } from './pictures.ts'

const text = (words: string): Buffer => Buffer.from(words, 'latin1')

test('a whole JPEG and a whole PNG are found, and what stands behind them is not taken along', () => {
  const thumbnail = Buffer.from([0xff, 0xd8, 0xff, 0xd9])
  const withThumbnail = jpeg(Buffer.concat([text('Exif\0\0'), thumbnail]))
  for (const [type, picture] of [
    ['image/jpeg', jpeg()],
    ['image/jpeg', withThumbnail],
    ['image/png', png(4)],
  ] as const) {
    expect(findPicture(picture, false)).toEqual({ type, start: 0, end: picture.length })
    const behind = Buffer.concat([picture, text('<script>alert(1)</script>')])
    expect(findPicture(behind, false)).toEqual({ type, start: 0, end: picture.length })
    for (let cut = 0; cut < picture.length; cut++) expect(findPicture(picture.subarray(0, cut), false)).toBe('more')
  }
})

test.each([
  ['HTML', text('<!doctype html><html>')],
  ['an SVG', text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  ['a GIF', text('GIF89a and more of it')],
  ['HTML that ends as a JPEG', Buffer.concat([text('<b>        '), jpeg()])],
  ['a JPEG header before HTML', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0]), text('<html>')])],
])('%s is no picture', (_name, bytes) => expect(findPicture(bytes, false)).toBe('none'))

test.each([
  ['--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 9\r\n\r\n'],
  ['\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n'],
  ['\r\n\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n'],
  ['--frame\nContent-Type: image/jpeg\n\n'],
])('the first picture of a stream is cut out behind %j', (header) => {
  const picture = jpeg()
  const stream = Buffer.concat([text(header), picture, text('\r\n--frame\r\n'), picture.subarray(0, 9)])
  expect(findPicture(stream, true)).toEqual({
    type: 'image/jpeg',
    start: header.length,
    end: header.length + picture.length,
  })
})

test('random bytes never break the search', () => {
  for (let round = 0; round < 2000; round++) {
    const bytes = Buffer.from(
      Array.from({ length: 60 }, () => (Math.random() < 0.4 ? 255 : Math.floor(Math.random() * 256))),
    )
    bytes.set([0xff, 0xd8, 0xff])
    expect(['more', 'none', 'object']).toContain(
      typeof findPicture(bytes, false) === 'object' ? 'object' : findPicture(bytes, false),
    )
  }
})

test.each([
  ['10.1.2.3', true],
  ['172.16.0.1', true],
  ['172.32.0.1', false],
  ['192.168.1.40', true],
  ['::ffff:192.168.1.40', true],
  ['fd12::1', true],
  ['127.0.0.1', false],
  ['::1', false],
  ['::ffff:127.0.0.1', false],
  ['0.0.0.0', false],
  ['169.254.169.254', false],
  ['fe80::1', false],
  ['100.64.0.1', false],
  ['8.8.8.8', false],
  ['2001:db8::1', false],
  ['not an address', false],
])('%s: on the lab’s network %s', (address, is) => expect(isOnLabNetwork(address, false)).toBe(is))

test.each(['http://%zz:x@10.0.0.1/', 'http://a:%@10.0.0.1/', 'ftp://10.0.0.1/', 'javascript:alert(1)'])(
  '%s is no address of a camera',
  (text) => expect(readAddress(text)).toBeUndefined(),
)
