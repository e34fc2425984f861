import { Refusal } from '#backend/base/refusal.ts'
import type { Receipt } from '#backend/change/schema.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { findMachine } from '#backend/machine/store.ts'
import type { BookingRuleSet } from './rules.ts'
import type { ScopedRules } from './schema.ts'
import { listStated, replaceStated } from './store.ts'
import { machineRules } from './views.ts'

const subject = 'booking-rules'

export const rulesOfLab = async (db: Db, labId: string): Promise<{ stated: ScopedRules[]; version: string }> => ({
  stated: await listStated(db, labId),
  version: await versionOf(db, labId, subject),
})

export async function rulesOfMachine(app: App, labId: string, id: string): Promise<BookingRuleSet> {
  const machine = await findMachine(app.db, labId, id)
  if (!machine) throw new Refusal('machine.not-found')
  return machineRules(app.db, labId, machine)
}

/** Bookings that stand stay as they are: rules are asked of what is booked from now on. */
export async function stateRules(
  app: App,
  caller: MemberCaller,
  { version, ...stated }: ScopedRules & { version: string },
): Promise<{ stated: ScopedRules[]; version: string; change: Receipt | null }> {
  const { labId } = caller
  const saved = await app.db.transaction().execute(async (tx) => {
    const doing: Doing = {
      act: 'booking-rules.changed',
      subject,
      title: await titleOf(tx, labId, stated),
      version,
      watch: [{ table: 'bookingRule', where: { labId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => replaceStated(tx, labId, stated))
    return { ...(await rulesOfLab(tx, labId)), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

async function titleOf(tx: Db, labId: string, { scope, about }: ScopedRules): Promise<string> {
  if (scope === 'machine') {
    const machine = await findMachine(tx, labId, about)
    if (!machine) throw new Refusal('machine.not-found')
    return machine.name
  }
  const isKnown = scope === 'lab' ? about === '' : machineKinds.some((kind) => kind === about)
  if (!isKnown) throw new Refusal('input.invalid')
  return ''
}
