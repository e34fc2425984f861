import type { z } from 'zod'
import { Refusal } from '#backend/base/refusal.ts'
import type { Role } from '#backend/base/role.ts'
import { bookingsAhead, markCancelled } from '#backend/booking/store.ts'
import { publishBookingById } from '#backend/booking/views.ts'
import { undoableMs } from '#backend/change/acts.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { keepChange, recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { isDuplicate, type Db } from '#backend/io/database.ts'
import { hashPassphrase } from '#backend/io/password.ts'
import { randomCode, randomId } from '#backend/io/random.ts'
import { findLab } from '#backend/lab/store.ts'
import { nameKey } from '#backend/member/name-key.ts'
import { nothingKnown } from '#backend/member/service.ts'
import { mayRule } from '#backend/member/rank.ts'
import { deleteSessionsOf, isCodeTaken, keepingAnAdmin } from '#backend/member/store.ts'
import type { OrganizationKind } from './kinds.ts'
import { rosterCodes } from './roster-codes.ts'
import type { OrganizationFile, organizationInput } from './schema.ts'
import {
  deleteRemoved,
  findOrganization,
  insertOrganization,
  insertPupils,
  insertRoster,
  markRosterRemoved,
  membershipsOf,
  namesTaken,
  peopleOf,
  pupilsOf,
  removePupils,
  rostersOf,
  setOrganization,
  updateOrganization,
  type OrganizationRow,
} from './store.ts'

type Input = z.infer<typeof organizationInput>
type Changed = { organization: OrganizationFile; change: Receipt | null }

const subjectOf = (id: string): string => `organization:${id}`

export async function organizationOf(db: Db, labId: string, id: string): Promise<OrganizationFile> {
  const { kind, name, contact, note } = await mustFind(db, labId, id)
  const members = await peopleOf(db, id)
  const classes = (await rostersOf(db, id)).map((roster) => ({
    id: roster.id,
    name: roster.name,
    people: members.filter(({ rosterId }) => rosterId === roster.id).length,
  }))
  return {
    id,
    kind: kind as OrganizationKind,
    name,
    contact,
    note,
    people: members.length,
    rosters: classes.length,
    members,
    classes,
    version: await versionOf(db, labId, subjectOf(id)),
  }
}

export function addOrganization(app: App, caller: MemberCaller, input: Input): Promise<Changed> {
  const { labId } = caller
  const id = randomId()
  return named(app, async (tx) => {
    const doing = { act: 'organization.added' as const, subject: subjectOf(id), title: input.name, watch: itself(id) }
    const row = { id, labId, ...input, nameKey: nameKey(input.name), createdAt: app.now(), removedAt: null }
    const { change } = await recorded(app, caller, tx, doing, () => insertOrganization(tx, row))
    return { change, organization: await organizationOf(tx, labId, id) }
  })
}

export function editOrganization(
  app: App,
  caller: MemberCaller,
  id: string,
  { version, ...input }: Input & { version: string },
): Promise<Changed> {
  const { labId } = caller
  return named(app, async (tx) => {
    const { name } = await mustFind(tx, labId, id)
    const doing: Doing = {
      act: 'organization.changed',
      subject: subjectOf(id),
      title: name,
      version,
      watch: itself(id),
    }
    const { change } = await recorded(app, caller, tx, doing, () =>
      updateOrganization(tx, id, { ...input, nameKey: nameKey(input.name) }),
    )
    return { change, organization: await organizationOf(tx, labId, id) }
  })
}

/** Its people stay members, of no organization; putting it back gives them back to it. */
export async function removeOrganization(
  app: App,
  caller: MemberCaller,
  id: string,
): Promise<{ change: Receipt | null }> {
  return app.db.transaction().execute(async (tx) => {
    const { name } = await mustFind(tx, caller.labId, id)
    const doing: Doing = {
      act: 'organization.removed',
      subject: subjectOf(id),
      title: name,
      watch: [
        ...itself(id),
        ...(await peopleOf(tx, id)).map((one) => ({ table: 'member' as const, where: { id: one.id } })),
      ],
    }
    const people = (await peopleOf(tx, id)).map((one) => one.id)
    const { change } = await recorded(app, caller, tx, doing, async () => {
      if (people.length > 0) await setOrganization(tx, people, null)
      await updateOrganization(tx, id, { removedAt: app.now() })
    })
    return { change }
  })
}

export async function joinOrganization(
  app: App,
  caller: MemberCaller,
  id: string,
  memberIds: string[],
): Promise<Changed> {
  return changePeople(app, caller, id, memberIds, id)
}

export async function leaveOrganization(
  app: App,
  caller: MemberCaller,
  id: string,
  memberId: string,
): Promise<Changed> {
  return changePeople(app, caller, id, [memberId], null)
}

async function changePeople(
  app: App,
  caller: MemberCaller,
  id: string,
  memberIds: string[],
  to: string | null,
): Promise<Changed> {
  const { labId } = caller
  return app.db.transaction().execute(async (tx) => {
    const { name } = await mustFind(tx, labId, id)
    const ids = [...new Set(memberIds)]
    const people = await membershipsOf(tx, labId, ids)
    if (people.length < ids.length) throw new Refusal('member.not-found')
    const moving = people.filter(({ organizationId }) => (to === null ? organizationId === id : organizationId !== to))
    if (moving.length > 0)
      await setOrganization(
        tx,
        moving.map((one) => one.id),
        to,
      )
    const rows = moving.map((one) => ({
      table: 'member',
      key: { id: one.id },
      before: { organizationId: one.organizationId },
      after: { organizationId: to },
    }))
    const act = to === null ? ('organization.left' as const) : ('organization.joined' as const)
    const change = await keepChange(
      app,
      caller,
      tx,
      { act, subject: subjectOf(id), title: `${name} · ${moving.length}` },
      rows,
    )
    return { change, organization: await organizationOf(tx, labId, id) }
  })
}

type Card = { code: string; passphrase: string }

/**
 * Puts a class in: members named by codes, without address. Their passphrases come from the page that prints them, and are hashed
 * before the transaction, two at a time.
 */
export async function addClass(
  app: App,
  caller: MemberCaller,
  organizationId: string,
  { name, prefix, count }: { name: string; prefix: string; count: number },
  inventPassphrase: () => string,
): Promise<Changed & { class: { id: string; name: string; cards: Card[] } }> {
  const { labId } = caller
  await mustFind(app.db, labId, organizationId)
  const cards = rosterCodes(prefix, count).map((code) => ({ code, passphrase: inventPassphrase() }))
  await refuseTakenCodes(app.db, labId, cards)
  const hashes = await Promise.all(cards.map(({ passphrase }) => hashPassphrase(passphrase)))
  const id = randomId()
  return app.db.transaction().execute(async (tx) => {
    const school = await mustFind(tx, labId, organizationId)
    await refuseTakenCodes(tx, labId, cards)
    const lab = await findLab(tx)
    const doing: Doing = {
      act: 'class.added',
      subject: `class:${id}`,
      title: `${name} · ${school.name}`,
      watch: [
        { table: 'roster', where: { id } },
        { table: 'member', where: { rosterId: id } },
      ],
    }
    const { change } = await recorded(app, caller, tx, doing, async () => {
      await insertRoster(tx, { id, labId, organizationId, name, createdAt: app.now(), removedAt: null })
      const pupils = []
      for (const [n, { code }] of cards.entries())
        pupils.push({
          ...nothingKnown,
          id: randomId(),
          labId,
          code: await freeCode(tx, labId),
          name: code,
          nameKey: nameKey(code),
          email: null,
          role: 'member',
          language: lab?.language ?? 'fr',
          passphraseHash: hashes[n] ?? '',
          createdAt: app.now(),
          organizationId,
          rosterId: id,
        })
      await insertPupils(tx, pupils)
    })
    return { change, class: { id, name, cards }, organization: await organizationOf(tx, labId, organizationId) }
  })
}

/**
 * At the end of the year: the class and its accounts go to the bin together, and whoever is signed in with one is not any more.
 * A pupil who has been given another role since goes by the same rule as everybody of that role.
 */
export async function removeClass(
  app: App,
  caller: MemberCaller,
  organizationId: string,
  classId: string,
): Promise<Changed> {
  const { labId } = caller
  const { ended, freed, ...changed } = await app.db.transaction().execute(async (tx) => {
    const school = await mustFind(tx, labId, organizationId)
    const roster = (await rostersOf(tx, organizationId)).find(({ id }) => id === classId)
    if (!roster) throw new Refusal('organization.no-class')
    const pupils = await pupilsOf(tx, classId)
    if (pupils.some(({ id }) => id === caller.id)) throw new Refusal('member.not-yourself')
    if (!pupils.every(({ role }) => mayRule(caller.role, role as Role))) throw new Refusal('member.outranked')
    const doing: Doing = {
      act: 'class.removed',
      subject: `class:${classId}`,
      title: `${roster.name} · ${school.name}`,
      watch: [
        { table: 'roster', where: { id: classId } },
        { table: 'member', where: { rosterId: classId } },
      ],
    }
    const now = app.now()
    const freed: string[] = []
    for (const { id } of pupils)
      for (const booking of await bookingsAhead(tx, id, now)) if (booking.startsAt > now) freed.push(booking.id)
    for (const id of freed) doing.watch.push({ table: 'booking', where: { id } })
    const { change } = await recorded(app, caller, tx, doing, async () => {
      for (const id of freed) await markCancelled(tx, id, now, { actorId: caller.id })
      await keepingAnAdmin(tx, labId, () => removePupils(tx, classId, app.now()))
      await markRosterRemoved(tx, classId, app.now())
    })
    const ended = []
    for (const { id } of pupils) ended.push(...(await deleteSessionsOf(tx, id)))
    return { change, ended, freed, organization: await organizationOf(tx, labId, organizationId) }
  })
  for (const hash of ended) app.disconnect(`session:${hash}`)
  for (const booking of freed) await publishBookingById(app, labId, booking)
  return changed
}

/** After thirty days in the bin they are gone for good. */
export const forgetOrganizations = (app: Pick<App, 'db' | 'now'>) =>
  app.db.transaction().execute((tx) => deleteRemoved(tx, app.now() - undoableMs))

async function refuseTakenCodes(db: Db, labId: string, cards: Card[]): Promise<void> {
  const taken = await namesTaken(
    db,
    labId,
    cards.map(({ code }) => nameKey(code)),
  )
  if (taken.length > 0) throw new Refusal('organization.codes-taken', { names: taken.slice(0, 3) })
}

async function freeCode(db: Db, labId: string): Promise<string> {
  for (;;) {
    const code = randomCode(5)
    if (!(await isCodeTaken(db, labId, code))) return code
  }
}

async function named<T>(app: App, work: (tx: Db) => Promise<T>): Promise<T> {
  try {
    return await app.db.transaction().execute(work)
  } catch (error) {
    throw isDuplicate(error) ? new Refusal('organization.name-taken') : error
  }
}

const itself = (id: string) => [{ table: 'organization' as const, where: { id } }]

async function mustFind(db: Db, labId: string, id: string): Promise<OrganizationRow> {
  const found = await findOrganization(db, labId, id)
  if (!found) throw new Refusal('organization.not-found')
  return found
}
