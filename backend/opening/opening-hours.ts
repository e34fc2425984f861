import { z } from 'zod'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/)

/** One line of a weekly pattern, in the lab's own time: ISO weekday (1 = Monday) and wall-clock times. */
export const openingHours = z
  .array(z.strictObject({ weekday: z.int().min(1).max(7), opens: clock, closes: clock }))
  .max(28)
export type OpeningHours = z.infer<typeof openingHours>

/** A date with hours of its own: « dimanche 14 juin, portes ouvertes ». Several lines of one date are several openings. */
export const openingException = z.strictObject({ day: z.iso.date(), opens: clock, closes: clock })
export type OpeningException = z.infer<typeof openingException>
