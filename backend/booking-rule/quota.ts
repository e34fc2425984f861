import { addDays, dayInterval, dayOf, weekdayOf } from '#backend/base/calendar-day.ts'
import { sameName } from '#backend/base/same-name.ts'
import { overlaps, type Interval } from '#backend/base/interval.ts'
import { rollingDays, type Quota } from './rules.ts'

/** A live booking that counts for somebody's quotas. */
export type CountedBooking = Interval & {
  machineId: string
  kind: string
  machine: string
  /** Held by the person who asks; the others are of the same organization. */
  mine: boolean
}

export type QuotaFacts = {
  timeZone: string
  machine: { id: string; kind: string }
  person: { role: string; plan: string; organizationId: string | null }
  counted: CountedBooking[]
}

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Whether this quota speaks of the person who asks. */
export const appliesTo = ({ who }: Quota, { role, plan, organizationId }: QuotaFacts['person']): boolean =>
  who.kind === 'each' ||
  (who.kind === 'role' && who.role === role) ||
  (who.kind === 'plan' && sameName(who.plan, plan)) ||
  (who.kind === 'organization' && who.organizationId === organizationId)

/** The windows of a quota that a wanted slot touches. */
export function windowsOf({ window }: Quota, wanted: Interval, others: Interval[], timeZone: string): Interval[] {
  if (window === 'rolling') {
    const length = rollingDays * dayMs
    // The fullest 30 days end with a booking: the wanted one, or one that follows within 30 days.
    const ends = others.map(({ end }) => end).filter((end) => end > wanted.end && end - length < wanted.end)
    return [wanted.end, ...ends].map((end) => ({ start: end - length, end }))
  }
  const windows: Interval[] = []
  for (let at = wanted.start; at < wanted.end; at = windows.at(-1)!.end)
    windows.push(calendarWindow(window, at, timeZone))
  return windows
}

function calendarWindow(window: 'day' | 'week' | 'month', at: number, timeZone: string): Interval {
  const day = dayOf(at, timeZone)
  if (window === 'day') return dayInterval(day, timeZone)
  const first = window === 'week' ? addDays(day, 1 - weekdayOf(day)) : `${day.slice(0, 8)}01`
  const next = window === 'week' ? addDays(first, 7) : `${addDays(first, 31).slice(0, 8)}01`
  return { start: dayInterval(first, timeZone).start, end: dayInterval(next, timeZone).start }
}

const overlapMs = (a: Interval, b: Interval): number => Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))

/**
 * How much of a quota the wanted slot would use with what is booked already: hours, or bookings, of the fullest window that it
 * touches. A booking counts as one where it starts; its hours count where they lie.
 */
export function useOf(quota: Quota, wanted: Interval, facts: QuotaFacts): number {
  const counted = facts.counted.filter(
    (one) =>
      (one.mine || quota.who.kind === 'organization') &&
      (quota.over === 'lab' ||
        (quota.over === 'kind' ? one.kind === facts.machine.kind : one.machineId === facts.machine.id)),
  )
  const all = [...counted, wanted]
  const uses = windowsOf(quota, wanted, counted, facts.timeZone)
    .filter((window) => overlaps(window, wanted))
    .map((window) =>
      quota.of === 'hours'
        ? all.reduce((sum, one) => sum + overlapMs(one, window), 0) / hourMs
        : all.filter(({ start }) => window.start <= start && start < window.end).length,
    )
  return Math.max(0, ...uses)
}

/** The first quota that the wanted slot would go beyond. */
export const exceededQuota = (quotas: Quota[], wanted: Interval, facts: QuotaFacts): Quota | undefined =>
  quotas.find((quota) => appliesTo(quota, facts.person) && useOf(quota, wanted, facts) > quota.most)
