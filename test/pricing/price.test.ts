import { expect, test } from 'vitest'
import { materialsIn, quotePrint, tariffFor, type PriceList, type Tariff } from '#backend/pricing/price.ts'

const usual: Tariff = {
  name: '',
  roles: [],
  gram: 5,
  materials: [
    { name: 'PLA', gram: 4 },
    { name: 'PETG', gram: 7 },
  ],
  hour: 40,
  start: 50,
  slotHour: [],
}
const visitors: Tariff = { ...usual, name: 'Passage', roles: ['visitor'], gram: 10, materials: [], hour: 100 }
const list: PriceList = { id: 'list', validFrom: 0, tariffs: [usual, visitors] }
const print = { grams: 100, seconds: 3600 }

test.each([
  ['a member in PLA', 'member', 'PLA', 100 * 4 + 40 + 50],
  ['« pla » is PLA', 'member', ' pla ', 100 * 4 + 40 + 50],
  ['a material with no price of its own', 'member', 'ABS', 100 * 5 + 40 + 50],
  ['a material that nobody named', 'member', null, 100 * 5 + 40 + 50],
  ['a visitor has a tariff of their own', 'visitor', 'PLA', 100 * 10 + 100 + 50],
] as const)('%s', (_name, role, material, cents) =>
  expect(quotePrint(list, { role, plan: '' }, { ...print, material })?.cents).toBe(cents),
)

test('cents are whole, rounded once at the end', () => {
  const { cents } = quotePrint(list, { role: 'member', plan: '' }, { grams: 0.125, seconds: 45, material: 'PLA' }) ?? {}
  expect(cents).toBe(Math.round(0.5 + 0.5 + 50))
})

test('staff pay the usual price where no tariff names them', () =>
  expect(tariffFor(list, { role: 'staff', plan: '' })).toBe(usual))

test.each([
  ['a plan has the tariff of its name, however it is spelt', { role: 'member', plan: 'étudiant ' }, 'Étudiant'],
  ['a plan comes before a role', { role: 'visitor', plan: 'Étudiant' }, 'Étudiant'],
  ['a plan without a tariff of its name leaves the role', { role: 'visitor', plan: 'Entreprise' }, 'Passage'],
  ['no plan is not the plan of the usual tariff, which has no name', { role: 'visitor', plan: '' }, 'Passage'],
])('%s', (_name, payer, tariff) =>
  expect(tariffFor({ tariffs: [usual, visitors, { ...usual, name: 'Étudiant' }] }, payer)?.name).toBe(tariff),
)

test('the materials to choose from are named once', () =>
  expect(materialsIn({ tariffs: [usual, { ...usual, materials: [{ name: 'pla', gram: 1 }] }] })).toEqual([
    'PLA',
    'PETG',
  ]))
