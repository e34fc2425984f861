// How fast and how safely lines go to a printer, beside printcore (Debian's printrun, where it is installed) and a sender that
// waits for each "ok". Every program here runs for real: senders and printers are processes, between them a
// pseudo-terminal. A row only counts when what was executed is the file, line by line.
import { row } from './harness.mjs'
import { printByBridge } from './stream/bridge.mjs'
import { commented, commentedMoves, curves, moves, shortSegments } from './stream/files.mjs'
import { manyPrinters } from './stream/many-printers.mjs'
import { sendTo, switchOn, switchOnImmediate } from './stream/printers.mjs'
import { installPrintcore, sendOurs, sendPingPong, sendPrintcore } from './stream/senders.mjs'

const oneInFlight = 'one line in flight'

/** Each gives rows; `npm run bench -- stream NAME` runs one. */
const cases = {
  immediate,
  'wire-250k': () => wire(250_000, { ours: 6000, peer: 2500 }, 2.3),
  'wire-115k': () => wire(115_200, { ours: 3000, peer: 1500 }, 1.7),
  'large-buffer': largeBuffer,
  'short-segments': shortMoves,
  noise,
  'many-printers': () => manyPrinters(32),
  memory,
}

export async function stream({ cases: wanted, isLong }) {
  const rows = []
  for (const [name, run] of Object.entries(cases)) {
    if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await run(isLong)))
  }
  return rows
}
stream.cases = Object.keys(cases)

async function immediate() {
  const ours = await sendAtOnce(sendOurs, curves(500_000))
  const pingPong = await sendAtOnce(sendPingPong, curves(50_000))
  const printcore = await sendAtOnce(sendPrintcore, curves(10_000))
  const speed = (sent) => sent && sent.lines / sent.seconds
  const effort = (sent) => sent && (sent.cpuSeconds / sent.lines) * 100_000
  const name = 'firmware that answers at once'
  return [
    row(`${name}: lines`, {
      ours: speed(ours),
      ...beside(speed(printcore)),
      unit: 'lines/s',
      goal: '>= × 30',
      met: !printcore || speed(ours) >= 30 * speed(printcore),
    }),
    row(`${name}: processor, for 100,000 lines`, {
      ours: effort(ours),
      ...beside(effort(printcore)),
      unit: 's',
      goal: '<= × 0.1',
      met: !printcore || effort(ours) <= effort(printcore) / 10,
    }),
    row(`${name}: lines`, {
      ours: speed(ours),
      peer: speed(pingPong),
      peerName: oneInFlight,
      unit: 'lines/s',
    }),
    row(`${name}: processor, for 100,000 lines`, {
      ours: effort(ours),
      peer: effort(pingPong),
      peerName: oneInFlight,
      unit: 's',
    }),
  ]
}

const marlin = ['--speed', 'max', '--latency', '1']

async function wire(baud, lines, least) {
  const flags = [...marlin, '--baud', String(baud)]
  const file = curves(lines.ours)
  const ours = await sendByWire(sendOurs, file, flags, baud)
  const pingPong = await sendByWire(sendPingPong, curves(lines.peer), flags, baud)
  const printcore = await sendByWire(sendPrintcore, curves(lines.peer), flags, baud)
  const name = `${baud.toLocaleString('en')} baud, 1 ms each way, 128 bytes`
  return [
    row(`${name}: of what the wire carries`, percent((file.wireBytes * 10) / baud / ours.seconds, 97)),
    faster(name, ours, pingPong, oneInFlight, least),
    faster(name, ours, printcore, 'printcore'),
    overruns(name, ours),
  ]
}

async function largeBuffer() {
  const flags = [...marlin, '--rx-buffer', '1024']
  const sendLarge = (file, port, baud) => sendOurs(file, port, baud, ['--rx-buffer', '1024'])
  const ours = await sendByWire(sendLarge, curves(30_000), flags, 115_200)
  const pingPong = await sendByWire(sendPingPong, curves(2500), flags, 115_200)
  const name = 'USB alone, 1 ms each way, 1,024 bytes'
  return [faster(name, ours, pingPong, oneInFlight, 15), overruns(name, ours)]
}

/** 0.2 mm at 100 mm/s, 16 moves planned: whoever waits for each "ok" lets the head stand still between any two of them. */
async function shortMoves() {
  const file = shortSegments(5000)
  const flags = ['--baud', '250000', '--latency', '1', '--planner', '16', '--exec', '300']
  const ours = await sendByWire(sendOurs, file, flags, 250_000)
  const printcore = await sendByWire(sendPrintcore, file, flags, 250_000)
  const peer = printcore ?? (await sendByWire(sendPingPong, file, flags, 250_000))
  const peerName = printcore ? 'printcore' : oneInFlight
  const name = '5,000 moves of 2 ms, 250,000 baud'
  return [
    row(`${name}: the planner ran dry`, {
      ours: ours.plannerRanDry,
      peer: peer.plannerRanDry,
      peerName,
      unit: 'times',
      goal: '< 10',
      met: ours.plannerRanDry < 10,
    }),
    row(`${name}: in all`, { ours: ours.seconds, peer: peer.seconds, peerName, unit: 's' }),
  ]
}

async function noise() {
  const flags = [...marlin, '--baud', '250000']
  const faults = ['--faults', 'garble-in=0.01,lose-in=0.002,garble-out=0.01,lose-out=0.002']
  const pingPong = await sendByWire(sendPingPong, curves(1500), flags, 250_000)
  const plain = await sendByWire(sendOurs, curves(6000), [...flags, ...faults], 250_000)
  const numbered = await sendByWire(sendOurs, curves(6000), [...flags, '--advanced-ok', ...faults], 250_000)
  const peer = `${oneInFlight}, no fault`
  const name = '250,000 baud, 1 % of lines damaged, 0.2 % lost, both ways'
  return [
    faster(`${name}, "ok" with numbers`, numbered, pingPong, peer, 2),
    faster(`${name}, plain "ok"`, plain, pingPong, peer, 2),
    row(`${name}: lines asked for again`, { ours: plain.resendsAsked, unit: 'times' }),
  ]
}

async function memory(isLong) {
  const large = await sendAtOnce(sendOurs, curves(1_000_000))
  const huge = await sendAtOnce(sendOurs, isLong ? curves(16_500_000) : commented(1_000_000, 500e6))
  const [print, hugePrint] = [moves(1_000_000), commentedMoves(1_000_000, 500e6)]
  const bridge = await printByBridge(print, await switchOnImmediate(print.lines))
  const hugeBridge = await printByBridge(hugePrint, await switchOnImmediate(hugePrint.lines))
  const isExact = [bridge, hugeBridge].every(({ printers }) => printers.every((printer) => printer.isExact))
  const apart = Math.abs(huge.peakMb - large.peakMb)
  const of500 = isLong ? '500 MB, 16,500,000 lines' : '500 MB, 1,000,000 lines, the rest comments'
  const peak = (name, { peakMb }, more = {}) =>
    row(`memory at its peak: ${name}`, { ours: peakMb, unit: 'MB', goal: '< 120', met: peakMb < 120, ...more })
  return [
    peak('30 MB, 1,000,000 lines', large),
    peak(of500, huge, { goal: '< 120, within 10 of it', met: huge.peakMb < 120 && apart <= 10 }),
    peak('the bridge, 30 MB, 1,000,000 lines', bridge, { met: bridge.peakMb < 120 && isExact }),
    peak('the bridge, 500 MB, 1,000,000 lines, the rest comments', hugeBridge, {
      goal: '< 120, within 10 of it',
      met: hugeBridge.peakMb < 120 && Math.abs(hugeBridge.peakMb - bridge.peakMb) <= 10 && isExact,
    }),
  ]
}

const sendAtOnce = (send, file) => sendTo(switchOnImmediate(file.lines), send, file, 115_200)

const sendByWire = (send, file, flags, baud) => sendTo(switchOn(flags), send, file, baud)

const beside = (peer) => ({ peer: peer ?? null, peerName: peer === undefined ? installPrintcore : 'printcore' })

function faster(name, ours, peer, peerName, least) {
  const speed = ours.lines / ours.seconds
  const other = peer && peer.lines / peer.seconds
  const goal = least === undefined ? {} : { goal: `>= × ${least}`, met: speed >= least * other }
  const named = peer ? { peer: other, peerName } : { peer: null, peerName: installPrintcore }
  return row(`${name}: lines`, { ours: speed, ...named, unit: 'lines/s', ...goal })
}

const percent = (share, least) => ({ ours: share * 100, unit: '%', goal: `>= ${least}`, met: share * 100 >= least })

const overruns = (name, { overruns: bytes }) =>
  row(`${name}: bytes lost in a full buffer`, { ours: bytes, unit: 'bytes', goal: '0', met: bytes === 0 })
