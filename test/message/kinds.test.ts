import { describe, expect, test } from 'vitest'
import { kindNames, kinds, wordsOf, type Facts } from '#backend/message/kinds.ts'
import { noon } from '../support/lab.ts'

const at = { start: noon, end: noon + 7_200_000 }
const booking = { machineId: 'm', machine: 'LASER', ...at }
const job = { jobId: 'j', title: 'Vase', code: 'K72F' }
const examples: { [K in keyof Facts]: Facts[K][] } = {
  booking_confirmed: [
    { ...booking, by: null },
    { ...booking, by: 'Marc' },
    { ...booking, by: 'Marc', again: true },
  ],
  booking_changed: [{ ...booking, before: { start: 0, end: 1 }, by: 'Marc' }],
  booking_cancelled: [
    { ...booking, by: null, reason: null },
    { ...booking, by: 'Marc', reason: 'fermé à Noël' },
    { ...booking, by: 'Marc', reason: 'Miroir cassé', instead: [{ ...booking, machine: 'LASER-2' }] },
  ],
  bookings_confirmed: [{ ...booking, count: 8, by: null }],
  waiting_list_offer: [{ ...booking, until: booking.start }],
  booking_no_show: [{ ...booking, by: null }],
  booking_no_answer: [{ ...booking, by: null }],
  booking_reminder: [booking],
  training_enrolled: [
    { training: 'Laser', place: 'Atelier', ...at, moved: false },
    { training: 'Laser', place: '', ...at, moved: true },
  ],
  training_cancelled: [
    { training: 'Laser', place: '', ...at, by: null, reason: null, minimum: 3 },
    { training: 'Laser', place: '', ...at, by: 'Marc', reason: 'malade', minimum: 3 },
  ],
  authorization_given: [
    { kind: 'laser', training: 'Laser', level: 'independent', until: null },
    { kind: 'mill', training: '', level: 'trainer', until: '2027-01-05' },
  ],
  authorization_ends: [{ kind: 'laser', until: '2026-02-01' }],
  authorization_revoked: [{ kind: 'laser', reason: 'Capot ouvert pendant la découpe', by: 'Marc' }],
  job_approved: [
    { ...job, printer: null, position: null },
    { ...job, printer: 'PRUSA-1', position: 1 },
    { ...job, printer: 'PRUSA-1', position: 3 },
  ],
  job_sent_back: (['send_back', 'reject', 'recall', 'cancel'] as const).map((answer) => ({
    ...job,
    answer,
    reason: 'trop fin',
  })),
  job_starts_soon: [{ ...job, printer: 'PRUSA-1' }],
  job_started: [
    { ...job, printer: 'PRUSA-1', readyAt: null },
    { ...job, printer: 'PRUSA-1', readyAt: noon },
  ],
  job_failed: [
    { ...job, stopped: true },
    { ...job, stopped: false },
  ],
  job_ready: [job],
  job_shelf: [{ ...job, days: 3 }],
  membership_ends: [{ until: '2026-12-31' }],
  files_leave: [
    { title: 'Support vélo', count: 1, until: '2026-12-31' },
    { title: 'Support vélo', count: 12, until: '2026-12-31' },
  ],
  calendar_unread: [{ calendar: 'Salle des fêtes', since: noon }],
  calendar_overlaps: [
    { calendar: 'Salle', count: 1, machine: 'LASER', who: 'Inès', start: noon, end: noon + 3_600_000 },
    { calendar: 'Salle', count: 2, machine: 'LASER', who: 'Inès', start: noon, end: noon + 3_600_000 },
    { calendar: 'Salle', count: 5, machine: 'LASER', who: 'Inès', start: noon, end: noon + 3_600_000 },
  ],
  upkeep_due: [{ machineId: 'm', machine: 'LASER', task: 'Nettoyer les miroirs' }],
  machine_still_out: [{ machineId: 'm', machine: 'LASER', reason: 'Miroir fendu' }],
  machine_fault: [
    { machineId: 'm', machine: 'LASER', words: 'Le miroir est sale', severity: 'annoying', by: 'Inès' },
    { machineId: 'm', machine: 'LASER', words: 'Elle fume', severity: 'unusable', by: 'Inès' },
  ],
  machine_back: [{ machineId: 'm', machine: 'LASER' }],
  account: [
    { what: 'passphrase_reset', by: 'Marc' },
    { what: 'role_changed', by: null },
    { what: 'changed', by: null },
  ],
  announcement: [
    { fr: 'Fermé jeudi.', en: '' },
    { fr: 'Fermé jeudi.', en: 'Closed on Thursday.' },
  ],
}

describe.each(kindNames)('%s', (kind) => {
  test.each(examples[kind] as Facts[typeof kind][])('is said in both languages, of %j', (facts) => {
    const fr = wordsOf(kind, facts, 'fr', 'Europe/Paris')
    const en = wordsOf(kind, facts, 'en', 'Europe/Paris')
    for (const { title, text } of [fr, en]) {
      expect(title).toMatch(/^\S.{3,}\S$/u)
      expect(text).toMatch(/[.»”]$/u)
      expect(title + text).not.toMatch(/undefined|null|NaN|Invalid|\.\.| {2}/)
    }
    expect(en.title).not.toBe(fr.title)
    expect(fr.title + fr.text, 'U+202F before ? ! ; :').not.toMatch(/[^\u202f\d][?!;:](\s|$)/u)
    expect(fr.title + fr.text).not.toMatch(/\p{L}'\p{L}/u)
    expect((kinds[kind].goTo as (facts: unknown) => string)(facts)).toMatch(/^\/[a-z/]*[a-z]?$/)
  })
})

test('times are the lab’s', () => {
  const { text } = wordsOf('booking_reminder', booking, 'fr', 'Europe/Paris')
  expect(text).toContain('lun. 5 janv., 12:00\u2009–\u200914:00')
})
