import { expect, test } from 'vitest'
import { mayCool } from '../../frontend/machine/heat.ts'
import { printer } from './sample-jobs.ts'

const cold = { nozzle: 22, nozzleTarget: 0, bed: 21, bedTarget: 0 }
type Printer = NonNullable<ReturnType<typeof printer>['printer']>

test.each([
  ['cold, with nothing to reach', {}, {}, false],
  ['cold, but told to heat', { nozzleTarget: 200 }, {}, true],
  ['a bed that is told to heat', { bedTarget: 60 }, {}, true],
  ['hot, whatever it was told', { nozzle: 180, nozzleTarget: null }, {}, true],
  ['a bed too hot to touch', { bed: 55 }, {}, true],
  ['hot because it prints', { nozzle: 210, nozzleTarget: 210 }, { runPhase: 'printing' }, false],
  ['hot when last heard of', { nozzle: 210, nozzleTarget: 210 }, { online: false }, false],
] as [string, object, Partial<Printer>, boolean][])('heat can be turned off: %s', (_what, heat, changed, expected) => {
  const card = printer({}, { ...cold, ...heat }).printer!
  expect(mayCool({ ...card, ...changed })).toBe(expected)
})
