import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { closure } from '#backend/closure/schema.ts'
import { openingHours } from '#backend/opening/opening-hours.ts'
import { pictureId } from '#backend/picture/schema.ts'
import { tariff } from '#backend/pricing/schema.ts'

/** Free now; taken, perhaps until a known time; or not to be used, and nobody outside learns why. */
export const freedoms = ['free', 'taken', 'unavailable'] as const
export type Freedom = (typeof freedoms)[number]

/** A machine as a passer-by sees it: no name of a person, no code of a job, no words of the team. */
export const publicMachine = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(machineKinds),
  room: z.string(),
  freedom: z.enum(freedoms),
  /** Taken until then, or free until the next booking; epoch ms, null where nobody knows. */
  until: z.number().nullable(),
  rules: z.string(),
  /** « PLA, PETG »; empty: any. */
  materials: z.string(),
  photo: pictureId.nullable(),
  /** mm, of a printer. */
  bedSize: z.tuple([z.number(), z.number(), z.number()]).nullable(),
})
export type PublicMachine = z.infer<typeof publicMachine>

export const publicHours = z.object({
  hours: openingHours,
  /** Those that are not over, the next one first. */
  closures: z.array(closure),
  /** The weekly hours in the school holidays, and the next of them; null where they are like any week. */
  school: z
    .object({
      hours: openingHours,
      next: z.object({
        firstDay: z.string(),
        lastDay: z.string(),
        names: z.object({ fr: z.string(), en: z.string() }),
      }),
    })
    .nullable(),
  openUntil: z.number().nullable(),
  opensAt: z.number().nullable(),
})

export type PublicHours = z.infer<typeof publicHours>

/** Long enough to bear a crowd, short enough to be true. */
const maxAge = 30

/** What the lab tells everybody. Nothing of it is about a person. */
export const publicPageApi = {
  hours: endpoint('GET', '/api/public/hours', {
    who: 'anyone',
    does: 'When the lab is open: now, next, and every week.',
    reply: publicHours,
    maxAge,
  }),
  prices: endpoint('GET', '/api/public/prices', {
    who: 'anyone',
    does: 'The price list in force; null before there is one.',
    reply: z.object({ validFrom: z.number(), tariffs: z.array(tariff) }).nullable(),
    maxAge,
  }),
  machines: endpoint('GET', '/api/public/machines', {
    who: 'anyone',
    does: 'The machines, and whether they are free now.',
    reply: z.array(publicMachine),
    maxAge,
  }),
}
