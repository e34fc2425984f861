import { expect, test } from 'vitest'
import { createHeatGuard } from '#firmware-bridge/printer/heat-guard.ts'
import { newHeatWatch, watchHeat } from '#firmware-bridge/printer/heat-watch.ts'
import { readHeat, type Heat } from '#firmware-bridge/stream/reply.ts'
import { limits } from './small-server.ts'

/** The first trouble seen in reports that come `every` seconds, and when, in seconds. */
function first(reports: Heat[], every = 2) {
  const watch = newHeatWatch()
  for (const [i, heat] of reports.entries()) {
    const trouble = watchHeat(watch, heat, limits, i * every * 1000)
    if (trouble) return { ...trouble, after: i * every }
  }
  return undefined
}

/** Reports of a nozzle on its way from one temperature to another, so many °C between two reports. */
function going(from: number, to: number, step: number, target: number): Heat[] {
  const count = Math.round(Math.abs(to - from) / step) + 1
  return Array.from({ length: count }, (_, i) => ({
    nozzle: from + Math.sign(to - from) * i * step,
    nozzleTarget: target,
  }))
}
const staying = (nozzle: number, nozzleTarget: number, count: number): Heat[] =>
  Array.from({ length: count }, () => ({ nozzle, nozzleTarget }))

test('a print as prints are: warm up, hold, go down for the next layers, cool', () => {
  const bed = { bed: 60, bedTarget: 60 }
  const print = [
    ...going(20, 210, 5, 210),
    ...staying(209, 210, 60),
    ...going(210, 195, 1, 195),
    ...staying(188, 195, 60),
    ...going(195, 25, 2, 0),
  ]
  expect(first(print.map((heat) => ({ ...heat, ...bed })))).toBeUndefined()
})

test('above the limit of the lab: three reports in a row, for one may be damaged', () => {
  const [hot, well] = [staying(271, 250, 1), staying(249, 250, 1)]
  expect(first([...well, ...hot, ...well, ...hot, ...hot, ...well])).toBeUndefined()
  expect(first([...well, ...hot, ...hot, ...hot])).toMatchObject({
    reason: 'too-hot',
    detail: 'nozzle 271 °C > 260 °C',
  })
  expect(first(staying(269, 250, 20))).toBeUndefined()
})

test('steeper than any heater: the thermistor is not where it should be', () => {
  expect(first(going(20, 200, 40, 250))).toMatchObject({ reason: 'heats-too-fast', after: 4 })
  expect(first([...staying(100, 100, 5), ...staying(800, 100, 1), ...staying(100, 100, 5)])).toBeUndefined()
})

test('a heater that does not get there: twice the time of a slow one, and a minute', () => {
  expect(first(staying(25, 210, 400))).toMatchObject({ reason: 'not-heating', after: 432 })
  expect(first(going(20, 210, 1.5, 210))).toBeUndefined()
})

test('colder and colder while it should be hot', () => {
  const dies = [...staying(210, 210, 10), ...going(210, 150, 2, 210)]
  expect(first(dies)).toMatchObject({ reason: 'cools-while-heating', detail: expect.stringContaining('→ 210 °C') })
  expect(first([...staying(210, 210, 10), ...staying(190, 210, 8), ...staying(208, 210, 10)])).toBeUndefined()
  // A new target is no fall.
  expect(first([...staying(180, 180, 10), ...going(180, 240, 4, 240)])).toBeUndefined()
})

test('a sensor that says nothing, or says deep frost, while a heater is on', () => {
  const lost = readHeat('T:nan /210.00 B:60.00 /60.00')!
  expect(first([lost, lost])).toBeUndefined()
  expect(first([lost, lost, lost])).toMatchObject({ reason: 'sensor-lost', detail: 'nozzle nan °C' })
  expect(first(staying(-14.5, 210, 3))).toMatchObject({ reason: 'sensor-lost', detail: 'nozzle -14.5 °C' })
  expect(first(staying(-14.5, 0, 50))).toBeUndefined()
})

test('the bed has its own limit, and its own patience', () => {
  const beds = (bed: number, bedTarget: number, count: number): Heat[] =>
    Array.from({ length: count }, () => ({ nozzle: 20, nozzleTarget: 0, bed, bedTarget }))
  expect(first(beds(121, 100, 3))).toMatchObject({ reason: 'too-hot', detail: 'bed 121 °C > 110 °C' })
  expect(first(beds(25, 60, 200))).toBeUndefined()
  expect(first(beds(25, 60, 250))).toMatchObject({ reason: 'not-heating' })
})

const printer = (port: string) => ({ id: 'one', name: 'One', port, baud: 115_200, limits })

test('after a run the heaters are off within ten seconds and colder within two minutes, or it is said', () => {
  const guard = createHeatGuard()
  const say = (heat: Heat, second: number) => guard.hear(heat, printer('/dev/ttyACM0'), second * 1000)
  say({ nozzle: 210, nozzleTarget: 210 }, 0)
  guard.runEnded()
  say({ nozzle: 210, nozzleTarget: 210 }, 5)
  expect(guard.alarm()).toBeUndefined()
  say({ nozzle: 210, nozzleTarget: 210 }, 11)
  expect(guard.alarm()).toBe('heaters-on')
  say({ nozzle: 208, nozzleTarget: 0 }, 13)
  expect(guard.alarm()).toBeUndefined()
  say({ nozzle: 208, nozzleTarget: 0 }, 140)
  expect(guard.alarm()).toBe('not-cooling')
  say({ nozzle: 150, nozzleTarget: 0 }, 150)
  expect(guard.alarm()).toBeUndefined()
})

test('a printer heated again by a person, or by the next run, raises no alarm', () => {
  const guard = createHeatGuard()
  const say = (heat: Heat, second: number) => guard.hear(heat, printer('/dev/ttyACM0'), second * 1000)
  guard.runEnded()
  say({ nozzle: 200, nozzleTarget: 0 }, 1)
  say({ nozzle: 200, nozzleTarget: 220 }, 60)
  say({ nozzle: 220, nozzleTarget: 220 }, 200)
  expect(guard.alarm()).toBeUndefined()
  guard.runEnded()
  guard.runBegins()
  say({ nozzle: 220, nozzleTarget: 220 }, 400)
  expect(guard.alarm()).toBeUndefined()
})

test('a virtual printer that lives faster heats faster too', () => {
  const jump = (port: string) => {
    const guard = createHeatGuard()
    return [20, 60, 100, 140]
      .map((nozzle, i) => guard.hear({ nozzle, nozzleTarget: 250 }, printer(port), i * 1000))
      .find(Boolean)
  }
  expect(jump('/dev/ttyACM0')).toMatchObject({ reason: 'heats-too-fast' })
  expect(jump('virtual:?faults=x&speed=20')).toBeUndefined()
})
