import { afterEach, expect, test } from 'vitest'
import { frame } from '#firmware-bridge/stream/framing.ts'
import { readFaults } from '#firmware-bridge/virtual/faults.ts'
import { createVirtualPrinter, type VirtualPrinter } from '#firmware-bridge/virtual/virtual-printer.ts'
import { until } from './programs.ts'

let printer: VirtualPrinter
afterEach(() => printer.powerOff())

function switchOn(options: Parameters<typeof createVirtualPrinter>[0] = {}) {
  const said: string[] = []
  const executed: string[] = []
  printer = createVirtualPrinter(
    { speed: 500, onExecuted: (command) => void executed.push(command), ...options },
    (text) => said.push(...text.trimEnd().split('\n')),
  )
  const send = (...lines: string[]): void => printer.receive(Buffer.from(lines.map((text) => `${text}\n`).join('')))
  return { said, executed, send, saying: (text: string) => until(() => said.some((line) => line.includes(text)), text) }
}

test('lines in order with a right checksum are executed', () => {
  const { send, said, executed } = switchOn()
  send(frame(0, 'M110 N0'), frame(1, 'M107'), frame(2, 'G90'))
  expect(said).toEqual(['ok', 'ok', 'ok'])
  expect(executed).toEqual(['M110 N0', 'M107', 'G90'])
})

test.each([
  ['a wrong checksum', 'N1 M107*1', 'Error:checksum mismatch, Last Line: 0'],
  ['no checksum', 'N1 M107', 'Error:No Checksum with line number, Last Line: 0'],
  ['a number ahead', frame(3, 'M107'), 'Error:Line Number is not Last Line Number+1, Last Line: 0'],
])('%s: an error, a request, an "ok", and nothing executed', (_name, text, error) => {
  const { send, said, executed } = switchOn()
  send(text)
  expect(said).toEqual([error, 'Resend: 1', 'ok'])
  expect(executed).toEqual([])
})

test('a repeat of one of the last two lines is not answered at all', () => {
  const { send, said, executed } = switchOn()
  send(frame(1, 'M107'), frame(2, 'G90'), frame(2, 'G90'), frame(1, 'M107'))
  expect(said).toEqual(['ok', 'ok'])
  expect(executed).toHaveLength(2)
})

test('an older line is refused with the right number', () => {
  const { send, said } = switchOn()
  send(frame(1, 'M107'), frame(2, 'G90'), frame(3, 'M107'), frame(1, 'M107'))
  expect(said.slice(3)).toEqual(['Error:Line Number is not Last Line Number+1, Last Line: 3', 'Resend: 4', 'ok'])
})

test('blank lines and comments get no "ok"; what it does not know gets one, and is not executed', () => {
  const { send, said, executed } = switchOn()
  send('', '; words', 'M9999', 'L173 G1 F1200')
  expect(said).toEqual(['echo:Unknown command: "M9999"', 'ok', 'echo:Unknown command: "L173 G1 F1200"', 'ok'])
  expect(executed).toEqual([])
})

test('a heat wait tells the temperature each second and ends when it is reached', async () => {
  const { send, said, saying } = switchOn({ speed: 20 })
  send('M109 S60', 'M105')
  await saying('ok T:')
  expect(said.filter((line) => line.includes('W:?')).length).toBeGreaterThan(3)
  expect(said.at(-1)).toMatch(/^ok T:(59|60)\.\d\d \/60\.00/)
})

test('M108 ends a heat wait', async () => {
  const { send, said } = switchOn({ speed: 1 })
  send('M109 S200')
  expect(said).toEqual([])
  send('M108')
  await until(() => said.filter((line) => line === 'ok').length === 2, 'both "ok"s')
})

test('M112 kills it, whatever it is at, and it is dead then', async () => {
  const { send, said } = switchOn({ speed: 1 })
  send('M104 S200', 'G28', 'G1 X1', 'G1 X2', 'G1 X3', 'M112')
  expect(said.at(-1)).toBe('Error:Printer halted. kill() called!')
  const before = said.length
  send('M105', 'M999')
  expect(said).toHaveLength(before)
  expect(printer.state()).toMatchObject({ halted: true, targets: { nozzle: 0, bed: 0 } })
})

test('it protects itself from a temperature that no nozzle stands', async () => {
  const { send, saying } = switchOn()
  send('M104 S400')
  await saying('MAXTEMP')
  expect(printer.state().halted).toBe(true)
})

test('a long move says that it is busy; sixteen moves are planned and the next one waits', async () => {
  const { send, said, saying, executed } = switchOn({ speed: 20 })
  send('G91', 'G1 F60')
  for (let n = 0; n < 17; n++) {
    send('G1 X6')
    await until(() => executed.filter((command) => command === 'G1 X6').length > n, 'the move to be taken')
  }
  expect(said.filter((line) => line === 'ok')).toHaveLength(18)
  await saying('busy: processing')
  await until(() => said.filter((line) => line === 'ok').length === 19, 'the last "ok"')
})

test('temperatures are told by themselves when asked to', async () => {
  const { send, said } = switchOn()
  send('M155 S2')
  await until(() => said.filter((line) => line.startsWith(' T:')).length > 2, 'reports')
})

test('what would change its memory or its card is counted', () => {
  const { send } = switchOn()
  send('M500', 'M28 x.gco', 'M29', 'G90')
  expect(printer.state()).toMatchObject({ eepromCommands: 1, sdCommands: 2 })
})

test('the same seed gives the same faults', () => {
  const play = (): string[] => {
    const { send, said } = switchOn({ faults: readFaults('garble-in=0.2,lose-ok=0.2,garble-out=0.1'), seed: 5 })
    for (let n = 1; n < 60; n++) send(frame(n, 'M107'))
    printer.powerOff()
    return said
  }
  expect(play()).toEqual(play())
})

test.each([
  ['nonsense=1', 'no such fault: nonsense'],
  ['lose-ok=2', 'lose-ok takes a rate from 0 to 1, not "2"'],
  ['kill-at', 'kill-at takes a line number, not ""'],
])('the faults "%s" are refused: %s', (text, sentence) => {
  switchOn()
  expect(() => readFaults(text)).toThrow(sentence)
})
