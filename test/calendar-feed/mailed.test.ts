import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { sendDueMails } from '#backend/mail/service.ts'
import { tellMember } from '#backend/message/service.ts'
import { hours, noon, testLab, type TestLab } from '../support/lab.ts'
import { mailServer, mailTo } from '../support/smtp.ts'

let lab: TestLab
let laser: string
type Person = Awaited<ReturnType<TestLab['member']>>
let ines: Person
let marc: Person
let server: Awaited<ReturnType<typeof mailServer>>
const at = (from: number, to: number) => ({ start: noon + hours(from), end: noon + hours(to) })

beforeEach(async () => {
  lab = await testLab()
  laser = await lab.machine('LASER')
  ines = await lab.member({ trained: ['laser'], name: 'Inès' })
  marc = await lab.member({ role: 'staff', name: 'Marc' })
  await lab.db.updateTable('member').set({ email: 'ines@maker.example' }).where('id', '=', ines.id).execute()
  server = await mailServer()
  await mailTo(lab, server.port)
  await ines.call('put', '/api/messages/preferences', { kind: 'booking_confirmed', channel: 'mail', on: true })
})

/** What the mails that left so far carry, as text. */
async function carried() {
  await sendDueMails(lab.app)
  return (await server.parsed()).map(({ attachments }) =>
    attachments.map(({ mimeType, filename, content }) => ({
      mimeType,
      filename,
      text: typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString(),
    })),
  )
}
const line = (text: string, name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1]

test('a cancellation that is taken back is a later version of the same event', async () => {
  const { body: booking } = await ines.call('post', '/api/bookings', { machineId: laser, ...at(1, 3) })
  const { body } = await marc.call('post', `/api/members/${ines.id}/authorizations/laser/revocation`, {
    ...{ reason: 'capot ouvert', cancel: true },
  })
  await marc.call('post', `/api/changes/${body.change.id}/undo`)
  const files = (await carried()).flat().map(({ text }) => [line(text, 'SEQUENCE'), line(text, 'STATUS')])
  expect(files).toEqual([
    ['0', 'CONFIRMED'],
    ['1', 'CANCELLED'],
    ['2', 'CONFIRMED'],
  ])
  const { body: history } = await ines.call('get', `/api/bookings/${booking.id}/events`)
  expect(history.map(({ what }: { what: string }) => what)).toEqual(['booked', 'cancel', 'restore'])
})

test('a confirmation, a move and a cancellation carry one and the same event of a calendar, the one of the feed', async () => {
  const { body: booking } = await ines.call('post', '/api/bookings', { machineId: laser, ...at(1, 3) })
  await marc.call('patch', `/api/bookings/${booking.id}`, at(2, 4))
  await marc.call('delete', `/api/bookings/${booking.id}`)
  const mails = (await carried()).map(([file, ...more]) => {
    expect(more).toEqual([])
    expect(file).toMatchObject({ mimeType: 'text/calendar', filename: 'etabli.ics' })
    expect(line(file!.text, 'METHOD')).toBe('PUBLISH')
    return [
      line(file!.text, 'SEQUENCE'),
      line(file!.text, 'DTSTART'),
      line(file!.text, 'STATUS'),
      line(file!.text, 'UID'),
    ]
  })
  const { body: feed } = await ines.call('post', '/api/account/calendar-feed')
  const uid = line((await request(lab.server).get(new URL(feed.url).pathname)).text, 'UID')
  expect(mails).toEqual([
    ['0', '20260105T120000Z', 'CONFIRMED', uid],
    ['1', '20260105T130000Z', 'CONFIRMED', uid],
    ['2', '20260105T130000Z', 'CANCELLED', uid],
  ])
})

test('a mail of something else carries nothing', async () => {
  await lab.db.transaction().execute((tx) =>
    tellMember(lab.app, tx, {
      labId: lab.labId,
      memberId: ines.id,
      kind: 'job_ready',
      facts: { jobId: 'abc', title: 'Vase', code: 'K72F' },
    }),
  )
  expect(await carried()).toEqual([[]])
})
