import { describe, expect, test } from 'vitest'
import { frame } from '#firmware-bridge/stream/framing.ts'
import type { DialectName } from '#firmware-bridge/virtual/dialects.ts'
import { readFaults } from '#firmware-bridge/virtual/faults.ts'
import { simulatedPrinter } from './simulated-printer.ts'

/** Twenty lines, each sent once: what arrives, and what is said. */
function play(faults: string) {
  const printer = simulatedPrinter({ faults: readFaults(faults) })
  for (let n = 1; n <= 20; n++) {
    printer.send(frame(n, 'M107'))
    printer.time.pass(3000)
  }
  return printer
}
const count = (lines: string[], what: string): number => lines.filter((line) => line === what).length

describe('each fault of the wire, all the time', () => {
  test('lose-in: nothing is executed, nothing said', () => {
    expect(play('lose-in=1').said()).toEqual([])
  })
  test.each(['garble-in=1', 'lose-byte-in=1', 'dup-byte-in=1'])('%s: lines are refused, or unknown', (faults) => {
    const { said, executed } = play(faults)
    expect(said().some((line) => /^(Resend: 1|echo:Unknown command)/.test(line))).toBe(true)
    expect(executed.filter((command) => command === 'M107').length).toBeLessThan(20)
  })
  test('dup-in: the second one is not answered', () => {
    const { said, executed } = play('dup-in=1')
    expect(executed).toHaveLength(20)
    expect(said()).toHaveLength(20)
  })
  test.each([
    ['lose-out', 0],
    ['lose-ok', 0],
    ['dup-out', 40],
    ['dup-ok', 40],
    ['garble-out', 0],
    ['lose-byte-out', 0],
    ['dup-byte-out', 0],
    ['nul', 0],
  ])('%s: of twenty "ok"s %i arrive whole', (name, oks) => {
    const { said, executed } = play(`${name}=1`)
    expect(executed).toHaveLength(20)
    // A hit on the line end leaves the "ok" before it whole, or glues the next one to it.
    const whole = count(said(), 'ok')
    if (oks > 0 || name.startsWith('lose-o')) expect(whole).toBe(oks)
    else expect(whole).toBeLessThan(20)
  })
  test('rubbish, bad-utf8 and nul: bytes of every kind, and the printer goes on', () => {
    const { text, executed } = play('rubbish=1,bad-utf8=1,nul=1')
    expect(executed).toHaveLength(20)
    expect(text()).toContain('\xc3\x28\xff\xfe')
    expect(text()).toContain('\0')
    expect(new Set(text()).size).toBeGreaterThan(100)
  })
  test('slow: two seconds without a word', () => {
    const { send, time, said } = simulatedPrinter({ faults: readFaults('slow=1') })
    send('M107')
    time.pass(1999)
    expect(said()).toEqual([])
    time.pass(2)
    expect(said()).toEqual(['ok'])
  })
})

describe('at a line', () => {
  test.each([
    ['reset-at=5', 'start'],
    ['kill-at=5', 'Error:Thermal Runaway, system stopped! Heater_ID: 0'],
    ['runout-at=5', '//action:filament_runout T0'],
  ])('%s: "%s"', (faults, line) => {
    const { said } = play(faults)
    expect(said().indexOf(line)).toBe(4)
  })
  test('unplug-at: the port goes, once', () => {
    expect(play('unplug-at=5').plugged).toEqual(['unplug'])
  })
  test('silent-at: nothing more, though all is executed', () => {
    const { said, executed } = play('silent-at=5')
    expect([said().length, executed.length]).toEqual([4, 20])
  })
  test('flood-at: it never stops talking', () => {
    const printer = play('flood-at=5')
    printer.news()
    printer.time.pass(1000)
    expect(printer.text().length).toBeGreaterThan(900_000)
  })
  test('a flood keeps to the pace of its wire', () => {
    const { send, time, text } = simulatedPrinter({ baud: 115_200, faults: readFaults('flood-at=1') })
    send(frame(1, 'M107'))
    time.pass(10_000)
    expect(text().length).toBeGreaterThan(110_000)
    expect(text().length).toBeLessThan(115_300)
  })
  test('long-line-at: a megabyte in one line', () => {
    expect(play('long-line-at=5').said()[4]).toHaveLength(1024 * 1024)
  })
})

describe.each<[DialectName, { refusal: string[]; repeat: string[]; afterStop: string[]; m105: string[] }]>([
  [
    'marlin2',
    {
      refusal: ['Error:checksum mismatch, Last Line: 1', 'Resend: 2', 'ok'],
      repeat: [],
      afterStop: ['Error:Printer halted. kill() called!'],
      m105: ['ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0'],
    },
  ],
  [
    'marlin1',
    {
      refusal: ['Error:checksum mismatch, Last Line: 1', 'Resend: 2', 'ok'],
      repeat: ['Error:Line Number is not Last Line Number+1, Last Line: 1', 'Resend: 2', 'ok'],
      afterStop: ['Error:Printer halted. kill() called!'],
      m105: ['ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0'],
    },
  ],
  [
    'repetier',
    {
      refusal: ['Error:Wrong checksum', 'Resend:2', 'ok', 'Error:Wrong checksum', 'Resend:2', 'ok'],
      repeat: ['skip 1', 'ok'],
      afterStop: ['start', 'Info:External Reset', 'Free RAM:3912'],
      m105: ['ok', 'T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0'],
    },
  ],
  [
    'teacup',
    {
      refusal: ['rs N2 Expected checksum 39'],
      repeat: ['ok'],
      afterStop: ['Error:Printer halted. kill() called!'],
      m105: ['ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0'],
    },
  ],
  [
    'klipper',
    {
      refusal: ['ok'],
      repeat: ['ok'],
      afterStop: ['!! Shutdown due to M112 command', 'ok'],
      m105: ['ok T:21.00 /0.00 B:21.00 /0.00 @:0 B@:0'],
    },
  ],
])('the dialect %s', (dialect, expected) => {
  const switchOn = () => {
    const printer = simulatedPrinter({ dialect })
    printer.send(frame(1, 'M107'))
    printer.news()
    return printer
  }

  test('refuses a wrong checksum in its own words', () => {
    const { send, news, time } = switchOn()
    send('N2 M107*1')
    time.pass(500)
    expect(news()).toEqual(expected.refusal)
  })
  test('answers a repeat in its own way', () => {
    const { send, news } = switchOn()
    send(frame(1, 'M107'))
    expect(news()).toEqual(expected.repeat)
  })
  test('answers M105', () => {
    const { send, news } = switchOn()
    send('M105')
    expect(news()).toEqual(expected.m105)
  })
  test('tells who it is', () => {
    const { send, news } = switchOn()
    send('M115')
    expect(news().some((line) => /^(ok )?FIRMWARE_NAME:\S/.test(line))).toBe(true)
  })
  test('takes M112 as the end', () => {
    const { send, news } = switchOn()
    send('M112')
    if (dialect === 'klipper') send('M105')
    expect(news().slice(0, expected.afterStop.length)).toEqual(expected.afterStop)
  })
})
