import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { findLab } from '#backend/lab/store.ts'
import { openingsDuring } from './openings.ts'
import { openingApi } from './schema.ts'
import { hoursOf, setOpeningHours } from './service.ts'
import { openCalendar } from './views.ts'

const longestSpan = 62 * 86_400_000

export function openingRoutes(router: Router, app: App): void {
  serveTo(router, openingApi.list, async ({ query }) => {
    if (query.from >= query.to || query.to - query.from > longestSpan) throw new Refusal('input.invalid')
    const lab = await findLab(app.db)
    if (!lab) return []
    return openingsDuring(await openCalendar(app.db, lab), { start: query.from, end: query.to })
  })
  serveTo(router, openingApi.hours, async () => {
    const lab = await findLab(app.db)
    return lab ? hoursOf(app.db, lab.id) : { hours: [], version: '' }
  })
  serve(router, openingApi.setHours, ({ caller, body }) => setOpeningHours(app, caller, body.hours, body.version))
}
