import { mailAnnouncements } from '#backend/announcement/service.ts'
import { authorizationsEnding } from '#backend/authorization/store.ts'
import { addDays, dayOf } from '#backend/base/calendar-day.ts'
import type { App } from '#backend/io/app.ts'
import type { Db } from '#backend/io/database.ts'
import { forgetKeptAnswers } from '#backend/io/idempotency.ts'
import { findLab } from '#backend/lab/store.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { forgetOldMails } from '#backend/mail/service.ts'
import { forgetOldMessages, tellMember } from '#backend/message/service.ts'
import { remindOfReturns } from '#backend/maintenance/service.ts'
import { decideTrainings } from '#backend/training/service.ts'
import { raiseDueTasks } from '#backend/upkeep/service.ts'
import {
  authorizationAheadDays,
  firstShelfMs,
  isReminderDue,
  membershipAheadDays,
  remindAheadMs,
  shelfReminderDue,
} from './due.ts'
import { bookingsStarting, membershipsEnding, partsWaitingSince } from './store.ts'

/** Each minute: what only the clock can say. */
export function followReminders(app: App): NodeJS.Timeout {
  return setInterval(() => {
    remind(app).catch((error: unknown) => app.log.error({ err: error }, 'nobody was reminded'))
  }, 60_000).unref()
}

/** Decides from the database alone, so that a lab that was switched off catches up; nobody is told anything twice. */
export async function remind(app: App): Promise<void> {
  await app.db.transaction().execute(async (tx) => {
    await remindOfBookings(app, tx)
    await remindOfParts(app, tx)
    await remindOfMemberships(app, tx)
    await remindOfAuthorizations(app, tx)
  })
  await decideTrainings(app)
  await raiseDueTasks(app)
  await remindOfReturns(app)
  await mailAnnouncements(app)
  await forgetOldMessages(app)
  await forgetOldMails(app)
  await forgetKeptAnswers(app.db, app.now())
}

async function remindOfBookings(app: App, tx: Db): Promise<void> {
  const now = app.now()
  for (const { id, labId, memberId, machineId, machine, ...row } of await bookingsStarting(
    tx,
    now,
    now + remindAheadMs,
  )) {
    const [start, end] = [row.startsAt, row.endsAt]
    if (!isReminderDue({ start, toldAt: Number(row.toldAt ?? row.createdAt) }, now)) continue
    const facts = { machineId, machine, start, end }
    const once = `reminder:${id}:${start}`
    await tellMember(app, tx, {
      labId,
      memberId,
      kind: 'booking_reminder',
      facts,
      subject: id,
      once,
      goodUntil: start,
    })
  }
}

async function remindOfParts(app: App, tx: Db): Promise<void> {
  const now = app.now()
  for (const { id, labId, ownerId, title, code, since } of await partsWaitingSince(tx, now - firstShelfMs)) {
    const days = shelfReminderDue(since, now)
    if (days === undefined) continue
    const facts = { jobId: id, title, code, days }
    const once = `shelf:${days}:${id}:${since}`
    await tellMember(app, tx, { labId, memberId: ownerId, kind: 'job_shelf', facts, subject: id, once })
  }
}

async function remindOfMemberships(app: App, tx: Db): Promise<void> {
  const lab = await findLab(tx)
  if (!lab) return
  const today = dayOf(app.now(), lab.timeZone)
  for (const { id, membershipUntil: until } of await membershipsEnding(
    tx,
    lab.id,
    today,
    addDays(today, membershipAheadDays),
  )) {
    if (until === null) continue
    const once = `membership:${until}`
    await tellMember(app, tx, { labId: lab.id, memberId: id, kind: 'membership_ends', facts: { until }, once })
  }
}

async function remindOfAuthorizations(app: App, tx: Db): Promise<void> {
  const lab = await findLab(tx)
  if (!lab) return
  const today = dayOf(app.now(), lab.timeZone)
  const last = addDays(today, authorizationAheadDays)
  for (const { memberId, machineKind, expiresOn: until } of await authorizationsEnding(tx, lab.id, today, last)) {
    if (until === null) continue
    const facts = { kind: machineKind as MachineKind, until }
    const once = `authorization:${machineKind}:${until}`
    await tellMember(app, tx, { labId: lab.id, memberId, kind: 'authorization_ends', facts, once })
  }
}
