import { describe, expect, test } from 'vitest'
import { frame as framed } from '#firmware-bridge/stream/framing.ts'
import { createPlanner } from '#firmware-bridge/virtual/planner.ts'
import { createVirtualPrinter, type VirtualPrinterOptions } from '#firmware-bridge/virtual/virtual-printer.ts'
import { createLineAssembler, createReceiveBuffer } from '#firmware-bridge/virtual/receive-buffer.ts'
import { simulatedTime } from './simulated-time.ts'

type Heard = { at: number; line: string }

/** A printer in simulated time, and when each of its lines has come through. */
function switchOn(options: VirtualPrinterOptions = {}) {
  const time = simulatedTime()
  const heard: Heard[] = []
  const printer = createVirtualPrinter({ timeline: time, ...options }, (text) => {
    for (const line of text.trimEnd().split('\n')) heard.push({ at: time.now(), line })
  })
  const send = (text: string): void => printer.receive(Buffer.from(text, 'latin1'))
  return { time, heard, printer, send, oks: () => heard.filter(({ line }) => line.startsWith('ok')) }
}

const frame = (n: number, command: string): string => `${framed(n, command)}\n`

/** 42 bytes with its number and checksum, as lines are on average. */
const usualLine = (n: number): string => {
  const line = frame(n, `G1 X${(n * 0.2).toFixed(2)} Y10`)
  return frame(n, `G1 X${(n * 0.2).toFixed(2)} Y10${' '.repeat(42 - line.length)}`)
}

describe('the wire', () => {
  test('a byte takes ten bits, each way, and the latency comes on top, each way', () => {
    const { time, heard, send } = switchOn({ baud: 250_000, latencyMs: 1 })
    send('M107\n')
    time.runOut()
    expect(heard[0]!.line).toBe('ok')
    expect(heard[0]!.at).toBeCloseTo(5 * 0.04 + 1 + 3 * 0.04 + 1, 6)
  })

  test('lines that are sent all at once arrive at the pace of the wire, to the microsecond', () => {
    const { time, oks, printer, send } = switchOn({ baud: 115_200, speed: 1000 })
    const lines = Array.from({ length: 1000 }, (_, n) => frame(n + 1, 'M107'))
    send(lines.join(''))
    time.runOut()
    const bytes = lines.join('').length
    expect(oks()).toHaveLength(1000)
    expect(oks().at(-1)!.at).toBeCloseTo((bytes + 3) * (10_000 / 115_200), 3)
    expect(printer.state().overruns).toBe(0)
  })

  test('a wake that comes late makes nothing slower on the whole', () => {
    const { time, oks, send } = switchOn({ baud: 115_200 })
    send(Array.from({ length: 1000 }, (_, n) => frame(n + 1, 'M107')).join(''))
    // Replies are only looked for each 20 ms, as by a computer that is busy with something else.
    for (let looks = 0; looks < 100 && oks().length < 1000; looks++) time.pass(20)
    expect(time.now()).toBeLessThan(1000 * 14 * (10_000 / 115_200) + 60)
  })
})

describe('the receive buffer', () => {
  test('loses what finds it full, and counts it', () => {
    const buffer = createReceiveBuffer(3)
    for (const byte of [1, 2, 3, 4, 5]) buffer.put(byte)
    expect([buffer.take(), buffer.take(), buffer.take(), buffer.take()]).toEqual([1, 2, 3, -1])
    expect([buffer.overruns(), buffer.peak()]).toEqual([2, 3])
  })

  test('a host that sends more than the queue and the buffer hold loses bytes, and is asked for the line', () => {
    const { time, heard, printer, send } = switchOn({ baud: 250_000, queue: 4, rxBuffer: 128 })
    const lines = Array.from({ length: 20 }, (_, n) => usualLine(n + 1))
    send('G4 P500\n')
    send(lines.join(''))
    time.pass(400)
    // Three queued behind the dwell, 128 bytes kept, the rest gone.
    const lost = lines.slice(3).join('').length - 128
    expect(printer.state()).toMatchObject({ rxPeak: 128, lastLine: 3, overruns: lost })
    time.runOut()
    send(usualLine(21))
    time.runOut()
    expect(heard.map(({ line }) => line)).toContain('Resend: 7')
    expect(printer.state().lastLine).toBe(6)
  })

  test('a window of bytes that fits never overruns it, whatever the commands take', () => {
    const { time, oks, printer, send } = switchOn({ baud: 250_000, latencyMs: 1, execUs: 2500, rxBuffer: 128 })
    let next = 1
    for (; next <= 3; next++) send(usualLine(next))
    for (let done = 0; done < 300;) {
      time.pass(0.05)
      for (; done < oks().length; done++) send(usualLine(next++))
    }
    time.runOut()
    expect(printer.state()).toMatchObject({ overruns: 0, resendsAsked: 0, executed: next - 1 })
  })

  test('it is read while a command waits, and not while the main loop computes', () => {
    const waiting = switchOn({ baud: 250_000, queue: 4 })
    waiting.send('G4 P100\nM107\nM107\n')
    waiting.time.pass(50)
    expect(waiting.printer.state().rxPeak).toBe(0)
    const computing = switchOn({ baud: 250_000, queue: 4, execUs: 100_000 })
    computing.send('G4 P100\nM107\nM107\n')
    computing.time.pass(50)
    expect(computing.printer.state().rxPeak).toBe('M107\nM107\n'.length)
  })
})

describe('a line', () => {
  const assemble = (text: string): string[] => {
    const assembler = createLineAssembler()
    return [...Buffer.from(text)].flatMap((byte) => assembler.add(byte) ?? [])
  }

  test('ends at either sign, and its comment is none of it', () => {
    expect(assemble('G28\r\nG1 X1 ; there\nM107\n')).toEqual(['G28', '', 'G1 X1 ', 'M107'])
  })

  test('keeps 95 characters, and loses its checksum with the rest', () => {
    expect(assemble(`${'x'.repeat(200)}\n`)).toEqual(['x'.repeat(95)])
    const { time, heard, send } = switchOn()
    send(frame(1, `M117 ${'x'.repeat(95)}`))
    time.runOut()
    expect(heard[0]!.line).toBe('Error:No Checksum with line number, Last Line: 0')
  })
})

describe('the planner', () => {
  test('counts each time the head had to wait for a move, not the ends of a movement', () => {
    const planner = createPlanner(16)
    planner.add(2, 0)
    planner.add(2, 1)
    planner.add(2, 3.9)
    expect(planner.ranDry()).toBe(0)
    planner.add(2, 7)
    expect(planner.ranDry()).toBe(1)
    planner.rest()
    planner.add(2, 100)
    expect(planner.ranDry()).toBe(1)
  })

  test('0.2 mm at 100 mm/s are 2 ms each, and a host that waits for each "ok" starves it', () => {
    const { time, oks, printer, send } = switchOn({ baud: 250_000, latencyMs: 1, execUs: 300 })
    send('G1 X0 F6000\n')
    time.runOut()
    let next = 1
    send(usualLine(next++))
    while (next <= 500) {
      const before = oks().length
      for (let looks = 0; looks < 10_000 && oks().length === before; looks++) time.pass(0.1)
      send(usualLine(next++))
    }
    time.runOut()
    expect(printer.state().plannerRanDry).toBeGreaterThan(390)
  })

  test('a host that keeps lines in the buffer keeps it fed', () => {
    const { time, printer, send } = switchOn({ baud: 250_000, execUs: 300, rxBuffer: 8192 })
    send('G1 X0 F6000\n')
    send(Array.from({ length: 190 }, (_, n) => usualLine(n + 1)).join(''))
    time.runOut()
    expect(printer.state()).toMatchObject({ plannerRanDry: 0, executed: 191 })
  })
})

describe('what it says', () => {
  test('ADVANCED_OK tells the line, the free moves and the free places of the queue', () => {
    const { heard, send } = switchOn({ advancedOk: true, planner: 16, queue: 4 })
    send(frame(1, 'G1 X1') + frame(2, 'G1 X2') + 'M107\n' + 'N9 M107*1\n')
    expect(heard.map(({ line }) => line)).toEqual([
      'ok N1 P14 B3',
      'ok N2 P13 B3',
      'ok P13 B3',
      'Error:Line Number is not Last Line Number+1, Last Line: 2',
      'Resend: 3',
      'ok',
    ])
  })

  test('"wait" each second while it has nothing to do', () => {
    const { time, heard, send } = switchOn({ waits: true })
    time.pass(2500)
    send('G4 P3000\n')
    time.pass(2900)
    expect(heard.map(({ line }) => line)).toEqual(['wait', 'wait', 'echo:busy: processing'])
    time.pass(1200)
    expect(heard.slice(3).map(({ line }) => line)).toEqual(['ok', 'wait'])
  })

  test('at the greatest speed nothing waits: the answers come with the lines', () => {
    const { heard, printer, send } = switchOn({ speed: 'max' })
    send(['G28', 'M109 S200', 'G4 S3600', ...Array.from({ length: 50 }, (_, n) => `G1 X${n} F60`)].join('\n') + '\n')
    expect(heard.filter(({ line }) => line === 'ok')).toHaveLength(53)
    expect(printer.state()).toMatchObject({ executed: 53, targets: { nozzle: 200 } })
  })
})
