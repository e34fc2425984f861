import { expect, test } from 'vitest'
import { tellMember } from '#backend/message/service.ts'
import { testLab } from '../support/lab.ts'
import { mailServer, strangeServer } from '../support/smtp.ts'

const settings = (port: number, more: object = {}) => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  user: 'labo',
  password: 'très secret',
  fromAddress: 'labo@port.example',
  changedAt: null,
  ...more,
})

test('an admin sets the server and tries it; the password never comes back', async () => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  const marc = await lab.member({ role: 'staff' })
  const server = await mailServer({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'labo' && password === 'très secret' ? done(null, { user: 'labo' }) : done(new Error('no')),
  })
  expect((await marc.call('put', '/api/smtp', settings(server.port))).body.code).toBe('auth.forbidden')
  expect((await nora.call('post', '/api/smtp/trial', { to: 'nora@port.example' })).body.code).toBe('mail.not-set-up')

  const { body } = await nora.call('put', '/api/smtp', settings(server.port))
  expect(body.smtp).toMatchObject({ host: '127.0.0.1', user: 'labo', hasPassword: true })
  const told = [body, (await nora.call('get', '/api/smtp')).body, (await marc.call('get', '/api/mails')).body]
  expect(JSON.stringify(told)).not.toContain('secret')

  expect((await nora.call('post', '/api/smtp/trial', { to: 'nora@port.example' })).body).toEqual({
    problem: null,
    detail: '',
  })
  expect((await server.parsed())[0]).toMatchObject({ subject: 'Essai d’envoi\u202f: Fablab' })
})

test('a kept password goes to the server it was given for, and to no other', async () => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  const { body } = await nora.call('put', '/api/smtp', settings(25))
  const { password: _, ...same } = settings(25, { changedAt: body.smtp.changedAt, fromAddress: 'autre@port.example' })
  const kept = await nora.call('put', '/api/smtp', same)
  expect(kept.body.smtp).toMatchObject({ hasPassword: true, fromAddress: 'autre@port.example' })
  const now = { changedAt: kept.body.smtp.changedAt }
  for (const other of [{ host: 'evil.example' }, { port: 26 }, { user: 'other' }])
    expect((await nora.call('put', '/api/smtp', { ...same, ...now, ...other })).body.code).toBe('mail.password-needed')
})

test('two people in the same settings: the second sees that the first has saved', async () => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  const { body } = await nora.call('put', '/api/smtp', settings(25))
  const change = settings(26, { changedAt: body.smtp.changedAt })
  expect((await nora.call('put', '/api/smtp', change)).status).toBe(200)
  expect((await nora.call('put', '/api/smtp', change)).body.code).toBe('mail.settings-changed')
})

test('a trial says in a word what is wrong', async () => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  const silent = await strangeServer(() => undefined)
  await nora.call('put', '/api/smtp', settings(silent.port))
  expect((await nora.call('post', '/api/smtp/trial', { to: 'nora@port.example' })).body.problem).toBe('silent')
})

test.each([
  ['a line break in the name', { user: 'labo\r\nRSET' }],
  ['an address that is two', { fromAddress: 'a@b.example, c@d.example' }],
  ['a sentence for a host', { host: 'mail.example evil' }],
  ['no such port', { port: 70_000 }],
])('%s is refused', async (_what, more) => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  expect((await nora.call('put', '/api/smtp', settings(25, more))).body.code).toBe('input.invalid')
})

test('without a server, what waited is cancelled: it does not leave on the day when there is one again', async () => {
  const lab = await testLab()
  const nora = await lab.member({ role: 'admin' })
  await lab.db.updateTable('member').set({ email: 'nora@port.example' }).execute()
  await nora.call('put', '/api/smtp', settings(25))
  await tellMember(lab.app, lab.db, {
    labId: lab.labId,
    memberId: nora.id,
    kind: 'account',
    facts: { what: 'passphrase_reset', by: 'Marc' },
  })
  expect((await nora.call('delete', '/api/smtp')).body).toEqual({ smtp: null })
  expect((await nora.call('get', '/api/mails')).body).toMatchObject({ isSetUp: false, mails: [{ state: 'cancelled' }] })
})
