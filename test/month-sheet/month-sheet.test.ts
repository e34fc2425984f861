import { parse } from 'csv-parse/sync'
import { beforeEach, expect, test } from 'vitest'
import { undoableMs } from '#backend/change/acts.ts'
import { forgetOldChanges } from '#backend/change/service.ts'
import { randomId } from '#backend/io/random.ts'
import { dump } from '../support/dump.ts'
import { hours, testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

let lab: TestLab
let printer: string
let ines: Person
let marc: Person

beforeEach(async () => {
  lab = await testLab()
  printer = await lab.printer()
  ines = await lab.member({ name: 'Inès', trained: ['laser', 'printer'] })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
})

const at = (text: string): number => Date.parse(`${text}Z`)

type Printed = {
  owner?: Person
  endedAt: number
  outcome?: string
  state?: string
  cents?: number
  material?: string | null
  jobId?: string
  attempt?: number
  payer?: string | null
}

/** A run as the bridge left it, and its job. */
async function printed({
  owner = ines,
  endedAt,
  outcome = 'completed',
  state = 'collected',
  cents = 320,
  material = 'PLA',
  jobId = randomId(),
  attempt = 1,
  payer = null,
}: Printed): Promise<string> {
  const { db, labId } = lab
  const quote = { cents, grams: 42.5, seconds: 9_000, material, centsPerGram: 5, centsPerHour: 40, priceListId: 'p' }
  const job = {
    id: jobId,
    labId,
    code: 'K7F2',
    ownerId: owner.id,
    title: 'pièce',
    state,
    since: endedAt,
    createdAt: endedAt - hours(5),
    uploadId: randomId(),
    source: 'gcode',
    fileName: 'a.gcode',
    fileBytes: 1,
    fileSha256: 'f',
    machineId: printer,
    slicing: 'none',
    gateReasons: '[]',
    quote: JSON.stringify(quote),
    note: '',
    payerOrganizationId: payer,
  }
  if (attempt === 1)
    await db
      .insertInto('printJob')
      .values(job as never)
      .execute()
  const run = {
    id: randomId(),
    labId,
    jobId,
    machineId: printer,
    attempt,
    state: 'ended',
    outcome,
    gcodeSha256: 'f',
    claimedAt: endedAt - hours(3),
    endedAt,
    linesAcked: 1,
    linesTotal: 1,
    resends: 0,
    tookBed: 1,
    incidents: 0,
  }
  await db
    .insertInto('run')
    .values(run as never)
    .execute()
  return jobId
}

const sheet = async (month?: string, who = marc) =>
  (await who.call('get', `/api/month-sheet${month ? `?month=${month}` : ''}`)).body

test('a print belongs to the month in which it ended, by the lab’s clock: also over midnight, also where clocks change', async () => {
  await printed({ endedAt: at('2026-03-31T21:59:59'), cents: 100 }) // 23:59:59, summer time
  await printed({ endedAt: at('2026-03-31T22:00'), cents: 10 }) // midnight: April
  await printed({ endedAt: at('2026-10-31T22:59:59'), cents: 200 }) // 23:59:59, winter time again
  await printed({ endedAt: at('2026-10-31T23:00'), cents: 20 })
  expect((await sheet('2026-03')).total.cents).toBe(100)
  expect((await sheet('2026-04')).total.cents).toBe(10)
  expect((await sheet('2026-10')).total.cents).toBe(200)
  expect((await sheet('2026-11')).total.cents).toBe(20)
})

test('what failed costs nothing: stopped, broken, or a part that was no good; a job that was printed again counts once', async () => {
  const january = at('2026-01-04T10:00')
  await printed({ endedAt: january, outcome: 'cancelled', state: 'cancelled' })
  await printed({ endedAt: january, outcome: 'interrupted', state: 'failed' })
  await printed({ endedAt: january, outcome: 'completed', state: 'failed' })
  const again = await printed({ endedAt: january, outcome: 'completed', state: 'awaiting_pickup', cents: 500 })
  await printed({ endedAt: january + hours(5), jobId: again, attempt: 2, state: 'awaiting_pickup' })
  expect((await sheet('2026-01')).lines).toMatchObject([{ payer: { name: 'Inès' }, prints: 1, cents: 500 }])
})

test('the price is the one that was quoted, whatever the list says later', async () => {
  await printed({ endedAt: at('2026-01-04T10:00'), cents: 320 })
  const { body: prices } = await marc.call('get', '/api/prices')
  const [{ tariffs }] = prices.versions
  const dearer = [{ ...tariffs[0], gram: 9_999 }]
  await marc.call('put', '/api/prices', { tariffs: dearer, from: null, version: prices.version })
  expect((await sheet('2026-01')).total).toMatchObject({
    cents: 320,
    prints: 1,
    printSeconds: 9_000,
    materials: [{ material: 'PLA', grams: 42.5 }],
  })
})

test('booked hours count once they are over, at the price of the day on which they were booked', async () => {
  const laser = await lab.machine('LASER')
  const { body: prices } = await marc.call('get', '/api/prices')
  const [{ tariffs }] = prices.versions
  const priced = [{ ...tariffs[0], slotHour: [{ kind: 'laser', cents: 600 }] }]
  await marc.call('put', '/api/prices', { tariffs: priced, from: null, version: prices.version })
  const start = lab.clock.now + hours(1)
  const booked = await ines.call('post', '/api/bookings', { machineId: laser, start, end: start + hours(1.5) })
  expect(booked.status).toBe(200)
  const { version } = (await marc.call('get', '/api/prices')).body
  lab.clock.now += 1
  await marc.call('put', '/api/prices', { tariffs, from: null, version })
  expect((await sheet()).lines).toEqual([])
  lab.clock.now = start + hours(2)
  expect((await sheet()).lines).toMatchObject([
    { prints: 0, slots: [{ machine: 'LASER', seconds: 5_400 }], slotCents: 900, cents: 900 },
  ])
})

test('an organization pays for its people, on one line', async () => {
  const karim = await lab.member({ name: 'Karim' })
  const id = randomId()
  const organization = {
    id,
    labId: lab.labId,
    kind: 'school',
    name: 'Collège Diderot',
    nameKey: 'college diderot',
    contact: '',
    note: '',
    createdAt: 0,
    removedAt: null,
  }
  await lab.db.insertInto('organization').values(organization).execute()
  await lab.db.updateTable('member').set({ organizationId: id }).where('id', 'in', [ines.id, karim.id]).execute()
  await printed({ endedAt: at('2026-01-04T10:00'), cents: 300, payer: id })
  await printed({ endedAt: at('2026-01-04T11:00'), cents: 200, owner: karim, payer: id })
  await printed({ endedAt: at('2026-01-04T12:00'), cents: 50, owner: marc })
  expect((await sheet('2026-01')).lines).toMatchObject([
    { payer: { kind: 'organization', name: 'Collège Diderot' }, prints: 2, cents: 500 },
    { payer: { kind: 'member', name: 'Marc' }, cents: 50 },
  ])
  const settled = await marc.call('post', '/api/settlements', { month: '2026-01', kind: 'organization', id, how: '' })
  expect(settled.status).toBe(200)
  expect(await sheet('2026-01')).toMatchObject({ settledCents: 500, total: { cents: 550 } })
})

test('who joins an organization, or gets another role, takes no past along: what was booked before stays theirs', async () => {
  const laser = await lab.machine('LASER')
  const { body: prices } = await marc.call('get', '/api/prices')
  const [{ tariffs }] = prices.versions
  const usual = { ...tariffs[0], slotHour: [{ kind: 'laser', cents: 600 }] }
  const free = { ...usual, name: 'Équipe', roles: ['staff'], slotHour: [] }
  await marc.call('put', '/api/prices', { tariffs: [usual, free], from: null, version: prices.version })
  const start = lab.clock.now + hours(1)
  const slot = (from: number) => ({ machineId: laser, start: from, end: from + hours(1) })
  expect((await ines.call('post', '/api/bookings', slot(start))).status).toBe(200)
  const added = await marc.call('post', '/api/organizations', {
    kind: 'company',
    name: 'Atelier Nord',
    contact: '',
    note: '',
  })
  const { id } = added.body.organization
  await lab.db.updateTable('member').set({ organizationId: id, role: 'staff' }).where('id', '=', ines.id).execute()
  expect((await ines.call('post', '/api/bookings', slot(start + hours(2)))).status).toBe(200)
  lab.clock.now = start + hours(4)
  expect((await sheet()).lines).toMatchObject([
    { payer: { kind: 'organization', name: 'Atelier Nord' }, cents: 0 },
    { payer: { kind: 'member', name: 'Inès' }, cents: 600 },
  ])
})

test('a job that is sent is paid by the organization of that day', async () => {
  const id = await printed({ endedAt: at('2026-01-04T10:00'), state: 'draft' })
  const organization = { kind: 'school', name: 'Collège Diderot', nameKey: 'college diderot', contact: '', note: '' }
  await lab.db
    .insertInto('organization')
    .values({ id: 'o', labId: lab.labId, ...organization, createdAt: 0, removedAt: null })
    .execute()
  await lab.db.updateTable('member').set({ organizationId: 'o' }).where('id', '=', ines.id).execute()
  await lab.db.updateTable('printJob').set({ gcodeSha256: 'f', verdict: 'safe' }).where('id', '=', id).execute()
  expect((await ines.call('post', `/api/print-jobs/${id}/actions`, { action: 'submit' })).status).toBe(200)
  const job = await lab.db.selectFrom('printJob').select('payerOrganizationId').where('id', '=', id).executeTakeFirst()
  expect(job?.payerOrganizationId).toBe('o')
})

test('a month is noted as paid, once; the note can be taken away, and both can be taken back', async () => {
  await printed({ endedAt: at('2026-01-04T10:00') })
  const before = await dump(lab.db)
  const body = { month: '2026-01', kind: 'member', id: ines.id, how: 'espèces' }
  const noted = (await marc.call('post', '/api/settlements', body)).body
  expect((await sheet('2026-01')).lines[0].settled).toMatchObject({ by: 'Marc', how: 'espèces', at: lab.clock.now })
  expect((await marc.call('post', '/api/settlements', body)).body.code).toBe('month-sheet.settled')
  expect((await sheet('2026-02')).lines).toEqual([])
  await marc.call('post', `/api/changes/${noted.change.id}/undo`)
  expect(await dump(lab.db)).toEqual(before)

  const again = (await marc.call('post', '/api/settlements', body)).body
  const there = await dump(lab.db)
  const away = (await marc.call('delete', `/api/settlements/${again.settled.id}`)).body
  expect((await sheet('2026-01')).lines[0].settled).toBeNull()
  await marc.call('post', `/api/changes/${away.change.id}/undo`)
  expect(await dump(lab.db)).toEqual(there)
})

test('the spreadsheet opens in French: semicolons, commas, and no name that is run as a formula', async () => {
  const trap = await lab.member({ name: '=1+1; "Ève"' })
  await printed({ endedAt: at('2026-01-04T10:00'), cents: 1_250, owner: trap })
  await printed({ endedAt: at('2026-01-05T10:00'), cents: 320, material: null })
  const answer = await marc.call('get', '/api/month-sheet.csv?month=2026-01&language=fr')
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(answer.text.startsWith('\ufeff')).toBe(true)
  const rows: Record<string, string>[] = parse(answer.text, { bom: true, delimiter: ';', columns: true })
  expect(rows).toMatchObject([
    { Pour: '\'=1+1; "Ève"', Total: '12,50', 'Détail des matières': 'PLA 42,5' },
    { Pour: 'Inès', 'Heures d’impression': '2,50', 'Détail des matières': 'sans précision 42,5' },
    { Pour: 'Total', Impressions: '2', Total: '15,70' },
  ])
  const english = await marc.call('get', '/api/month-sheet.csv?month=2026-01&language=en')
  expect(english.text).toContain('12.50')
})

test('the sheet is for staff; a member reads their own month and nobody else’s', async () => {
  await printed({ endedAt: lab.clock.now - hours(1), cents: 320 })
  await printed({ endedAt: lab.clock.now - hours(1), cents: 999, owner: marc })
  expect((await ines.call('get', '/api/month-sheet')).body.code).toBe('auth.forbidden')
  const { body } = await ines.call('get', '/api/month-sheet/mine')
  expect(body).toMatchObject({ month: '2026-01', consumed: { cents: 320, prints: 1 }, settled: null })
})

test('what a member pays, and how, is told to the office alone, and not for ever', async () => {
  const lab = await testLab()
  const [staff, volunteer] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'volunteer' })]
  const ines = await lab.member({ name: 'Inès Traçable' })
  const note = { month: '2025-12', kind: 'member', id: ines.id, how: 'aide sociale' }
  await staff.call('post', '/api/settlements', note)
  expect((await staff.call('get', '/api/changes')).text).toContain('aide sociale')
  expect((await volunteer.call('get', '/api/changes')).body).toEqual([])
  lab.clock.now += undoableMs + 1
  await forgetOldChanges(lab.app)
  expect(JSON.stringify(await lab.db.selectFrom('change').selectAll().execute())).not.toContain('Traçable')
})
