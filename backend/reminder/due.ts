const hour = 3_600_000
const day = 24 * hour

/** A booking is remembered from a day before it starts. */
export const remindAheadMs = day
/** Who heard of it less than this ago remembers by themselves. */
const stillKnownMs = 12 * hour

/** `toldAt` is when its holder last heard of it: made, moved or changed. */
export const isReminderDue = ({ start, toldAt }: { start: number; toldAt: number }, now: number): boolean =>
  now >= start - remindAheadMs && now < start && toldAt <= now - stillKnownMs

/** After how many days on the shelf a part is asked after. */
const shelfDays = [3, 7]
export const firstShelfMs = shelfDays[0]! * day

/** The last of these that has gone by, for a part that is ready since `since`. */
export const shelfReminderDue = (since: number, now: number): number | undefined =>
  shelfDays.findLast((days) => now - since >= days * day)

/** A membership's end is told two weeks ahead. */
export const membershipAheadDays = 14

/** An authorization’s end is told a month ahead: a training must be found before it. */
export const authorizationAheadDays = 30
