import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

const range = z.object({ from: z.number(), to: z.number() })

/** What a printer would make of a model in one quality: about how long, how heavy, how dear. */
export const printOffer = z.object({
  /** Null for the one that every lab has without making it. */
  profileId: z.string().nullable(),
  name: z.string(),
  material: z.string(),
  layerHeight: z.number(),
  infill: z.number(),
  /** The one that the job has now. */
  chosen: z.boolean(),
  /** Null where the volume is not known: a surface that is not closed. */
  seconds: range.nullable(),
  grams: range.nullable(),
  cents: range.nullable(),
})
export type PrintOffer = z.infer<typeof printOffer>

export const printOfferApi = {
  list: endpoint('GET', '/api/print-jobs/:id/offers', {
    who: 'member',
    does: 'The qualities in which the chosen printer prints a model, each with an estimate of time, grams and price from the model’s geometry and from what was sliced before.',
    reply: z.array(printOffer),
  }),
}
