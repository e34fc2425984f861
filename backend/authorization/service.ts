import { Refusal } from '#backend/base/refusal.ts'
import { tellHolder } from '#backend/booking/service.ts'
import { bookingsAhead, markCancelled, type BookingRow } from '#backend/booking/store.ts'
import { publishBooking } from '#backend/booking/views.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { todayIn } from '#backend/lab/views.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { listMachines } from '#backend/machine/store.ts'
import { findMemberRow, type MemberRow } from '#backend/member/store.ts'
import { tellMember } from '#backend/message/service.ts'
import type { AuthorizationInput, MemberAuthorizations } from './schema.ts'
import { findAuthorization, putAuthorization, revokeAuthorization } from './store.ts'
import { givenBy, ledBy, mayAuthorize, ofMember } from './views.ts'

type Changed = { authorizations: MemberAuthorizations; change: Receipt | null }

/** Gives an authorization, changes it, or gives one again that was revoked or came to its end. */
export async function give(
  app: App,
  caller: MemberCaller,
  memberId: string,
  kind: MachineKind,
  { level, expiresOn, evidence }: AuthorizationInput,
): Promise<Changed> {
  const { labId } = caller
  const done = await app.db.transaction().execute(async (tx) => {
    const member = await mustLead(app, tx, caller, memberId, kind)
    const known = await findAuthorization(tx, memberId, kind)
    const mayGive = givenBy(caller)
    // Whoever teaches does not take another teacher's level away either.
    if (!mayGive.some((one) => one === level) || (known?.level === 'trainer' && !mayGive.includes('trainer')))
      throw new Refusal('authorization.not-yours')
    if (expiresOn !== null && expiresOn < (await todayIn(app, tx))) throw new Refusal('authorization.in-the-past')
    const { change } = await recorded(app, caller, tx, doing('member.authorized', member), async () => {
      const row = { labId, memberId, machineKind: kind, level, expiresOn, evidence }
      await putAuthorization(tx, { ...row, grantedBy: caller.id, grantedAt: app.now() })
      const isNew = known === undefined || known.revokedAt !== null
      if (isNew) {
        const facts = { kind, training: '', level, until: expiresOn }
        await tellMember(app, tx, { labId, memberId, kind: 'authorization_given', facts, actorId: caller.id })
      }
    })
    return { change, authorizations: await ofMember(app, tx, caller, memberId) }
  })
  app.publish('authorization:changed', { to: 'members' })
  return done
}

/** The member reads why. With `cancel`, their slots ahead are free again by the same act, and both are taken back together. */
export async function revoke(
  app: App,
  caller: MemberCaller,
  memberId: string,
  kind: MachineKind,
  { reason, cancel }: { reason: string; cancel: boolean },
): Promise<Changed & { cancelled: number }> {
  const { labId } = caller
  const { freed, ...done } = await app.db.transaction().execute(async (tx) => {
    const member = await mustLead(app, tx, caller, memberId, kind)
    const row = await findAuthorization(tx, memberId, kind)
    if (!row || row.revokedAt !== null) throw new Refusal('authorization.not-found')
    if (row.level === 'trainer' && !givenBy(caller).includes('trainer')) throw new Refusal('authorization.not-yours')
    const ahead = cancel ? await aheadOn(tx, labId, memberId, kind, app.now()) : []
    const { change } = await recorded(app, caller, tx, doing('member.unauthorized', member, ahead), async () => {
      await revokeAuthorization(tx, row, { at: app.now(), byId: caller.id, reason })
      for (const { id } of ahead) {
        const booking = await markCancelled(tx, id, app.now(), { actorId: caller.id, reason })
        await tellHolder(app, tx, booking, 'booking_cancelled', caller, { reason })
      }
      const facts = { kind, reason, by: caller.name }
      await tellMember(app, tx, { labId, memberId, kind: 'authorization_revoked', facts, actorId: caller.id })
    })
    return { change, freed: ahead, authorizations: await ofMember(app, tx, caller, memberId) }
  })
  for (const booking of freed) await publishBooking(app, { ...booking, state: 'cancelled' })
  app.publish('authorization:changed', { to: 'members' })
  return { ...done, cancelled: freed.length }
}

async function aheadOn(tx: Db, labId: string, memberId: string, kind: MachineKind, now: number): Promise<BookingRow[]> {
  const ofKind = new Set((await listMachines(tx, labId)).filter((one) => one.kind === kind).map(({ id }) => id))
  return (await bookingsAhead(tx, memberId, now)).filter(
    ({ machineId, state }) => ofKind.has(machineId) && state !== 'checked_in',
  )
}

const doing = (
  act: 'member.authorized' | 'member.unauthorized',
  { id, name }: MemberRow,
  bookings: BookingRow[] = [],
): Doing => ({
  act,
  subject: `member:${id}`,
  title: name,
  watch: [
    { table: 'authorization', where: { memberId: id } },
    ...bookings.map((booking) => ({ table: 'booking' as const, where: { id: booking.id } })),
  ],
})

async function mustLead(
  app: App,
  tx: Db,
  caller: MemberCaller,
  memberId: string,
  kind: MachineKind,
): Promise<MemberRow> {
  const led = await ledBy(app, tx, caller)
  if (!led.includes(kind)) throw new Refusal('authorization.not-yours')
  const member = await findMemberRow(tx, caller.labId, memberId)
  if (!member) throw new Refusal('member.not-found')
  if (!mayAuthorize(caller, member)) throw new Refusal('authorization.not-yours')
  return member
}
