import { dayOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { atLeast } from '#backend/base/role.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { findLab } from '#backend/lab/store.ts'
import { organizationNames, rosterNames } from '#backend/organization/store.ts'
import type { Inductions } from './schema.ts'
import { askForInduction, attendees, deleteInduction, findInduction, insertInductions, isAsked } from './store.ts'

const subject = 'induction'

export async function inductionsOf(db: Db, labId: string): Promise<Inductions> {
  return {
    asked: await isAsked(db, labId),
    version: await versionOf(db, labId, subject),
    people: await attendees(db, labId),
    organizations: await organizationNames(db, labId),
    rosters: await rosterNames(db, labId),
  }
}

export async function mine(app: App, caller: MemberCaller): Promise<{ asked: boolean; day: string | null }> {
  return {
    asked: await isAsked(app.db, caller.labId),
    day: (await findInduction(app.db, caller.id))?.onDay ?? null,
  }
}

type Changed = { inductions: Inductions; change: Receipt | null }

/** Notes the attendance list of one induction, in one act. */
export async function give(
  app: App,
  caller: MemberCaller,
  { memberIds, day, ledBy }: { memberIds: string[]; day: CalendarDay; ledBy: string },
): Promise<Changed & { given: number }> {
  const { labId } = caller
  return app.db.transaction().execute(async (tx) => {
    const lab = await findLab(tx)
    if (lab && day > dayOf(app.now(), lab.timeZone)) throw new Refusal('induction.in-the-future')
    const people = new Map((await attendees(tx, labId)).map((person) => [person.id, person]))
    const leader = people.get(ledBy)
    if (!leader || !atLeast(leader.role, 'volunteer')) throw new Refusal('induction.no-leader')
    if (memberIds.some((id) => !people.has(id))) throw new Refusal('member.not-found')
    const missing = [...new Set(memberIds)].filter((id) => people.get(id)?.day === null)
    const doing = {
      act: 'induction.given' as const,
      subject: `induction:${day}`,
      // Whoever is forgotten later must not be named here for ever.
      title: `${leader.name} · ${missing.length}`,
      watch: [{ table: 'induction' as const, where: { labId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      const row = { labId, onDay: day, ledBy, grantedBy: caller.id, grantedAt: app.now() }
      if (missing.length > 0)
        await insertInductions(
          tx,
          missing.map((memberId) => ({ memberId, ...row })),
        )
    })
    return { given: missing.length, change, inductions: await inductionsOf(tx, labId) }
  })
}

export async function take(app: App, caller: MemberCaller, memberId: string): Promise<Changed> {
  const { labId } = caller
  return app.db.transaction().execute(async (tx) => {
    const person = (await attendees(tx, labId)).find(({ id }) => id === memberId)
    if (!person) throw new Refusal('member.not-found')
    const doing = {
      act: 'induction.taken' as const,
      subject: `member:${memberId}`,
      title: person.name,
      watch: [{ table: 'induction' as const, where: { memberId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => deleteInduction(tx, memberId))
    return { change, inductions: await inductionsOf(tx, labId) }
  })
}

export async function ask(app: App, caller: MemberCaller, asked: boolean, version: string): Promise<Changed> {
  const { labId } = caller
  const done = await app.db.transaction().execute(async (tx) => {
    const doing = {
      act: 'induction.asked' as const,
      subject,
      title: '',
      version,
      watch: [{ table: 'lab' as const, where: { id: labId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => askForInduction(tx, labId, asked))
    return { change, inductions: await inductionsOf(tx, labId) }
  })
  app.publish('lab:changed', { to: 'lab' })
  return done
}
