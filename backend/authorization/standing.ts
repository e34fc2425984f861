import { addMonths, dayOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import type { Interval } from '#backend/base/interval.ts'
import { reaches, type Level } from './level.ts'

/** An authorization of a person on a kind of machine, as it stands in the lab's books. */
export type Held = {
  kind: string
  level: Level
  /** Given, or given again: epoch ms. */
  since: number
  /** The last day on which it holds; null: without an end. */
  expiresOn: CalendarDay | null
  isRevoked: boolean
  revokedReason: string | null
}

/** What a lab asks of whoever books a machine. */
export type Asked = {
  level: Level
  /** Lost without use for so many months; null: never. */
  unusedMonths: number | null
  /** Other kinds that one must be authorized on, alone: all of them, or any. */
  prerequisites: { match: 'all' | 'any'; kinds: string[] } | null
}

/** All that is known of one person before one machine. */
export type AuthorizationFacts = {
  kind: string
  held: Held[]
  /** When the person used a machine of this kind for the last time, epoch ms; null: never, or nobody asks. */
  lastUse: number | null
}

export const obstacleCodes = [
  'booking.unauthorized',
  'booking.authorization-revoked',
  'booking.authorization-ended',
  'booking.level-too-low',
  'booking.out-of-practice',
  'booking.prerequisite-missing',
] as const
type Code = (typeof obstacleCodes)[number]

/** What stands in the way, and what its sentence names. */
export type Obstacle = { code: Code; detail: object | null }

/** Whether it holds for the whole of a time: neither revoked nor at its end before. */
const holds = ({ isRevoked, expiresOn }: Held, { end }: Interval, timeZone: string): boolean =>
  !isRevoked && (expiresOn === null || dayOf(end - 1, timeZone) <= expiresOn)

/** Every obstacle of the person's authorizations to `wanted`, in the order in which they should hear of them; none when they may. */
export function obstacles(
  wanted: Interval,
  { kind, held, lastUse }: AuthorizationFacts,
  asked: Asked,
  timeZone: string,
  /** The ends of what they have booked of this kind: whoever comes before is in practice then. */
  bookedUntil: number[] = [],
): Obstacle[] {
  const own = held.find((one) => one.kind === kind)
  const found: Obstacle[] = []
  if (!own) found.push({ code: 'booking.unauthorized', detail: null })
  else if (own.isRevoked) found.push({ code: 'booking.authorization-revoked', detail: { why: own.revokedReason } })
  else {
    if (!holds(own, wanted, timeZone))
      found.push({ code: 'booking.authorization-ended', detail: { until: own.expiresOn } })
    if (!reaches(own.level, asked.level)) found.push({ code: 'booking.level-too-low', detail: { level: asked.level } })
    if (asked.unusedMonths !== null) {
      const before = bookedUntil.filter((end) => end <= wanted.start)
      const last = dayOf(Math.max(own.since, lastUse ?? 0, ...before), timeZone)
      if (dayOf(wanted.start, timeZone) > addMonths(last, asked.unusedMonths))
        found.push({ code: 'booking.out-of-practice', detail: { months: asked.unusedMonths, since: last } })
    }
  }
  const missing = missingOf(asked.prerequisites, held, wanted, timeZone)
  if (missing.length > 0)
    found.push({ code: 'booking.prerequisite-missing', detail: { kinds: missing, match: asked.prerequisites?.match } })
  return found
}

/** The kinds that are missing: all that do not hold, or every one where any would do and none does. */
function missingOf(asked: Asked['prerequisites'], held: Held[], wanted: Interval, timeZone: string): string[] {
  if (!asked || asked.kinds.length === 0) return []
  const missing = asked.kinds.filter(
    (kind) =>
      !held.some((one) => one.kind === kind && reaches(one.level, 'independent') && holds(one, wanted, timeZone)),
  )
  return asked.match === 'any' && missing.length < asked.kinds.length ? [] : missing
}
