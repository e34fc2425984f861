import { expect, test } from 'vitest'
import type { Message, Preferences } from '#backend/message/schema.ts'
import { tellMember } from '#backend/message/service.ts'
import { forgetRemoved } from '#backend/account/service.ts'
import { sendDueMails } from '#backend/mail/service.ts'
import { remind } from '#backend/reminder/service.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { mailTo } from '../support/smtp.ts'

type Person = Awaited<ReturnType<TestLab['member']>>
const inbox = async (person: Person): Promise<Message[]> => (await person.call('get', '/api/messages')).body
const kindsOf = async (person: Person) => (await inbox(person)).map(({ kind }) => kind)
const unread = async (person: Person): Promise<number> => (await person.call('get', '/api/messages/unread')).body.unread
const address = (lab: TestLab, { id }: Person) =>
  lab.db
    .updateTable('member')
    .set({ email: `${id.slice(0, 8).replace(/\W/g, 'x')}@maker.example` })
    .where('id', '=', id)
    .execute()
const mailed = async (lab: TestLab) => (await lab.db.selectFrom('mail').selectAll().execute()).map(({ kind }) => kind)

const ready = (lab: TestLab, { id }: Person, once?: string) =>
  tellMember(lab.app, lab.db, {
    labId: lab.labId,
    memberId: id,
    kind: 'job_ready',
    facts: { jobId: 'j', title: 'Vase', code: 'K72F' },
    ...(once && { once }),
  })

test('a member sees their own messages and nobody else’s, and marks only those as read', async () => {
  const lab = await testLab()
  const [ines, karim] = [await lab.member(), await lab.member({ role: 'admin' })]
  await ready(lab, ines)
  await ready(lab, ines)
  const [first] = await inbox(ines)
  expect(first).toMatchObject({
    kind: 'job_ready',
    isRead: false,
    goTo: '/jobs/j',
    words: { fr: { title: 'À retirer\u202f: Vase' }, en: { title: 'To collect: Vase' } },
  })
  expect(await inbox(karim)).toEqual([])
  await karim.call('post', '/api/messages/read', { ids: [first!.id] })
  await karim.call('post', '/api/messages/read', {})
  expect(await unread(ines)).toBe(2)
  expect((await ines.call('post', '/api/messages/read', { ids: [first!.id] })).body).toEqual({ unread: 1 })
  expect((await ines.call('post', '/api/messages/read', { ids: [] })).body).toEqual({ unread: 1 })
  expect((await ines.call('post', '/api/messages/read', {})).body).toEqual({ unread: 0 })
})

test('only that member hears of it, at once', async () => {
  const lab = await testLab()
  const ines = await lab.member()
  await ready(lab, ines)
  await expect
    .poll(() => lab.published.filter(([event]) => event === 'message:changed'))
    .toEqual([['message:changed', { to: 'member', id: ines.id }, { unread: 1 }]])
})

test('what was told once is not told again, by however many at a time', async () => {
  const lab = await testLab()
  const ines = await lab.member()
  await Promise.all([ready(lab, ines, 'x'), ready(lab, ines, 'x'), ready(lab, ines, 'x')])
  expect(await unread(ines)).toBe(1)
})

test('messages are kept for six months', async () => {
  const lab = await testLab()
  const ines = await lab.member()
  await ready(lab, ines)
  lab.clock.now += hours(24 * 182)
  await remind(lab.app)
  expect(await inbox(ines)).toHaveLength(1)
  lab.clock.now += hours(48)
  await remind(lab.app)
  expect(await inbox(ines)).toHaveLength(0)
})

test('what one books, moves and cancels is noted as read; what the team does to it rings', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  await address(lab, ines)
  await mailTo(lab, 1)
  const { body } = await ines.call('post', '/api/bookings', {
    machineId: laser,
    start: noon + hours(2),
    end: noon + hours(3),
  })
  lab.clock.now++
  await ines.call('patch', `/api/bookings/${body.id}`, { start: noon + hours(3), end: noon + hours(4) })
  expect(await kindsOf(ines)).toEqual(['booking_changed', 'booking_confirmed'])
  expect(await unread(ines)).toBe(0)
  expect(await mailed(lab)).toEqual([])

  lab.clock.now++
  await marc.call('patch', `/api/bookings/${body.id}`, { start: noon + hours(4), end: noon + hours(5) })
  lab.clock.now++
  await marc.call('delete', `/api/bookings/${body.id}`)
  const [cancelled, moved] = await inbox(ines)
  expect(cancelled!.words.fr.text).toBe(
    'Votre réservation de LASER, lun. 5 janv., 16:00\u2009–\u200917:00, est annulée par Marc. Choisissez un autre créneau.',
  )
  expect(moved!.words.en.text).toContain('no longer Mon 5 Jan, 15:00')
  expect(await unread(ines)).toBe(2)
  expect(await mailed(lab)).toEqual(['booking_changed', 'booking_cancelled'])
  expect(await inbox(marc)).toEqual([])
})

test('a booking that is refused tells nobody anything', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(40), end: noon + hours(52) })
  expect(await inbox(ines)).toEqual([])
})

test('preferences are obeyed: no mail where it was unticked, one where it was ticked', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  await address(lab, ines)
  await mailTo(lab, 1)
  const choose = (kind: string, channel: string, on: boolean) =>
    ines.call('put', '/api/messages/preferences', { kind, channel, on })
  await choose('job_ready', 'mail', false)
  const { body } = (await choose('booking_confirmed', 'mail', true)) as { body: Preferences }
  expect(body).toMatchObject({ labMails: true })
  expect(body.kinds.find(({ kind }) => kind === 'job_ready')).toEqual({ kind: 'job_ready', mail: false, kiosk: true })
  await ready(lab, ines)
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(2), end: noon + hours(3) })
  expect(await mailed(lab)).toEqual(['booking_confirmed'])
  expect(await kindsOf(ines)).toEqual(expect.arrayContaining(['booking_confirmed', 'job_ready']))
  expect((await choose('booking_reminder', 'kiosk', true)).body.code).toBe('input.invalid')
  const { body: others } = await (await lab.member()).call('get', '/api/messages/preferences')
  expect(others.kinds.find(({ kind }: { kind: string }) => kind === 'job_ready')).toMatchObject({ mail: true })
})

test('a booking is remembered a day before, once, and not by who has just heard of it', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  const book = (from: number) =>
    ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(from), end: noon + hours(from + 1) })
  await book(48)
  await book(2)
  await remind(lab.app)
  lab.clock.now = noon + hours(23.5)
  await remind(lab.app)
  const reminders = async () => (await kindsOf(ines)).filter((kind) => kind === 'booking_reminder').length
  expect(await reminders()).toBe(0)
  // The lab's computer was off at the very minute.
  lab.clock.now = noon + hours(25)
  await Promise.all([remind(lab.app), remind(lab.app)])
  await remind(lab.app)
  expect(await reminders()).toBe(1)
  const [{ body: list }] = [await ines.call('get', `/api/bookings?from=${noon}&to=${noon + hours(72)}`)]
  const later = list.find(({ start }: { start: number }) => start === noon + hours(48))
  await ines.call('patch', `/api/bookings/${later.id}`, { start: noon + hours(49), end: noon + hours(50) })
  await remind(lab.app)
  expect(await reminders(), 'moved by herself a minute ago').toBe(1)
  await ines.call('delete', `/api/bookings/${later.id}`)
  lab.clock.now = noon + hours(47)
  await remind(lab.app)
  expect(await reminders(), 'cancelled').toBe(1)
})

test('closing days tells whose bookings they hit, and why; taking that back tells them too', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ trained: ['laser'] })
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(24), end: noon + hours(25) })
  const days = { firstDay: '2026-01-06', lastDay: '2026-01-06', reason: 'Grève' }
  lab.clock.now++
  const { body } = await marc.call('post', '/api/closures', { ...days, tell: true })
  lab.clock.now++
  await marc.call('post', `/api/changes/${body.change.id}/undo`)
  const [restored, cancelled] = await inbox(ines)
  expect(cancelled!.words.fr.text).toContain(
    'est annulée par Marc. Raison\u202f: le fablab est fermé (mar. 6 janv.), Grève. Choisissez un autre créneau.',
  )
  expect(restored!.words.fr.title).toBe('Réservation rétablie\u202f: LASER')
  expect(await unread(ines)).toBe(2)
  lab.clock.now++
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(48), end: noon + hours(49) })
  const quiet = { firstDay: '2026-01-07', lastDay: '2026-01-07', reason: '', tell: false }
  const { body: closed } = await marc.call('post', '/api/closures', quiet)
  await marc.call('post', `/api/changes/${closed.change.id}/undo`)
  expect(await unread(ines), 'the team may prefer to say it themselves').toBe(2)
})

test('a membership’s end is told two weeks ahead, once for each end', async () => {
  const lab = await testLab()
  const ines = await lab.member()
  const set = (membershipUntil: string, feeState = 'paid') =>
    lab.db.updateTable('member').set({ membershipUntil, feeState }).where('id', '=', ines.id).execute()
  await set('2026-01-20')
  await remind(lab.app)
  expect(await inbox(ines)).toEqual([])
  lab.clock.now += hours(24)
  await remind(lab.app)
  await remind(lab.app)
  expect(await kindsOf(ines)).toEqual(['membership_ends'])
  expect((await inbox(ines))[0]!.words.fr.text).toContain('valable jusqu’au mardi 20 janvier')
  await set('2026-01-21')
  lab.clock.now += hours(24)
  await remind(lab.app)
  expect(await inbox(ines)).toHaveLength(2)
  await set('2026-01-22', 'to-pay')
  lab.clock.now += hours(24)
  await remind(lab.app)
  expect(await inbox(ines)).toHaveLength(2)
})

test('what the team does to an account is told to its owner', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const ines = await lab.member({ name: 'Inès', trained: ['laser'] })
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  const book = (from: number) =>
    ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(from), end: noon + hours(from + 1) })
  await marc.call('put', `/api/members/${ines.id}/role`, { role: 'volunteer' })
  await book(2)
  await marc.call('delete', `/api/members/${ines.id}/bookings`)
  await book(4)
  await marc.call('delete', `/api/machines/${laser}`)
  const told = (await lab.db.selectFrom('message').selectAll().where('memberId', '=', ines.id).execute()).map(
    ({ kind }) => kind,
  )
  expect(told).toEqual(['account', 'booking_confirmed', 'booking_cancelled', 'booking_confirmed', 'booking_cancelled'])
  expect((await inbox(ines))[0]!.words.fr.title).toBe('Réservation annulée\u202f: LASER')
  await marc.call('post', `/api/members/${ines.id}/passphrase`)
  const last = await lab.db.selectFrom('message').selectAll().where('memberId', '=', ines.id).execute()
  expect(JSON.parse(last.at(-1)!.facts)).toEqual({ what: 'passphrase_reset', by: 'Marc' })
})

test('two accounts that become one keep the messages of both, and taking that back parts them again', async () => {
  const lab = await testLab()
  const [stays, goes] = [await lab.member(), await lab.member()]
  const marc = await lab.member({ role: 'staff' })
  await ready(lab, stays)
  await ready(lab, goes)
  for (const { call } of [stays, goes])
    await call('put', '/api/messages/preferences', { kind: 'job_ready', channel: 'mail', on: false })
  const { body } = await marc.call('post', `/api/members/${stays.id}/merge/${goes.id}`)
  expect(await inbox(stays)).toHaveLength(2)
  expect((await marc.call('post', `/api/changes/${body.change.id}/undo`)).status).toBe(200)
  expect(await inbox(stays)).toHaveLength(1)
  const left = await lab.db.selectFrom('messagePreference').select('memberId').execute()
  expect(left.map(({ memberId }) => memberId).toSorted()).toEqual([stays.id, goes.id].toSorted())
})

test('whoever is gone is written to no more, and forgotten with what they were told', async () => {
  const lab = await testLab()
  const ines = await lab.member()
  const marc = await lab.member({ role: 'staff' })
  await address(lab, ines)
  await mailTo(lab, 1)
  await ready(lab, ines)
  expect((await marc.call('delete', `/api/members/${ines.id}`)).status).toBe(200)
  await ready(lab, ines)
  await sendDueMails(lab.app)
  expect((await lab.db.selectFrom('mail').selectAll().execute()).map(({ state }) => state)).toEqual(['cancelled'])
  lab.clock.now += hours(24 * 31)
  await forgetRemoved(lab.app)
  expect(await lab.db.selectFrom('message').selectAll().execute()).toEqual([])
  expect(await lab.db.selectFrom('mail').selectAll().execute()).toEqual([])
})

test('the password of the mail server is in no export of a person', async () => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  const smtp = {
    host: 'x.example',
    port: 25,
    security: 'none',
    user: 'u',
    password: 'hush-hush',
    fromAddress: 'a@b.example',
  }
  await nora.call('put', '/api/smtp', { ...smtp, changedAt: null })
  const { status, text } = await nora.call('get', `/api/members/${nora.id}/everything`)
  expect([status, text.includes('hush-hush')]).toEqual([200, false])
})
