import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { gateFile } from '#backend/gcode/gate.ts'
import { createMachineState, remember } from '#backend/gcode/machine-state.ts'
import { createGcodeReading } from '#backend/gcode/read-gcode.ts'
import { createRestartReader, layersDone, restartLines, type RestartPoint } from '#backend/gcode/restart.ts'
import { eachCommand } from '#backend/gcode/tokens.ts'

const limits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110, maxFeed: 200 }
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function pointAt(bytes: Uint8Array, end: number): RestartPoint {
  const reader = createRestartReader()
  eachCommand(bytes.subarray(0, end), reader.take)
  return reader.end()
}
const pointAfter = (text: string): RestartPoint => pointAt(bytesOf(text), text.length)

const start = 'G28\nM190 S60\nM109 S210\nM82\nG92 E0\n'

test.each<[string, string, Partial<RestartPoint> | string[]]>([
  [
    'the top of the part is where filament was laid, not where the head hops',
    `${start}G1 X10 Y10 Z0.4 F900\nG1 X20 E5\nG1 Z9`,
    { height: 0.4 },
  ],
  ['of each setting the last counts', `${start}M204 S500\nM220 S90\nM204 S900`, ['M204 S900', 'M220 S90']],
  ['a setting with other letters is another one', `${start}M204 P500\nM204 T900`, ['M204 P500', 'M204 T900']],
  ['axes called by other numbers are told', `${start}G1 X10 F900\nG92 X0`, { isShifted: true }],
  ['the lines are those that are sent', 'M117 hello\nG28\nM115\nG1 X1 F900', { lines: 2 }],
])('%s', (_name, text, expected) => {
  const point = pointAfter(text)
  if (Array.isArray(expected)) expect(point.settings).toEqual(expected)
  else expect(point).toMatchObject(expected)
})

test.each([
  [
    'absolute',
    `${start}G1 X10 Y10 Z0.4 F900\nG1 X20 E5 F1800\nM106 S128`,
    ['G92 E5', 'G1 F1800', 'M106 S128', 'G90', 'M82'],
  ],
  ['relative E', `${start}M83\nG1 X10 Y10 Z0.4 F900\nG1 X20 E5 F1800`, ['G92 E5', 'G1 F1800', 'M107', 'G90', 'M83']],
  ['all relative', `${start}G1 Z0.4 F900\nG91\nG1 X20 E5 F1800`, ['G92 E5', 'G1 F1800', 'M107', 'G91', 'M83']],
])('modes are as the file left them: %s', (_name, text, last) => {
  expect(restartLines(pointAfter(text), limits).slice(-last.length)).toEqual(last)
})

test('Z is never homed, nothing moves sideways before the head has risen, and nothing is pushed before it is hot', () => {
  const lines = restartLines(pointAfter(`${start}G1 X10 Y10 Z12 F900\nG1 X20 E5`), limits)
  expect(lines.filter((line) => line.startsWith('G28'))).toEqual(['G28 X Y'])
  const first = (what: RegExp): number => lines.findIndex((line) => what.test(line))
  expect(first(/^G92 Z12$/)).toBeLessThan(first(/^G1 Z5/))
  expect(first(/^G1 Z5/)).toBeLessThan(first(/^G28/))
  expect(first(/^M109/)).toBeLessThan(first(/^G1 E/))
  expect(first(/^G28/)).toBeLessThan(first(/^G1 X/))
})

test('under the printer’s own ceiling it rises no higher than there is room', () => {
  expect(restartLines(pointAfter(`${start}G1 X10 Y10 Z208 F900\nG1 X20 E5`), limits)).toContain('G1 Z2 F300')
})

test.each(['cube-tiny', 'boatlet-0.3'])(
  '%s: from every layer the gate passes, and every move is where the file has it',
  (name) => {
    const bytes = new Uint8Array(readFileSync(`test/fixtures/gcode/${name}.gcode`))
    const reading = createGcodeReading(limits)
    reading.push(bytes)
    const { bytes: layers } = reading.end().facts.layerIndex
    const chosen = layers.length > 8 ? layers.filter((_, n) => n > 0 && n % 9 === 0) : layers.slice(1)
    expect(chosen.length).toBeGreaterThan(0)
    for (const byte of chosen) {
      const point = pointAt(bytes, byte)
      const before = restartLines(point, limits)
      const rest = bytes.subarray(byte)
      const file = Buffer.concat([bytesOf(`${before.join('\n')}\n`), rest])
      const gate = gateFile(limits, { height: point.height })
      gate.push(file)
      const { verdict, reasons } = gate.end()
      expect(reasons.filter(({ line }) => line <= before.length)).toEqual([])
      expect(verdict).not.toBe('refused')

      // The firmware as the file left it, and as the restart leaves it.
      const [whole, restarted] = [createMachineState(), createMachineState(point.height)]
      eachCommand(bytes.subarray(0, byte), (command) => remember(whole, command))
      eachCommand(bytesOf(before.join('\n')), (command) => remember(restarted, command))
      const places: number[][][] = [whole, restarted].map((state) => {
        const found: number[][] = []
        const note = (): void => {
          const { x, y, z, e, feed, relative, relativeE } = state.motion
          found.push(
            [x, y, z, e, feed, Number(relative), Number(relativeE), state.nozzle, state.bed, state.fan].map((n) =>
              Number(n.toFixed(3)),
            ),
          )
        }
        note()
        eachCommand(rest, (command) => (remember(state, command), note()))
        return found
      })
      expect(places[1]).toEqual(places[0])
    }
  },
)

test('without the word of a person on the height the gate refuses such a file', () => {
  const point = pointAfter(`${start}G1 X10 Y10 Z12 F900\nG1 X20 E5`)
  const gate = gateFile(limits)
  gate.push(bytesOf(`${restartLines(point, limits).join('\n')}\n`))
  expect(gate.end()).toMatchObject({ verdict: 'refused' })
})

test.each<[string, number[], number, { finished: number; begun: number }]>([
  ['nothing sent', [10, 200, 400], 0, { finished: 0, begun: 0 }],
  ['in the first layer', [10, 200, 400], 150, { finished: 0, begun: 1 }],
  ['just into the second, whose lines may still have been waiting', [10, 200, 400], 230, { finished: 0, begun: 2 }],
  ['well into the second', [10, 200, 400], 300, { finished: 1, begun: 2 }],
  ['at the end', [10, 200, 400], 900, { finished: 2, begun: 3 }],
])('layers surely finished: %s', (_name, layers, lines, expected) => {
  expect(layersDone(layers, lines)).toEqual(expected)
})
