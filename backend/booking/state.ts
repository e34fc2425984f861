/** What a booking can be. `takes`: its time is nobody else's. The database knows the same list: migration 0020. */
export const bookingStates = {
  /** Kept for a person who is still choosing, until `holdUntil`. */
  held: { takes: true },
  /** Waits for the team's yes. */
  asked: { takes: true },
  confirmed: { takes: true },
  checked_in: { takes: true },
  /** Ended before its time; its end is when that was. */
  ended: { takes: true },
  cancelled: { takes: false },
  /** A hold that nobody confirmed. */
  expired: { takes: false },
  declined: { takes: false },
  /** Nobody came: the rest of its time was given back. */
  no_show: { takes: false },
} as const satisfies Record<string, { takes: boolean }>

export type BookingState = keyof typeof bookingStates
export const bookingStateNames = Object.keys(bookingStates) as [BookingState, ...BookingState[]]
export const takingStates = bookingStateNames.filter((state) => bookingStates[state].takes)
export const takesTime = (state: BookingState): boolean => bookingStates[state].takes

type Step = {
  from: readonly BookingState[]
  /** Where it leads; null keeps the state. */
  to: BookingState | null
  who: 'holder' | 'team' | 'clock'
}

/** Everything that can become of a booking. The holder's steps may also be taken by staff, for them. */
export const bookingSteps = {
  confirm: { from: ['held'], to: 'confirmed', who: 'holder' },
  approve: { from: ['asked'], to: 'confirmed', who: 'team' },
  decline: { from: ['asked'], to: 'declined', who: 'team' },
  move: { from: ['asked', 'confirmed'], to: null, who: 'holder' },
  check_in: { from: ['confirmed'], to: 'checked_in', who: 'holder' },
  extend: { from: ['confirmed', 'checked_in'], to: null, who: 'holder' },
  end: { from: ['confirmed', 'checked_in'], to: 'ended', who: 'holder' },
  cancel: { from: ['held', 'asked', 'confirmed'], to: 'cancelled', who: 'holder' },
  expire: { from: ['held'], to: 'expired', who: 'clock' },
  no_show: { from: ['confirmed'], to: 'no_show', who: 'clock' },
} as const satisfies Record<string, Step>

export type BookingStep = keyof typeof bookingSteps

export const canStep = (step: BookingStep, state: BookingState): boolean =>
  (bookingSteps[step].from as readonly BookingState[]).includes(state)

/** What the history tells: a step, how it began, or that its cancellation was taken back. */
export type BookingEvent = 'held' | 'asked' | 'booked' | 'restore' | BookingStep
export const bookingEventNames = ['held', 'asked', 'booked', 'restore', ...Object.keys(bookingSteps)] as [
  BookingEvent,
  ...BookingEvent[],
]
