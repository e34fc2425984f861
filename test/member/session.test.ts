import request from 'supertest'
import { expect, test } from 'vitest'
import { testLab } from '../support/lab.ts'

const passphrase = 'correct horse battery'
const signIn = (server: object, name: string, secret = passphrase) =>
  request(server as never)
    .post('/api/session')
    .send({ name, passphrase: secret })
const cookieOf = (reply: { headers: Record<string, unknown> }) =>
  String(reply.headers['set-cookie']).split(';')[0] ?? ''

test('a member signs in by name or by e-mail, whatever the capitals and accents', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  await marc.call('post', '/api/members', {
    name: 'Inès',
    email: 'Ines@Example.org',
    passphrase,
    role: 'member',
    language: 'fr',
  })
  for (const login of ['Inès', 'ines', ' INÈS ', 'ines@example.org'])
    expect((await signIn(lab.server, login)).status).toBe(200)
})

test('a wrong passphrase and an unknown name get the same answer', async () => {
  const lab = await testLab()
  const { name } = await lab.member()
  const [wrong, unknown] = [await signIn(lab.server, name, 'not this one'), await signIn(lab.server, 'nobody')]
  expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body])
  expect(wrong.body.code).toBe('auth.wrong-passphrase')
})

test('the cookie is out of reach of scripts, and only its hash is stored', async () => {
  const lab = await testLab()
  const { name } = await lab.member()
  const reply = await signIn(lab.server, name)
  expect(String(reply.headers['set-cookie'])).toMatch(/^session=[\w-]{43}; .*HttpOnly.*SameSite=Lax/)
  const token = cookieOf(reply).slice('session='.length)
  const rows = await lab.db.selectFrom('session').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('a session planted before the sign-in is worth nothing after it', async () => {
  const lab = await testLab()
  const { name } = await lab.member()
  const planted = `session=${'x'.repeat(43)}`
  const reply = await signIn(lab.server, name).set('cookie', planted)
  expect(cookieOf(reply)).not.toBe(planted)
  const { body } = await request(lab.server).get('/api/session').set('cookie', planted)
  expect(body.member).toBeNull()
})

test('signing out ends this session only; signing out everywhere ends them all', async () => {
  const lab = await testLab()
  const { name } = await lab.member()
  const [phone, desk] = [cookieOf(await signIn(lab.server, name)), cookieOf(await signIn(lab.server, name))]
  const who = async (cookie: string) =>
    (await request(lab.server).get('/api/session').set('cookie', cookie)).body.member?.name
  await request(lab.server).delete('/api/session').set('cookie', phone)
  expect([await who(phone), await who(desk)]).toEqual([undefined, name])
  const again = cookieOf(await signIn(lab.server, name))
  await request(lab.server).delete('/api/sessions').set('cookie', desk)
  expect([await who(desk), await who(again)]).toEqual([undefined, undefined])
})

test('guessing is slowed down, and says for how long', async () => {
  const lab = await testLab()
  const { name } = await lab.member()
  for (let n = 0; n < 8; n++) await signIn(lab.server, name, `guess number ${n}`)
  const { status, body } = await signIn(lab.server, name)
  expect([status, body.code]).toEqual([429, 'auth.too-many-tries'])
  expect(body.sentence).toMatch(/Réessayez dans \d+/)
  const other = await lab.member()
  expect((await signIn(lab.server, other.name)).status).toBe(200)
})

test('nobody gives a role above their own, and a name that sounds the same is taken', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  const add = (name: string, role: string) =>
    marc.call('post', '/api/members', { name, passphrase, role, language: 'fr' })
  expect((await add('Chef', 'admin')).body.code).toBe('auth.forbidden')
  expect((await add('MÀRC', 'member')).body.code).toBe('member.name-taken')
})

test('spelling the same name otherwise gives no further tries', async () => {
  const lab = await testLab()
  await lab.member({ name: 'Marc' })
  const tries = ['Marc', 'MARC', 'Márc', 'Mârc', 'm\u0301arc', ' marc', 'marc ', 'märc', 'Març']
  const answers = []
  for (const name of tries) answers.push((await signIn(lab.server, name, 'not this one')).status)
  expect(answers.at(-1)).toBe(429)
})

test.each([{ toString: 1 }, ['a'], null, 3])('a name that is none is refused, not broken: %j', async (name) => {
  const lab = await testLab()
  const reply = await request(lab.server).post('/api/session').send({ name, passphrase })
  expect(reply.status).toBe(422)
})

test('words in signs that nobody reads are refused, not broken', async () => {
  const lab = await testLab()
  const reply = await request(lab.server)
    .post('/api/session')
    .set('content-type', 'application/json; charset=martian')
    .send('{}')
  expect([reply.status, reply.body.code]).toEqual([400, 'input.not-json'])
})

test.each([
  '/api/machines/%zz',
  '/api/print-jobs/%00',
  '/api/print-jobs/by-upload/..%2f..%2fetabli',
  '/api/bridge/files/..%2f..%2fbridge-token',
  `/api/machines/${'x'.repeat(5000)}`,
])('an address that makes no sense is refused: %s', async (path) => {
  const lab = await testLab()
  const reply = await (await lab.member({ role: 'admin' })).call('get', path)
  expect([400, 401, 404]).toContain(reply.status)
  expect(reply.body.sentence).toMatch(/\S/)
})
