// Firmware that takes no time at all, on a pseudo-terminal: it checks each line's number and checksum as Marlin does,
// answers at once and executes nothing. The leanest other end there can be: what a sender is measured against must not
// be the slower of the two. `node immediate-firmware.mjs COUNT [flood]`: first the path of the terminal, then, once COUNT
// numbered lines have been executed since the last M110, one JSON object. With `flood` it says a megabyte of rubbish
// each second from its 500th line on, as fast as USB without a UART can.
import { createHash } from 'node:crypto'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import pty from '@lydell/node-pty'

const wanted = Number(process.argv[2])
const floodsFrom = process.argv[3] === 'flood' ? 500 : Infinity
const terminal = pty.open({ encoding: null })
const held = openSync(terminal.ptsName, constants.O_RDWR | constants.O_NOCTTY)
terminal.slave.destroy()
execFileSync('stty', ['-F', terminal.ptsName, 'raw', '-echo', '-hupcl'])
const fd = terminal.master._handle.fd

const [feed, star, space, N, M] = [10, 42, 32, 78, 77]
const heat = 'ok T:20.0 /0.0 B:20.0 /0.0 @:0 B@:0\n'
const identity =
  'FIRMWARE_NAME:Marlin 2.1.2 (immediate) PROTOCOL_VERSION:1.0 MACHINE_TYPE:None EXTRUDER_COUNT:1\nCap:AUTOREPORT_TEMP:1\n'

let last = 0
let executed = 0
let refused = 0
let most = 0
let begun = 0
let program = createHash('sha256')
const kept = Buffer.alloc(1 << 20)
let keptLength = 0
let rest = Buffer.alloc(0)

terminal.master.on('data', (bytes) => {
  if (rest.length > 0) bytes = Buffer.concat([rest, bytes])
  let replies = ''
  let start = 0
  let lines = 0
  for (let end = bytes.indexOf(feed); end >= 0; end = bytes.indexOf(feed, start)) {
    if (end > start) {
      replies += take(bytes, start, end)
      lines++
    }
    start = end + 1
  }
  rest = Buffer.from(bytes.subarray(start))
  most = Math.max(most, lines)
  if (replies !== '') send(replies)
  if (executed >= wanted && begun > 0) tell()
})

function take(bytes, start, end) {
  if (bytes[start] !== N) return answer(bytes.latin1Slice(start, end))
  let at = start + 1
  let number = 0
  const isNegative = bytes[at] === 45
  if (isNegative) at++
  for (; bytes[at] >= 48 && bytes[at] <= 57; at++) number = number * 10 + bytes[at] - 48
  if (isNegative) number = -number
  if (bytes[at] === space) at++
  let checksum = 0
  let mark = start
  for (; mark < end && bytes[mark] !== star; mark++) checksum ^= bytes[mark]
  let claimed = 0
  for (let i = mark + 1; i < end; i++) claimed = claimed * 10 + bytes[i] - 48
  if (bytes[at] === M && bytes[at + 1] === 49 && bytes[at + 2] === 49 && bytes[at + 3] === 48 && claimed === checksum)
    return count(Number(/N(-?\d+)/.exec(bytes.latin1Slice(at, mark))?.[1] ?? number))
  if (number !== last + 1) {
    // Marlin 2.1 says nothing to a repeat of its last line, or of the one before.
    if (number === last || number === last - 1) return ''
    return refuse('Line Number is not Last Line Number+1')
  }
  if (mark === end) return refuse('No Checksum with line number')
  if (claimed !== checksum) return refuse('checksum mismatch')
  last = number
  return execute(bytes, at, mark)
}

function execute(bytes, from, to) {
  if (bytes[from] === M && bytes[from + 1] === 49) {
    const text = bytes.latin1Slice(from, to)
    if (text === 'M105' || text === 'M115') return answer(text)
  }
  if (executed === wanted) return 'ok\n'
  if (executed++ === 0) begun = performance.now()
  if (executed === floodsFrom) setInterval(flood, 1)
  if (keptLength + to - from + 1 > kept.length) flush()
  for (let i = from; i < to; i++) kept[keptLength++] = bytes[i]
  kept[keptLength++] = feed
  return 'ok\n'
}

const answer = (text) => (text === 'M105' ? heat : text === 'M115' ? `${identity}ok\n` : 'ok\n')

function count(number) {
  last = number
  executed = refused = keptLength = most = begun = 0
  program = createHash('sha256')
  return 'ok\n'
}

function refuse(because) {
  // The probe, by which a host asks for the last line, is refused on purpose.
  refused++
  return `Error:${because}, Last Line: ${last}\nResend: ${last + 1}\nok\n`
}

function flush() {
  program.update(kept.subarray(0, keptLength))
  keptLength = 0
}

const rubbish = Buffer.from(Array.from({ length: 1024 }, (_, n) => (n % 128 === 127 ? feed : (n * 151) % 256)))

function flood() {
  try {
    writeSync(fd, rubbish)
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error
  }
}

/** The terminal takes 4 kB of replies before a reader comes; more is only reached by a host that does not read. */
function send(text) {
  let unread = Buffer.from(text, 'latin1')
  while (unread.length > 0) {
    try {
      unread = unread.subarray(writeSync(fd, unread))
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

function tell() {
  const seconds = (performance.now() - begun) / 1000
  flush()
  console.log(JSON.stringify({ executed, seconds, refused, mostAtOnce: most, sha256: program.digest('hex') }))
  begun = 0
}

process.once('SIGTERM', () => {
  closeSync(held)
  process.exit()
})
console.log(terminal.ptsName)
