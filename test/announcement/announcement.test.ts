import request from 'supertest'
import { expect, test } from 'vitest'
import { sendDueMails } from '#backend/mail/service.ts'
import { remind } from '#backend/reminder/service.ts'
import { dump } from '../support/dump.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { mailServer, mailTo } from '../support/smtp.ts'

const closed = { fr: 'Fermé jeudi.', en: '', startsAt: noon, endsAt: noon + hours(24), byMail: false }

async function withMembers(lab: TestLab) {
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  const [ines, karim, lea] = [
    await lab.member({ name: 'Inès' }),
    await lab.member({ name: 'Karim' }),
    await lab.member({ name: 'Léa' }),
  ]
  for (const { id, name } of [ines, karim])
    await lab.db
      .updateTable('member')
      .set({ email: `${name === 'Inès' ? 'ines' : 'karim'}@maker.example` })
      .where('id', '=', id)
      .execute()
  return { marc, ines, karim, lea }
}

test('staff announce, change, end and take it back; phones and screens hear of each', async () => {
  const lab = await testLab()
  const { marc, ines } = await withMembers(lab)
  const asked = await request(lab.server).post('/api/screens/pairing').send({ kind: 'wall' })
  await marc.call('post', '/api/screens', { code: asked.body.code, name: 'Mur' })
  const cookie = String(asked.headers['set-cookie']).split(';')[0] ?? ''
  const onWall = async () => (await request(lab.server).get('/api/announcements').set('cookie', cookie)).body
  const heard = () => lab.published.filter(([event]) => event === 'lab:changed').length
  const undo = (id: string) => marc.call('post', `/api/changes/${id}/undo`, {})

  expect((await ines.call('post', '/api/announcements', closed)).body.code).toBe('auth.forbidden')
  const before = heard()
  const made = (await marc.call('post', '/api/announcements', closed)).body
  const [{ id, version }] = made.announcements
  expect(await onWall()).toMatchObject([{ fr: 'Fermé jeudi.' }])
  expect((await ines.call('get', '/api/announcements')).body).toHaveLength(1)

  const change = { ...closed, en: 'Closed on Thursday.', version }
  const changed = (await marc.call('put', `/api/announcements/${id}`, change)).body
  expect(changed.announcements).toMatchObject([{ en: 'Closed on Thursday.' }])
  const late = await marc.call('put', `/api/announcements/${id}`, { ...change, fr: 'Autre chose' })
  expect(late.body).toMatchObject({ code: 'change.overtaken', detail: { who: 'Marc' } })

  const ended = (await marc.call('post', `/api/announcements/${id}/end`)).body
  expect(await onWall()).toEqual([])
  await undo(ended.change.id)
  expect(await onWall()).toHaveLength(1)
  await undo(changed.change.id)
  expect(await onWall()).toMatchObject([{ en: '' }])
  expect(heard() - before).toBe(5)
  lab.clock.now += hours(24)
  expect(await onWall()).toEqual([])
  expect((await marc.call('get', '/api/announcements/all')).body).toHaveLength(1)
  await undo(made.change.id)
  expect((await marc.call('get', '/api/announcements/all')).body).toEqual([])
})

test.each([
  ['nothing to say', { fr: ' ', en: '' }],
  ['an end before the start', { endsAt: noon - 1 }],
  ['more than a sentence', { fr: 'x'.repeat(201) }],
  ['a second line', { fr: 'Fermé\r\nBcc: x@evil.example' }],
])('%s is refused', async (_what, more) => {
  const lab = await testLab()
  const { marc } = await withMembers(lab)
  expect((await marc.call('post', '/api/announcements', { ...closed, ...more })).body.code).toBe('input.invalid')
})

test('it is mailed a minute later, once, to those who have an address and want it', async () => {
  const lab = await testLab()
  const { marc, karim } = await withMembers(lab)
  const server = await mailServer()
  await mailTo(lab, server.port)
  await karim.call('put', '/api/messages/preferences', { kind: 'announcement', channel: 'mail', on: false })
  await marc.call('post', '/api/announcements', { ...closed, byMail: true })
  await remind(lab.app)
  await sendDueMails(lab.app)
  expect(server.received, 'there is time to take it back').toEqual([])
  lab.clock.now += 60_000
  await Promise.all([remind(lab.app), remind(lab.app)])
  await sendDueMails(lab.app)
  lab.clock.now += hours(1)
  await remind(lab.app)
  await sendDueMails(lab.app)
  expect(server.received.map(({ to }) => to)).toEqual([['ines@maker.example']])
  expect((await server.parsed())[0]).toMatchObject({ subject: 'Annonce du labo' })
  expect((await server.parsed())[0]!.text).toContain('Fermé jeudi.')
})

test('what was taken back within the minute, or lies in the future, is not mailed', async () => {
  const lab = await testLab()
  const { marc } = await withMembers(lab)
  await mailTo(lab, 1)
  const { body } = await marc.call('post', '/api/announcements', { ...closed, byMail: true })
  await marc.call('post', '/api/announcements', { ...closed, byMail: true, startsAt: noon + hours(5) })
  await marc.call('post', `/api/changes/${body.change.id}/undo`, {})
  lab.clock.now += hours(4)
  await remind(lab.app)
  const mails = () => lab.db.selectFrom('mail').selectAll().execute()
  expect(await mails()).toHaveLength(0)
  lab.clock.now += hours(1)
  await remind(lab.app)
  expect(await mails()).toHaveLength(2)
})

test('made, changed or ended by mistake: each is taken back, and no row is lost', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const undone = async (act: () => Promise<{ body: { change: { id: string } } }>) => {
    const before = await dump(lab.db)
    const { change } = (await act()).body
    expect(await dump(lab.db)).not.toEqual(before)
    expect((await marc.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
    expect(await dump(lab.db)).toEqual(before)
  }
  await undone(() => marc.call('post', '/api/announcements', closed))
  const [{ id }] = (await marc.call('post', '/api/announcements', closed)).body.announcements
  const latest = async () => (await marc.call('get', '/api/announcements/all')).body[0].version as string
  const wanted = { ...closed, fr: 'Fermé vendredi.', version: await latest() }
  await undone(() => marc.call('put', `/api/announcements/${id}`, wanted))
  await undone(() => marc.call('post', `/api/announcements/${id}/end`))
})
