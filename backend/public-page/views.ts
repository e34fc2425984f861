import { dayOf } from '#backend/base/calendar-day.ts'
import type { App } from '#backend/io/app.ts'
import { listClosures } from '#backend/closure/service.ts'
import { findLab } from '#backend/lab/store.ts'
import type { MachineCard } from '#backend/machine/schema.ts'
import type { MachineState } from '#backend/machine/state.ts'
import { listMachines, type MachineRow } from '#backend/machine/store.ts'
import { machineCards } from '#backend/machine/views.ts'
import { openNow } from '#backend/opening/openings.ts'
import { schoolHolidaysFrom } from '#backend/opening/school-holidays.ts'
import { openCalendar } from '#backend/opening/views.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import type { Tariff } from '#backend/pricing/price.ts'
import type { Freedom, PublicHours, PublicMachine } from './schema.ts'

export async function publicHoursOf(app: App): Promise<PublicHours> {
  const lab = await findLab(app.db)
  if (!lab) return { hours: [], closures: [], school: null, openUntil: null, opensAt: null }
  const calendar = await openCalendar(app.db, lab)
  const [next] = calendar.school ? schoolHolidaysFrom(dayOf(app.now(), lab.timeZone), calendar.school) : []
  return {
    hours: calendar.hours,
    closures: await listClosures(app),
    // Without dates ahead there is nothing that a visitor could do with it.
    school: calendar.school && next ? { hours: calendar.school.hours, next } : null,
    ...openNow(calendar, app.now()),
  }
}

export async function publicPrices(app: App): Promise<{ validFrom: number; tariffs: Tariff[] } | null> {
  const lab = await findLab(app.db)
  const list = lab && (await priceListAt(app.db, lab.id, app.now()))
  return list ? { validFrom: list.validFrom, tariffs: list.tariffs } : null
}

export async function publicMachines(app: App): Promise<PublicMachine[]> {
  const lab = await findLab(app.db)
  if (!lab) return []
  const rows = new Map((await listMachines(app.db, lab.id)).map((row) => [row.id, row]))
  return (await machineCards(app, lab.id)).map((card) => asPublic(card, rows.get(card.id)))
}

/** To somebody at the door a printer with a part on its bed is taken; one that does not answer cannot be used. */
const freedomOf: Record<MachineState, Freedom> = {
  free: 'free',
  printing: 'taken',
  paused: 'taken',
  in_use: 'taken',
  bed_to_clear: 'taken',
  attention: 'unavailable',
  offline: 'unavailable',
  out_of_order: 'unavailable',
}

/** Named field by field: what a card gains later stays inside until somebody lets it out. */
function asPublic(card: MachineCard, row: MachineRow | undefined): PublicMachine {
  const { id, name, kind, room, state, until, nextBooking, printer } = card
  const { rules = '', materials = '', photo = null } = row ?? {}
  const freedom = freedomOf[state]
  const ends = { free: nextBooking, taken: until, unavailable: null }[freedom]
  return {
    id,
    name,
    kind,
    room,
    freedom,
    until: ends,
    rules,
    materials,
    photo,
    bedSize: printer?.bedSize ?? null,
  }
}
