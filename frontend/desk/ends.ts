export type Ending = { end: number; fits: boolean }

/** When a print of so many seconds ends if it starts now, and whether that is before the lab closes. */
export function endingOf(seconds: number, now: number, openUntil: number | null): Ending {
  const end = now + seconds * 1000
  return { end, fits: openUntil !== null && end <= openUntil }
}
