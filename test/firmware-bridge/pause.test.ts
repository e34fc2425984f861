import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAsking } from '#firmware-bridge/printer/asking.ts'
import { usualProfile, type PrinterProfile, type RunStatus } from '#firmware-bridge/messages.ts'
import { openJournal } from '#firmware-bridge/run/journal.ts'
import { beginRun } from '#firmware-bridge/run/print-run.ts'
import { temporaryFolder, until } from './programs.ts'
import { createSmallFirmware } from './small-firmware.ts'
import { limits } from './small-server.ts'

const start = ['M140 S60', 'M109 S210', 'G28', 'G90', 'M82']
const lines = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `G1 X${1 + (i % 150)} Y10 Z1 E${from + i} F1200`)

/** A run of this file on the small firmware. */
function print(file: string[], profile: Partial<PrinterProfile> = {}, options = {}) {
  const firmware = createSmallFirmware(options)
  const folder = temporaryFolder()
  const path = join(folder, 'file.gcode')
  const order = { runId: 'a', printerId: 'one', attempt: 1, gcodeSha256: '', gcodeBytes: 0, gcodeUrl: '' }
  const journal = openJournal(join(folder, 'journal.jsonl'))
  journal.started(order)
  writeFileSync(path, `${file.join('\n')}\n`)
  const moves: RunStatus[] = []
  const asking = createAsking()
  const run = beginRun(order, {
    port: firmware.port,
    firmware: { identity: '', uuid: undefined, reportsHeat: true, emergencyParser: true, checked: true },
    limits,
    profile: { ...usualProfile(limits), ...profile },
    journal,
    fetchFile: async () => path,
    moved: (status) => void moves.push(status),
    onReply: asking.hear,
    heat: () => ({ nozzle: 210 }),
    saidCold: () => true,
  })
  const now = (): string => [moves.at(-1)?.phase, moves.at(-1)?.reason].filter(Boolean).join(' ')
  const is = (what: string): Promise<void> => until(() => now() === what, `${what}; it is ${now()}`)
  const sent = (): string[] => firmware.executed.slice(firmware.executed.lastIndexOf('M110 N0') + 1)
  return { run, firmware, asking, is, now, sent }
}

const closing = ['M400', 'M104 S0', 'M140 S0', 'M105']
const cube = [...start, ...lines(1, 400)]

test('the knob asks for a pause, and for the print to go on: the host parks and comes back', async () => {
  const { run, firmware, is, sent } = print(cube)
  await until(() => sent().length > 50, 'some of the print')
  firmware.say('//action:pause')
  await is('paused user')
  const parked = sent()
  const left = parked.indexOf('M400')
  const z = 'G1 Z11 F600'
  const [x, e] = [/X(\d+)/.exec(parked[left - 1]!)![1], /E(\d+)/.exec(parked[left - 1]!)![1]]
  expect(parked.slice(left)).toEqual([
    ...['M400', 'M114', 'M114', 'G90', 'M82', `G1 E${Number(e) - 2} F1800`, z, 'G1 X0 Y190 F6000', 'M400'],
  ])
  firmware.say('//action:resume')
  await run.ended
  expect(sent()).toEqual([
    ...parked,
    ...['M190 S60', 'M109 S210', 'G90', 'M82', z, `G1 X${x} Y10 F6000`, 'G1 Z1 F600', `G1 E${e} F1800`, `G92 E${e}`],
    ...['G1 F1200', 'G90', 'M82'],
    ...cube.slice(left),
    ...closing,
  ])
})

test('a firmware that parks by itself is left alone: no line of ours, and it goes on when it says so', async () => {
  const { run, firmware, is, sent } = print(cube)
  await until(() => sent().length > 50, 'some of the print')
  firmware.say('//action:paused')
  await is('paused at-the-printer')
  expect(run.resume()).toBe('paused-at-the-printer')
  firmware.say('//action:resumed')
  await run.ended
  expect(run.status().outcome).toBe('completed')
  expect(sent()).toEqual([...cube, ...closing])
})

test('the filament ends: the print pauses and says why; the button at the printer can cancel', async () => {
  const { run, firmware, is, sent } = print(cube)
  await until(() => sent().length > 50, 'some of the print')
  firmware.say('//action:filament_runout T0')
  await is('paused runout')
  firmware.say('//action:cancel')
  await run.ended
  expect(run.status()).toMatchObject({ outcome: 'cancelled', reason: 'user', heatersOff: true })
  expect(sent().slice(-5)).toEqual(['M104 S0', 'M140 S0', 'M107', 'M84', 'M105'])
})

test('what a printer would start or switch by itself changes nothing', async () => {
  const { run, firmware, sent } = print(cube)
  await until(() => sent().length > 50, 'some of the print')
  firmware.say('//action:start', '//action:poweroff', '//action:disconnect', '//action:kill')
  await run.ended
  expect(run.status().outcome).toBe('completed')
  expect(sent()).toEqual([...cube, ...closing])
})

test('a pause that lasts: the nozzle cools, the bed stays hot, and the way back heats first', async () => {
  const { run, is, sent } = print(cube, { coolAfterMinutes: 0.001 })
  await until(() => sent().length > 50, 'some of the print')
  run.pause()
  await is('paused user')
  await until(() => sent().at(-1) === 'M104 S0', 'the nozzle off')
  expect(sent()).not.toContain('M140 S0')
  const before = sent().length
  run.resume()
  await run.ended
  expect(sent().slice(before, before + 2)).toEqual(['M190 S60', 'M109 S210'])
  expect(run.status().outcome).toBe('completed')
})

test('a change of mind on the way waits for the head; the file is whole all the same', async () => {
  const { run, sent } = print(cube)
  await until(() => sent().length > 50, 'some of the print')
  run.pause()
  run.resume()
  run.pause()
  run.resume()
  await run.ended
  expect(run.status().outcome).toBe('completed')
  expect(sent().filter((line) => line.startsWith('G1 X') && !line.includes('F6000'))).toEqual(cube.slice(start.length))
})

test('the motors were let go in the pause: it cannot go on, and says why', async () => {
  const { run, firmware, is } = print(cube)
  await until(() => firmware.executed.length > 50, 'some of the print')
  run.pause()
  await is('paused user')
  firmware.say('enqueueing "M84"')
  await is('paused position-lost')
  expect(run.resume()).toBe('position-lost')
  run.cancel()
  await run.ended
})

test('M600: the print waits for filament, the question is shown, and its answer lets the file go on', async () => {
  const file = [...start, ...lines(1, 20), 'M600', ...lines(30, 20)]
  const { run, firmware, asking, is, sent } = print(file)
  await is('paused filament')
  const prompt = asking.now(true)!
  expect(prompt).toMatchObject({ text: 'Nozzle Parked', choices: ['Continue'], answerable: true })
  expect(asking.take({ prompt: 'another', choice: 0 })).toBeUndefined()
  expect(asking.take({ prompt: prompt.id, choice: 1 })).toBeUndefined()
  run.interject(asking.take({ prompt: prompt.id, choice: 0 })!)
  expect(asking.take({ prompt: prompt.id, choice: 0 })).toBeUndefined()
  await run.ended
  expect(run.status().outcome).toBe('completed')
  expect(firmware.answers).toEqual([0])
  expect(sent().filter((line) => line !== 'M876 S0')).toEqual([...file, ...closing])
})

test('a printer without questions only waits for its button, and the page can say so', async () => {
  const file = [...start, ...lines(1, 20), 'M600', ...lines(30, 20)]
  const { run, firmware, asking, is, sent } = print(file, {}, { prompts: false })
  await is('paused filament')
  expect(asking.now(true)).toEqual({ id: '', text: '', choices: [], answerable: false })
  firmware.press()
  await run.ended
  expect(asking.now(true)).toBeUndefined()
  expect(sent()).toEqual([...file, ...closing])
})

test('a cancelled print leaves the printer as its lab wants it', async () => {
  const { run, sent } = print(cube, { homeXAfterCancel: true, motorsOffAfterCancel: false })
  await until(() => sent().length > 50, 'some of the print')
  run.cancel()
  await run.ended
  const end = ['M104 S0', 'M140 S0', 'M107', 'G91', 'G1 Z10 F600', 'G90', 'G28 X', 'M105']
  expect(sent().slice(-end.length)).toEqual(end)
})

test('what the temperatures show stops the printer at once, in a pause too, and says why', async () => {
  const { run, firmware, is } = print(cube)
  await until(() => firmware.executed.length > 50, 'some of the print')
  run.pause()
  await is('paused user')
  run.trip({ reason: 'cools-while-heating', detail: 'nozzle 150 °C → 210 °C' })
  await run.ended
  expect(run.status()).toMatchObject({
    outcome: 'failed',
    reason: 'cools-while-heating',
    detail: 'nozzle 150 °C → 210 °C',
  })
  await until(() => firmware.executed.at(-1) === 'M105', 'the cool-down')
  expect(firmware.executed.filter((line) => line === 'M112')).toHaveLength(2)
  expect(firmware.executed.slice(-5)).toEqual(['M104 S0', 'M140 S0', 'M107', 'M84', 'M105'])
})
