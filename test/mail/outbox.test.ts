import { beforeEach, describe, expect, test } from 'vitest'
import type { MailProblem } from '#backend/mail/problem.ts'
import { sendDueMails } from '#backend/mail/service.ts'
import { tellMember } from '#backend/message/service.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { mailServer, mailTo, strangeServer, upTo } from '../support/smtp.ts'

let lab: TestLab
let ines: Awaited<ReturnType<TestLab['member']>>

beforeEach(async () => {
  lab = await testLab()
  ines = await lab.member({ name: 'Inès' })
  await lab.db.updateTable('member').set({ email: 'ines@maker.example' }).where('id', '=', ines.id).execute()
})

const facts = { jobId: 'abc', title: 'Étagère à épices n° 7', code: 'K72F' }
const tell = (memberId = ines.id, more: { title?: string; once?: string } = {}) =>
  lab.db.transaction().execute((tx) =>
    tellMember(lab.app, tx, {
      labId: lab.labId,
      memberId,
      kind: 'job_ready',
      facts: { ...facts, ...(more.title && { title: more.title }) },
      ...(more.once && { once: more.once }),
    }),
  )
const mails = () => lab.db.selectFrom('mail').selectAll().orderBy('createdAt').execute()
const onlyMail = async () => (await mails())[0]!
const minutes = (ms: number) => (ms - lab.clock.now) / 60_000

test('a mail says what happened, in the member’s language, with its accents, and where to go', async () => {
  const server = await mailServer()
  await mailTo(lab, server.port)
  await tell()
  await sendDueMails(lab.app)
  const [mail] = await server.parsed()
  expect(mail).toMatchObject({
    subject: 'À retirer\u202f: Étagère à épices n° 7',
    from: { name: 'Fablab', address: 'labo@port.example' },
    to: [{ name: 'Inès', address: 'ines@maker.example' }],
  })
  expect(mail!.text).toContain('Bonjour Inès,')
  expect(mail!.text).toContain('Son code de retrait\u202f: K72F.')
  expect(mail!.text).toContain('http://localhost:3000/jobs/abc')
  expect(mail!.text).toContain('http://localhost:3000/account/messages')
  expect(mail!.html).toBeUndefined()
  expect(await onlyMail()).toMatchObject({ state: 'sent', attempts: 1, problem: null })
})

test('a lab without a mail server, and a member without an address, miss nothing but the mail', async () => {
  await tell()
  const server = await mailServer()
  await mailTo(lab, server.port)
  const karim = await lab.member({ name: 'Karim' })
  await tell(karim.id)
  await sendDueMails(lab.app)
  expect(server.received).toEqual([])
  expect(await mails()).toEqual([])
  expect((await karim.call('get', '/api/messages')).body).toHaveLength(1)
  expect((await ines.call('get', '/api/messages')).body).toHaveLength(1)
})

test('what is rolled back is neither said nor mailed', async () => {
  await mailTo(lab, 1)
  const broken = lab.db.transaction().execute(async (tx) => {
    await tellMember(lab.app, tx, { labId: lab.labId, memberId: ines.id, kind: 'job_ready', facts })
    throw new Error('the act itself failed')
  })
  await expect(broken).rejects.toThrow()
  expect(await mails()).toEqual([])
  expect((await ines.call('get', '/api/messages')).body).toEqual([])
  expect(lab.published.filter(([event]) => event === 'message:changed')).toEqual([])
})

const refusesWith = (code: number) => ({
  onRcptTo: (_address: unknown, _session: unknown, done: (error?: Error) => void) =>
    done(Object.assign(new Error('no such person'), { responseCode: code })),
})

test('a refused address (550) is not tried again; the reason is kept in words', async () => {
  const server = await mailServer(refusesWith(550))
  await mailTo(lab, server.port)
  await tell()
  await sendDueMails(lab.app)
  expect(await onlyMail()).toMatchObject({ state: 'failed', problem: 'address-refused', attempts: 1 })
  expect((await onlyMail()).detail).toContain('no such person')
})

test('a server that is busy (450) is asked again after 1, 5 and 30 minutes, 2 and 12 hours; then it is given up', async () => {
  const server = await mailServer(refusesWith(450))
  await mailTo(lab, server.port)
  await tell()
  const waits: number[] = []
  for (let round = 0; round < 5; round++) {
    await sendDueMails(lab.app)
    const mail = await onlyMail()
    expect(mail).toMatchObject({ state: 'waiting', problem: 'not-now', attempts: round + 1 })
    waits.push(minutes(mail.nextAt))
    lab.clock.now = mail.nextAt - 1
    await sendDueMails(lab.app)
    expect((await onlyMail()).attempts).toBe(round + 1)
    lab.clock.now = mail.nextAt
  }
  expect(waits).toEqual([1, 5, 30, 120, 720])
  await sendDueMails(lab.app)
  expect(await onlyMail()).toMatchObject({ state: 'failed', problem: 'not-now', attempts: 6 })
})

describe('whatever a server does, the mail waits for its next try', () => {
  test.each<[string, MailProblem, Parameters<typeof strangeServer>[0]]>([
    ['hangs after the connection', 'silent', () => undefined],
    ['hangs after its greeting', 'silent', upTo('EHLO', () => undefined)],
    ['hangs once it has the whole mail', 'silent', upTo('.', () => undefined)],
    ['answers rubbish', 'garbled', (socket) => socket.write('\u0000\u0001 HTTP/1.1 400 what\r\n\r\n')],
    ['answers rubbish to the mail', 'garbled', upTo('DATA', (socket) => socket.write('yes of course\r\n'))],
    ['closes at once', 'garbled', (socket) => socket.end()],
    ['closes in the middle', 'garbled', upTo('RCPT', (socket) => socket.destroy())],
    ['greets with 554', 'turned-away', (socket) => socket.write('554 go away\r\n')],
    ['refuses the sender', 'sender-refused', upTo('MAIL', (socket) => socket.write('553 not from here\r\n'))],
    [
      'says a word now and then, without end',
      'silent',
      upTo('EHLO', (socket) => {
        const drip = setInterval(() => socket.write('250-wait\r\n'), 100)
        socket.on('close', () => clearInterval(drip))
      }),
    ],
    [
      'never ends one line',
      'garbled',
      (socket) => {
        const flood = setInterval(() => socket.write('220 '.padEnd(20_000, 'x')), 10)
        socket.on('close', () => clearInterval(flood))
      },
    ],
  ])('a server that %s: %s', async (_does, problem, answer) => {
    const server = await strangeServer(answer)
    await mailTo(lab, server.port)
    await tell()
    const began = Date.now()
    await sendDueMails(lab.app)
    expect(await onlyMail()).toMatchObject({ state: 'waiting', problem, attempts: 1 })
    expect(Date.now() - began).toBeLessThan(5_000)
  })

  test('no server at all', async () => {
    const { port } = await strangeServer(() => undefined)
    await mailTo(lab, port === 1 ? 2 : 1)
    await tell()
    await sendDueMails(lab.app)
    expect(await onlyMail()).toMatchObject({ state: 'waiting', problem: 'unreachable' })
  })

  test('a server that refuses the words of the mail (554) is not asked again', async () => {
    const server = await strangeServer(upTo('.', (socket) => socket.write('554 this is spam\r\n')))
    await mailTo(lab, server.port)
    await tell()
    await sendDueMails(lab.app)
    expect(await onlyMail()).toMatchObject({ state: 'failed', problem: 'mail-refused' })
  })

  test.each([
    ['a certificate that nobody vouches for', 'starttls', { disabledCommands: [] }],
    ['no encryption where it was asked for', 'starttls', {}],
    ['plain words where encryption begins at once', 'tls', {}],
  ])('%s: nothing is said, the password least of all', async (_what, security, options) => {
    const server = await mailServer({ ...options, onAuth: () => expect.unreachable() })
    await mailTo(lab, server.port, { user: 'labo', password: 'secret' })
    await lab.db.updateTable('smtp').set({ security }).execute()
    await tell()
    await sendDueMails(lab.app)
    expect(await onlyMail()).toMatchObject({ state: 'waiting', problem: 'not-secure' })
    expect(server.received).toEqual([])
  })

  test('a wrong password', async () => {
    const server = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(new Error('bad')),
    })
    await mailTo(lab, server.port, { user: 'labo', password: 'wrong' })
    await tell()
    await sendDueMails(lab.app)
    expect(await onlyMail()).toMatchObject({ state: 'waiting', problem: 'password-refused' })
  })
})

test('while the server is down, one mail knocks for all of them', async () => {
  const server = await strangeServer((socket) => socket.end())
  await mailTo(lab, server.port)
  for (let n = 0; n < 5; n++) await tell()
  await sendDueMails(lab.app)
  expect(server.connections()).toBe(1)
  expect((await mails()).map(({ state, problem }) => [state, problem])).toEqual(Array(5).fill(['waiting', 'garbled']))
  const good = await mailServer()
  await mailTo(lab, good.port)
  lab.clock.now += 60_000
  await sendDueMails(lab.app)
  expect(good.received).toHaveLength(5)
})

test('two who send at once send each mail once', async () => {
  const server = await mailServer()
  await mailTo(lab, server.port)
  for (let n = 0; n < 6; n++) await tell()
  await Promise.all([sendDueMails(lab.app), sendDueMails(lab.app), sendDueMails(lab.app)])
  const ids = (await server.parsed()).map(({ messageId }) => messageId)
  expect(ids).toHaveLength(6)
  expect(new Set(ids).size).toBe(6)
})

test('a server that dies between sending and noting it sends the same mail again, with the same Message-ID', async () => {
  const server = await mailServer()
  await mailTo(lab, server.port)
  await tell()
  const { sendMail } = lab.app
  lab.app.sendMail = async (...given) => {
    await sendMail(...given)
    throw new Error('killed')
  }
  await expect(sendDueMails(lab.app)).rejects.toThrow('killed')
  expect(await onlyMail()).toMatchObject({ state: 'sending' })
  lab.app.sendMail = sendMail
  await sendDueMails(lab.app)
  expect(server.received, 'perhaps it is still under way').toHaveLength(1)
  lab.clock.now += 3 * 60_000
  await sendDueMails(lab.app)
  const [first, second] = await server.parsed()
  expect(second!.messageId).toBe(first!.messageId)
  expect(second!.date).toBe(first!.date)
  expect(await onlyMail()).toMatchObject({ state: 'sent' })
})

test('nothing that a person types begins a header of its own', async () => {
  const server = await mailServer()
  await mailTo(lab, server.port)
  const evil = 'Bob, x@evil.example\r\nBcc: all@evil.example\r\n\r\nHello'
  await lab.db.updateTable('member').set({ name: evil }).where('id', '=', ines.id).execute()
  await lab.db.updateTable('lab').set({ name: 'Labo\r\nReply-To: evil@evil.example, <x@evil.example>' }).execute()
  await tell(ines.id, { title: 'pièce\r\nBcc: all@evil.example\u2028\u202eX-Evil: 1' })
  await sendDueMails(lab.app)
  expect(server.received).toHaveLength(1)
  expect(server.received[0]!.to).toEqual(['ines@maker.example'])
  const [mail] = await server.parsed()
  expect(mail).toMatchObject({ from: { address: 'labo@port.example' }, to: [{ address: 'ines@maker.example' }] })
  expect(mail!.headers.map(({ key }) => key).sort()).toEqual([
    'auto-submitted',
    'content-transfer-encoding',
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ])
})

test('a mail that would come too late does not leave', async () => {
  const server = await mailServer()
  await mailTo(lab, server.port)
  await tell()
  lab.clock.now += 4 * 86_400_000
  await sendDueMails(lab.app)
  expect(server.received).toEqual([])
  expect(await onlyMail()).toMatchObject({ state: 'failed', problem: 'too-late' })
})

test('the team sees the outbox, tries again and cancels; it does not see what a mail says', async () => {
  const marc = await lab.member({ role: 'staff' })
  const server = await mailServer(refusesWith(550))
  await mailTo(lab, server.port)
  await tell()
  await sendDueMails(lab.app)
  const { body } = await marc.call('get', '/api/mails')
  expect(body).toMatchObject({ isSetUp: true, mails: [{ to: 'Inès', state: 'failed', problem: 'address-refused' }] })
  expect(JSON.stringify(body)).not.toContain('Bonjour')
  const [{ id }] = body.mails
  expect((await marc.call('post', `/api/mails/${id}/retry`)).body.mails[0]).toMatchObject({ state: 'waiting' })
  expect((await marc.call('delete', `/api/mails/${id}`)).body.mails[0]).toMatchObject({ state: 'cancelled' })
  await sendDueMails(lab.app)
  expect((await marc.call('post', `/api/mails/${id}/retry`)).body.code).toBe('mail.settled')
  expect((await ines.call('get', '/api/mails')).body.code).toBe('auth.forbidden')
})
