import { obstacleCodes, obstacles, type AuthorizationFacts } from '#backend/authorization/standing.ts'
import { dayInterval, dayOf } from '#backend/base/calendar-day.ts'
import { contains, overlaps, type Interval } from '#backend/base/interval.ts'
import { fitsIn, inBoth, lastEnd, type Opening } from '#backend/opening/openings.ts'
import type { RefusalCode } from '#backend/base/refusal.ts'
import { exceededQuota, type CountedBooking } from '#backend/booking-rule/quota.ts'
import { usualRules, type BookingRuleSet } from '#backend/booking-rule/rules.ts'

export type BookingFacts = {
  now: number
  timeZone: string
  /** What the lab states for this machine. */
  rules: BookingRuleSet
  machine: { id: string; kind: string }
  /** Who would hold it. Days of the membership are of the lab's calendar. */
  person: {
    role: string
    plan: string
    organizationId: string | null
    membershipFrom: string | null
    membershipUntil: string | null
  }
  /** When this machine can be booked. */
  openings: Opening[]
  /** When the team is there, where the rules ask for it. */
  staffed: Interval[] | null
  /** Live bookings of this machine, without the one that is being moved. */
  bookings: (Interval & { mine?: boolean })[]
  /** Live bookings of the space that this machine stands in, or of the machines that stand in this space. */
  neighbours: (Interval & { machine: string })[]
  /** When calendars of others take this machine. */
  external: (Interval & { calendar: string })[]
  /** The space, where only so many of its machines may be booked at once; `bookings` are those of the others. */
  room: { name: string; capacity: number; bookings: Interval[] } | null
  /** Live bookings of the same person, and of their organization, around the wanted time and ahead; none where no rule looks at them. */
  counted: CountedBooking[]
  /** Had the safety induction, or the lab does not ask for it. */
  isInducted: boolean
  /** What the person is authorized on; null where nobody needs to be. */
  authorization: AuthorizationFacts | null
  /** Out of order, and nobody can say until when. */
  outOfOrder: boolean
  /** When the machine is out of order with an expected end, or its maintenance is planned. */
  blocks: MachineBlock[]
}

export type MachineBlock = Interval & { refusal: 'booking.under-repair' | 'booking.maintenance'; reason: string }

/** Facts with nothing in the way: what a page or a test says nothing of. */
export const untroubled: Omit<BookingFacts, 'now' | 'openings' | 'bookings'> = {
  timeZone: 'Europe/Paris',
  rules: usualRules,
  machine: { id: '', kind: '' },
  person: { role: 'member', plan: '', organizationId: null, membershipFrom: null, membershipUntil: null },
  staffed: null,
  neighbours: [],
  external: [],
  room: null,
  counted: [],
  isInducted: true,
  authorization: null,
  outOfOrder: false,
  blocks: [],
}

type BookingRule = {
  refusal: RefusalCode
  isBroken: (wanted: Interval, facts: BookingFacts) => boolean
  /** What its sentence names. */
  detail?: (wanted: Interval, facts: BookingFacts) => unknown
}

const minuteMs = 60_000
const dayMs = 86_400_000
const lengthOf = ({ start, end }: Interval) => end - start
const isSet = (minutes: number | null): minutes is number => minutes !== null

const isOffStep = ({ start, end }: Interval, step: number, timeZone: string): boolean =>
  (start - dayInterval(dayOf(start, timeZone), timeZone).start) % (step * minuteMs) !== 0 ||
  (end - start) % (step * minuteMs) !== 0

/** The most machines of a room that are booked at one moment of `wanted`: it can only grow where one starts. */
export const peakDuring = (wanted: Interval, bookings: Interval[]): number => {
  const during = bookings.filter((booking) => overlaps(booking, wanted))
  const starts = [wanted.start, ...during.map(({ start }) => start).filter((start) => start > wanted.start)]
  return Math.max(...starts.map((at) => during.filter(({ start, end }) => start <= at && at < end).length))
}

const ownElsewhere = (wanted: Interval, { counted, machine }: BookingFacts) =>
  counted.find((one) => one.mine && one.machineId !== machine.id && overlaps(one, wanted))

const aheadOf = ({ counted, now }: BookingFacts) => counted.filter(({ mine, end }) => mine && end > now).length

const obstaclesOf = (wanted: Interval, { authorization, rules, timeZone, counted }: BookingFacts) => {
  if (!authorization) return []
  const booked = counted.filter(({ mine, kind }) => mine && kind === authorization.kind).map(({ end }) => end)
  return obstacles(wanted, authorization, rules, timeZone, booked)
}

/** Everything that a booking must keep, in the order in which people should hear of it. */
export const bookingRules: BookingRule[] = [
  { refusal: 'booking.induction-needed', isBroken: (_wanted, facts) => !facts.isInducted },
  ...obstacleCodes.map((refusal): BookingRule => {
    const obstacleOf = (wanted: Interval, facts: BookingFacts) =>
      obstaclesOf(wanted, facts).find(({ code }) => code === refusal)
    return {
      refusal,
      isBroken: (wanted, facts) => obstacleOf(wanted, facts) !== undefined,
      detail: (wanted, facts) => obstacleOf(wanted, facts)?.detail ?? null,
    }
  }),
  { refusal: 'booking.out-of-order', isBroken: (_wanted, facts) => facts.outOfOrder },
  ...(['booking.under-repair', 'booking.maintenance'] as const).map((refusal): BookingRule => {
    const blockOf = (wanted: Interval, { blocks }: BookingFacts) =>
      blocks.find((one) => one.refusal === refusal && overlaps(one, wanted))
    return {
      refusal,
      isBroken: (wanted, facts) => blockOf(wanted, facts) !== undefined,
      detail: (wanted, facts) => {
        const block = blockOf(wanted, facts)
        return { back: block?.end, why: block?.reason, timeZone: facts.timeZone }
      },
    }
  }),
  { refusal: 'booking.in-the-past', isBroken: (wanted, facts) => wanted.end <= facts.now },
  {
    refusal: 'booking.too-long',
    isBroken: (wanted, { rules }) => lengthOf(wanted) > rules.maxMinutes * minuteMs,
    detail: (_wanted, { rules }) => ({ minutes: rules.maxMinutes }),
  },
  {
    refusal: 'booking.too-short',
    isBroken: (wanted, { rules }) => isSet(rules.minMinutes) && lengthOf(wanted) < rules.minMinutes * minuteMs,
    detail: (_wanted, { rules }) => ({ minutes: rules.minMinutes }),
  },
  {
    refusal: 'booking.off-step',
    isBroken: (wanted, { rules, timeZone }) =>
      isSet(rules.stepMinutes) && isOffStep(wanted, rules.stepMinutes, timeZone),
    detail: (_wanted, { rules }) => ({ minutes: rules.stepMinutes }),
  },
  {
    refusal: 'booking.too-soon',
    isBroken: (wanted, { rules, now }) => isSet(rules.leadMinutes) && wanted.start < now + rules.leadMinutes * minuteMs,
    detail: (_wanted, { rules }) => ({ minutes: rules.leadMinutes }),
  },
  {
    refusal: 'booking.too-far',
    isBroken: (wanted, { rules, now }) => wanted.start > now + rules.horizonDays * dayMs,
    detail: (_wanted, { rules }) => ({ days: rules.horizonDays }),
  },
  {
    refusal: 'booking.membership-ended',
    isBroken: (wanted, { rules, person, timeZone }) =>
      rules.membership &&
      ((person.membershipUntil !== null && dayOf(wanted.end - 1, timeZone) > person.membershipUntil) ||
        (person.membershipFrom !== null && dayOf(wanted.start, timeZone) < person.membershipFrom)),
    detail: (_wanted, { person }) => ({ from: person.membershipFrom, until: person.membershipUntil }),
  },
  {
    refusal: 'booking.outside-opening-hours',
    isBroken: (wanted, facts) => !facts.openings.some((opening) => fitsIn(opening, wanted)),
    detail: (_wanted, { rules }) => ({ runsOn: rules.runsOn }),
  },
  {
    refusal: 'booking.no-staff',
    isBroken: (wanted, { staffed }) => staffed !== null && !staffed.some((one) => contains(one, wanted)),
    detail: (wanted, { staffed, timeZone }) => ({
      there: staffed?.filter(({ end }) => end > wanted.start).slice(0, 2),
      timeZone,
    }),
  },
  {
    refusal: 'booking.overlap',
    isBroken: (wanted, facts) => facts.bookings.some((booking) => overlaps(booking, wanted)),
  },
  {
    refusal: 'booking.external',
    isBroken: (wanted, { external }) => external.some((one) => overlaps(one, wanted)),
    detail: (wanted, { external }) => ({ calendar: external.find((one) => overlaps(one, wanted))?.calendar }),
  },
  {
    refusal: 'booking.buffer',
    isBroken: (wanted, { rules, bookings }) => {
      const buffer = (rules.bufferMinutes ?? 0) * minuteMs
      const around = { start: wanted.start - buffer, end: wanted.end + buffer }
      return bookings.some((one) => !one.mine && overlaps(one, around) && !overlaps(one, wanted))
    },
    detail: (_wanted, { rules }) => ({ minutes: rules.bufferMinutes }),
  },
  {
    refusal: 'booking.space-taken',
    isBroken: (wanted, { neighbours }) => neighbours.some((one) => overlaps(one, wanted)),
    detail: (wanted, { neighbours }) => ({ machine: neighbours.find((one) => overlaps(one, wanted))?.machine }),
  },
  {
    refusal: 'booking.room-full',
    isBroken: (wanted, { room }) => room !== null && peakDuring(wanted, room.bookings) >= room.capacity,
    detail: (_wanted, { room }) => ({ room: room?.name, capacity: room?.capacity }),
  },
  {
    refusal: 'booking.own-overlap',
    isBroken: (wanted, facts) => !facts.rules.ownOverlap && ownElsewhere(wanted, facts) !== undefined,
    detail: (wanted, facts) => ({ machine: ownElsewhere(wanted, facts)?.machine }),
  },
  {
    refusal: 'booking.too-many-ahead',
    isBroken: (_wanted, facts) => facts.rules.maxHeld !== null && aheadOf(facts) >= facts.rules.maxHeld,
    detail: (_wanted, { rules }) => ({ most: rules.maxHeld }),
  },
  {
    refusal: 'booking.quota',
    isBroken: (wanted, facts) => exceededQuota(facts.rules.quotas, wanted, facts) !== undefined,
    detail: (wanted, facts) => ({ quota: exceededQuota(facts.rules.quotas, wanted, facts) }),
  },
]

/** Why `wanted` cannot be booked, or undefined when it can. The first reason found wins. */
export const findConflict = (wanted: Interval, facts: BookingFacts): RefusalCode | undefined =>
  bookingRules.find(({ isBroken }) => isBroken(wanted, facts))?.refusal

export type Reason = { code: RefusalCode; detail: unknown }

/** Every reason why `wanted` cannot be booked, with what its sentence names; none when it can. */
export const explain = (wanted: Interval, facts: BookingFacts): Reason[] =>
  bookingRules
    .filter(({ isBroken }) => isBroken(wanted, facts))
    .map(({ refusal, detail }) => ({ code: refusal, detail: detail?.(wanted, facts) ?? null }))

const personal = new Set<RefusalCode>(['booking.induction-needed', ...obstacleCodes, 'booking.out-of-order'])

/** What a later time would not mend, nor a shorter one. */
export const isPersonal = (code: RefusalCode): boolean => personal.has(code)

/** When it is open, and the team is there where it must be. */
export const bookable = ({ openings, staffed }: Pick<BookingFacts, 'openings' | 'staffed'>): Opening[] =>
  staffed ? inBoth(openings, staffed) : openings

/** The first times as long as the wanted one that can be booked, at most `count`, that start no earlier than it. */
export function nextFree(wanted: Interval, facts: BookingFacts, count: number): Interval[] {
  const step = Math.max(30, facts.rules.stepMinutes ?? 30) * minuteMs
  const length = lengthOf(wanted)
  const buffer = (facts.rules.bufferMinutes ?? 0) * minuteMs
  const free: Interval[] = []
  const earliest = facts.now + (facts.rules.leadMinutes ?? 0) * minuteMs
  for (const opening of bookable(facts)) {
    let start = Math.max(opening.start, wanted.start, Math.ceil(earliest / step) * step)
    while (start < opening.end && start + length <= lastEnd(opening) && free.length < count) {
      const slot = { start, end: start + length }
      const inTheWay = [...facts.bookings, ...facts.neighbours, ...facts.blocks, ...facts.external]
      const taken = inTheWay.find((booking) => overlaps(booking, slot))
      if (taken) {
        start = Math.max(taken.end, start + 1)
        continue
      }
      const conflict = findConflict(slot, facts)
      if (conflict && isPersonal(conflict)) return free
      if (!conflict) free.push(slot)
      // A time that only the buffer forbids is offered right after it.
      start = conflict === 'booking.buffer' ? start + Math.min(buffer, step) : conflict ? start + step : slot.end
    }
  }
  return free
}
