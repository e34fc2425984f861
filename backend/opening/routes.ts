import type { Interval } from '#backend/base/interval.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { usualRules } from '#backend/booking-rule/rules.ts'
import { machineRules } from '#backend/booking-rule/views.ts'
import type { App } from '#backend/io/app.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { findLab } from '#backend/lab/store.ts'
import { blocksOf } from '#backend/maintenance/views.ts'
import { findMachine } from '#backend/machine/store.ts'
import { bookableOpenings, without } from './openings.ts'
import { openingApi } from './schema.ts'
import { hoursOf, setOpeningHours } from './service.ts'
import { openCalendar, openingsOfMachines } from './views.ts'

const longestSpan = 62 * 86_400_000

function spanOf({ from, to }: { from: number; to: number }): Interval {
  if (from >= to || to - from > longestSpan) throw new Refusal('input.invalid')
  return { start: from, end: to }
}

export function openingRoutes(router: Router, app: App): void {
  serveTo(router, openingApi.list, async ({ query }) => {
    const span = spanOf(query)
    const lab = await findLab(app.db)
    if (!lab) return []
    const calendar = await openCalendar(app.db, lab)
    const machine = query.machineId ? await findMachine(app.db, lab.id, query.machineId) : undefined
    const rules = machine ? await machineRules(app.db, lab.id, machine) : usualRules
    const openings = bookableOpenings(calendar, rules, span)
    const blocks = machine ? await blocksOf(app.db, machine, app.now()) : []
    return blocks.reduce(without, openings)
  })
  serve(router, openingApi.ofMachines, ({ caller, query }) =>
    openingsOfMachines(app.db, caller.labId, spanOf(query), app.now()),
  )
  serveTo(router, openingApi.hours, async () => {
    const lab = await findLab(app.db)
    return lab
      ? hoursOf(app.db, lab.id)
      : { hours: [], exceptions: [], holidays: null, school: null, staff: null, version: '' }
  })
  serve(router, openingApi.setHours, ({ caller, body }) => setOpeningHours(app, caller, body))
}
