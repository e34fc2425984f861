import { describe, expect, test } from 'vitest'
import { frame } from '#firmware-bridge/stream/framing.ts'
import { simulatedPrinter } from './simulated-printer.ts'

const question = (text: string, ...buttons: string[]): string[] => [
  '//action:prompt_end',
  `//action:prompt_begin ${text}`,
  ...buttons.map((button) => `//action:prompt_button ${button}`),
  '//action:prompt_show',
]

describe('a filament change', () => {
  test('parks, asks, waits for as long as it takes, loads, asks again, and goes on', () => {
    const { time, send, news, state } = simulatedPrinter()
    send('M600')
    time.pass(4000)
    expect(news()).toEqual(['//action:paused', 'echo:busy: processing', ...question('Nozzle Parked', 'Continue')])
    time.pass(60_000)
    expect(new Set(news())).toEqual(new Set(['echo:busy: paused for user']))
    expect(state().asksPerson).toBe(true)
    send('M876 S0')
    time.pass(4000)
    expect(news()).toEqual([
      '//action:prompt_end',
      'echo:busy: processing',
      ...question('Paused', 'PurgeMore', 'Continue'),
    ])
    send('M876 S0')
    time.pass(4000)
    expect(news()).toContain('//action:prompt_begin Paused')
    send('M876 S1')
    time.pass(1000)
    // The answers were queued behind it: they get their "ok" after its own.
    expect(news()).toEqual(['//action:prompt_end', '//action:resumed', 'ok', 'ok', 'ok', 'ok'])
    expect(state().asksPerson).toBe(false)
  })

  test.each(['M108', 'a click'])('%s goes on too', async (what) => {
    const { time, send, news, press } = simulatedPrinter()
    send('M600')
    for (let question = 0; question < 2; question++) {
      time.pass(4000)
      if (what === 'M108') send('M108')
      else await press('click')
    }
    time.pass(1000)
    expect(news()).toContain('//action:resumed')
  })
})

test('M0 waits for a person, or for its time', () => {
  const { time, send, news } = simulatedPrinter()
  send('M0')
  time.pass(10_000)
  expect(news().slice(0, 5)).toEqual([...question('M0 Stop', 'Continue'), 'echo:busy: paused for user'])
  send('M876 S0')
  time.pass(1000)
  expect(news()).toEqual(['//action:prompt_end', 'ok', 'ok'])
  send('M0 S3')
  time.pass(2900)
  expect(news()).not.toContain('ok')
  time.pass(200)
  expect(news()).toEqual(['//action:prompt_end', 'ok'])
})

describe('a hand at the panel', () => {
  test.each([
    ['pause', '//action:pause'],
    ['resume', '//action:resume'],
    ['stop', '//action:cancel'],
    ['runout', '//action:filament_runout T0'],
    ['reset', 'start'],
  ])('"%s" is heard by the host as %s', async (action, line) => {
    const { news, press } = simulatedPrinter()
    expect(await press(action)).toBe('ok')
    expect(news()[0]).toBe(line)
  })

  test('a runout in mid-print changes the filament after the command under way, without an "ok" of its own', async () => {
    const { time, send, news, press, executed } = simulatedPrinter()
    send(frame(1, 'G4 S1'), frame(2, 'M107'))
    await press('runout')
    for (let question = 0; question < 2; question++) {
      time.pass(5000)
      await press('click')
    }
    time.pass(5000)
    expect(executed).toEqual(['G4 S1', 'M600', 'M107'])
    expect(news().filter((line) => line === 'ok')).toHaveLength(2)
  })

  test('turning up the heat changes the target without a word', async () => {
    const { state, press, news } = simulatedPrinter()
    await press('heat 210')
    expect(state().targets.nozzle).toBe(210)
    expect(news()).toEqual([])
  })

  test('silent and slow, until they are taken back', async () => {
    const { time, send, news, press } = simulatedPrinter()
    await press('silent')
    send('M107')
    expect(news()).toEqual([])
    await press('silent off')
    await press('slow')
    send('M107')
    time.pass(1900)
    expect(news()).toEqual([])
    time.pass(200)
    expect(news()).toEqual(['ok'])
  })

  test('the plug is pulled and put in again', async () => {
    const { plugged, press } = simulatedPrinter()
    await press('unplug')
    await press('replug usb-two')
    expect(plugged).toEqual(['unplug', 'unplug', 'plug usb-two'])
  })

  test.each([
    ['dance', /^error: no such action: dance/],
    ['heat', /^error: heat takes a temperature/],
    ['heat hot', /^error: heat takes/],
    ['power up', /^error: power takes "on" or "off"/],
    ['break it', /^error: break takes one of cold/],
  ])('"%s" is refused', async (action, sentence) => {
    expect(await simulatedPrinter().press(action)).toMatch(sentence)
  })
})
