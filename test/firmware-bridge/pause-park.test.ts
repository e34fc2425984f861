import { expect, test } from 'vitest'
import { eachCommand } from '#backend/gcode/tokens.ts'
import { createMachineState, remember } from '#backend/gcode/machine-state.ts'
import { usualProfile } from '#firmware-bridge/messages.ts'
import { awakeLines, parkLines, returnLines } from '#firmware-bridge/run/pause-park.ts'
import { readPosition, saidTwice } from '#firmware-bridge/run/position.ts'
import { limits } from './small-server.ts'

const profile = usualProfile(limits)

/** A print that stands at `at` after these lines of its file. */
function leftAt(at: { x: number; y: number; z: number; e: number } | undefined, ...file: string[]) {
  const state = createMachineState()
  eachCommand(Buffer.from(file.join('\n')), (command) => remember(state, command))
  return { at, state }
}

const start = ['M140 S60', 'M109 S210', 'G28', 'G90', 'M82']
const printing = leftAt({ x: 50, y: 60, z: 3, e: 12.35 }, ...start, 'G1 X50 Y60 Z3 E12.3456 F1800')

test('to the park: filament back, up, aside; nothing relative, so that a line done twice does no harm', () => {
  expect(parkLines(printing, profile, limits, 210)).toEqual([
    ...['G90', 'M82', 'G1 E10.35 F1800', 'G1 Z13 F600', 'G1 X0 Y190 F6000', 'M400'],
  ])
})

test('back: hot first, above the part, down, filament, and the file’s own numbers where they agree', () => {
  expect(returnLines(printing, profile, limits)).toEqual([
    ...['M190 S60', 'M109 S210', 'G90', 'M82', 'G1 Z13 F600', 'G1 X50 Y60 F6000', 'G1 Z3 F600'],
    ...['G1 E12.35 F1800', 'G92 E12.3456', 'G1 F1800', 'G90', 'M82'],
  ])
})

test('a file that counts relatively finds the printer counting relatively again', () => {
  const relative = leftAt({ x: 50, y: 60, z: 3, e: 1 }, ...start, 'G1 X50 Y60 Z3 F900', 'G91', 'M83', 'G1 E1')
  expect(returnLines(relative, profile, limits).slice(-3)).toEqual(['G1 F900', 'G91', 'M83'])
  const extruderOnly = leftAt({ x: 50, y: 60, z: 3, e: 1 }, ...start, 'M83', 'G1 X50 Y60 Z3 E1')
  expect(returnLines(extruderOnly, profile, limits).slice(-2)).toEqual(['G90', 'M83'])
})

test('a cold nozzle pulls nothing; at the top there is no higher; before homing nothing moves', () => {
  expect(parkLines(printing, profile, limits, 40).join()).not.toMatch(/ E/)
  const high = leftAt({ x: 50, y: 60, z: 195, e: 0 }, ...start, 'G1 X50 Y60 Z195')
  expect(parkLines(high, profile, limits, 210)).toContain('G1 Z200 F600')
  const early = leftAt({ x: 0, y: 0, z: 0, e: 0 }, 'M109 S210')
  expect(parkLines(early, profile, limits, 210)).toEqual([])
  expect(returnLines(early, profile, limits)).toEqual(['M109 S210'])
  expect(awakeLines(early, profile, limits, 0)).toEqual([])
})

test('a park position beyond the bed is brought to its edge, also where the file calls places otherwise', () => {
  const far = { ...profile, parkX: 900, parkY: -5 }
  expect(parkLines(printing, far, limits, 210)).toContain('G1 X200 Y0 F6000')
  const renamed = leftAt({ x: 0, y: 0, z: 3, e: 0 }, ...start, 'G1 X50 Y60 Z3', 'G92 X0 Y0')
  expect(parkLines(renamed, profile, limits, 210)).toContain('G1 X-50 Y130 F6000')
  expect(returnLines(renamed, profile, limits)).toContain('G1 X0 Y0 F6000')
})

test('a printer that does not tell where it is stays where it is, and is only heated again', () => {
  const mute = leftAt(undefined, ...start, 'G1 X50 Y60 Z3')
  expect(parkLines(mute, profile, limits, 210)).toEqual([])
  expect(returnLines(mute, profile, limits)).toEqual(['M190 S60', 'M109 S210'])
})

test('moves that nobody sees keep the motors awake: down a little, and up again', () => {
  expect([0, 1, 2].flatMap((turn) => awakeLines(printing, profile, limits, turn))).toEqual([
    ...['G1 Z12.9 F600', 'G1 Z13 F600', 'G1 Z12.9 F600'],
  ])
})

test.each([
  ['X:1.00 Y:-2.50 Z:3.20 E:4.00 Count X:80 Y:0 Z:0', { x: 1, y: -2.5, z: 3.2, e: 4 }],
  ['ok C: X:1.00 Y:2.00 Z:3.00 E:4.00', { x: 1, y: 2, z: 3, e: 4 }],
  ['X: 1.0 Y: 2.0 Z: 3.0 E: 4.0', { x: 1, y: 2, z: 3, e: 4 }],
  ['T:20.0 /0.0 B:20.0 /0.0 X:31.4 A:40.0', undefined],
  ['echo:X:1.00 Y:2.00', undefined],
])('reads the position in "%s"', (line, position) => expect(readPosition(line)).toEqual(position))

test('a position counts when it was said twice alike', () => {
  const [one, other] = [
    { x: 1, y: 2, z: 3, e: 4 },
    { x: 9, y: 2, z: 3, e: 4 },
  ]
  expect(saidTwice([one])).toBeUndefined()
  expect(saidTwice([one, other])).toBeUndefined()
  expect(saidTwice([one, other, { ...one }])).toEqual(one)
})
