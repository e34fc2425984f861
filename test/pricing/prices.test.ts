import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Tariff } from '#backend/pricing/price.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const usual: Tariff = { name: '', roles: [], gram: 5, materials: [], hour: 40, start: 0, slotHour: [] }
const withPla = (gram: number): Tariff => ({ ...usual, materials: [{ name: 'PLA', gram }] })

async function setPrices(person: Person, tariffs: Tariff[], from: string | null = null) {
  const { version } = (await person.call('get', '/api/prices')).body
  return person.call('put', '/api/prices', { tariffs, from, version })
}

/** A draft with a printer: G-code is checked, and quoted, in the background. */
async function quoted(lab: TestLab, maker: Person, machineId: string, material = 'PLA') {
  const bytes = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
  const { uploadId } = await upload(lab.server, maker, 'cube.gcode', bytes)
  const { id } = (await maker.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
  await maker.call('patch', `/api/print-jobs/${id}`, { material })
  const read = async () => (await maker.call('patch', `/api/print-jobs/${id}`, { machineId })).body
  let job = await read()
  for (let tries = 0; tries < 200 && !job.quote; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    job = (await maker.call('get', `/api/print-jobs/${id}`)).body
  }
  return job
}

test('the price of PLA changes: a quote that was given keeps its own, a new one takes the new', async () => {
  const lab = await testLab()
  const [staff, maker] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['printer'] })]
  const printer = await lab.printer()
  await setPrices(staff, [withPla(10)])
  const old = await quoted(lab, maker, printer)
  expect(old.quote).toMatchObject({ centsPerGram: 10, material: 'PLA' })
  lab.clock.now += 1
  await setPrices(staff, [withPla(20)])
  const again = (await maker.call('get', `/api/print-jobs/${old.id}`)).body
  expect(again.quote).toEqual(old.quote)
  expect((await quoted(lab, maker, printer)).quote).toMatchObject({ centsPerGram: 20 })
})

test('whoever has a plan pays by the tariff of its name, books within its quota, and is told so; it can be taken back', async () => {
  const lab = await testLab()
  const [staff, maker] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['laser'] })]
  const laser = await lab.machine('LASER')
  const slotHour = [{ kind: 'laser' as const, cents: 1000 }]
  const student = { ...usual, name: 'Étudiant', slotHour: [{ kind: 'laser' as const, cents: 200 }] }
  await setPrices(staff, [{ ...usual, slotHour }, student])
  const price = async () => {
    const slot = { machineId: laser, start: noon + hours(1), end: noon + hours(2) }
    return (await maker.call('post', '/api/bookings/explanations', slot)).body
  }
  expect((await price()).cents).toBe(1000)

  const file = (await staff.call('get', `/api/members/${maker.id}`)).body
  const edit = { plan: 'étudiant', version: file.version }
  const { body } = await staff.call('patch', `/api/members/${maker.id}`, edit)
  expect(body.file.member.plan).toBe('étudiant')
  expect((await maker.call('patch', `/api/members/${maker.id}`, edit)).status).toBe(403)
  expect((await staff.call('get', '/api/plans')).body).toEqual(['Étudiant'])
  expect((await price()).cents).toBe(200)

  const quota = { most: 1, of: 'hours', window: 'week', over: 'machine', who: { kind: 'plan', plan: 'Étudiant' } }
  const rules = (await staff.call('get', '/api/booking-rules')).body
  const stated = { scope: 'lab', about: '', rules: { quotas: [quota] }, version: rules.version }
  expect((await staff.call('put', '/api/booking-rules', stated)).status).toBe(200)
  const long = { machineId: laser, start: noon + hours(1), end: noon + hours(3) }
  const refused = await maker.call('post', '/api/bookings', long)
  expect(refused.body).toMatchObject({ code: 'booking.quota' })
  expect(refused.body.sentence).toContain('Votre formule donne au plus 1\u00a0h par semaine')

  await staff.call('post', `/api/changes/${body.change.id}/undo`)
  expect((await price()).cents).toBe(1000)
  expect((await maker.call('post', '/api/bookings', long)).status).toBe(200)
})

test('another material is another price, at once', async () => {
  const lab = await testLab()
  const [staff, maker] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['printer'] })]
  await setPrices(staff, [
    {
      ...usual,
      materials: [
        { name: 'PLA', gram: 5 },
        { name: 'PETG', gram: 9 },
      ],
    },
  ])
  const job = await quoted(lab, maker, await lab.printer())
  const changed = (await maker.call('patch', `/api/print-jobs/${job.id}`, { material: 'PETG' })).body
  expect(changed.quote).toMatchObject({ centsPerGram: 9, material: 'PETG', grams: job.quote.grams })
})

test('prices of a day to come wait for its first minute, in the lab’s own time', async () => {
  const lab = await testLab()
  const [staff, maker] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['printer'] })]
  const printer = await lab.printer()
  await setPrices(staff, [withPla(8)], '2026-01-06')
  expect((await quoted(lab, maker, printer)).quote.centsPerGram).toBe(5)
  lab.clock.now = Date.UTC(2026, 0, 5, 22, 59, 59)
  expect((await quoted(lab, maker, printer)).quote.centsPerGram).toBe(5)
  lab.clock.now = Date.UTC(2026, 0, 5, 23)
  expect((await quoted(lab, maker, printer)).quote.centsPerGram).toBe(8)
  expect((await setPrices(staff, [usual], '2026-01-05')).body.code).toBe('pricing.in-the-past')
})

test('wrong prices are taken back, row by row', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const before = await dump(lab.db)
  const { body } = await setPrices(staff, [withPla(500)])
  expect(body.versions).toHaveLength(2)
  expect((await staff.call('post', `/api/changes/${body.change.id}/undo`)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('a visitor’s quote follows their own tariff', async () => {
  const lab = await testLab()
  const [staff, maker] = [await lab.member({ role: 'staff' }), await lab.member({ trained: ['printer'] })]
  await setPrices(staff, [usual, { ...usual, name: 'Membres', roles: ['member'], gram: 2 }])
  expect((await quoted(lab, maker, await lab.printer())).quote.centsPerGram).toBe(2)
})

test('members read prices, and do not set them', async () => {
  const lab = await testLab()
  const maker = await lab.member()
  expect((await setPrices(maker, [usual])).body.code).toBe('auth.forbidden')
  expect((await maker.call('get', '/api/prices')).body.versions[0].tariffs[0]).toEqual(usual)
})

test.each([
  ['a negative price', [{ ...usual, gram: -1 }]],
  ['half a cent', [{ ...usual, gram: 0.5 }]],
  ['no tariff at all', []],
  ['a role that does not exist', [{ ...usual, roles: ['king'] }]],
])('%s is refused', async (_name, tariffs) => {
  const lab = await testLab()
  expect((await setPrices(await lab.member({ role: 'staff' }), tariffs as Tariff[])).status).toBe(422)
})
