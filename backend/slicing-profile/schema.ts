import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { materialName } from '#backend/pricing/schema.ts'
import { isSliceKey, tidyValue, type SliceKey, type SliceValues } from './values.ts'

/** Each value is one that the slicer takes; unknown names are refused. */
const values = z
  .record(z.string().max(60), z.string().max(8000))
  .refine((all) => Object.entries(all).every(([key, value]) => isSliceKey(key) && tidyValue(key, value) !== undefined))
  .transform(
    (all) =>
      Object.fromEntries(
        Object.entries(all).map(([key, value]) => [key, tidyValue(key as SliceKey, value)]),
      ) as SliceValues,
  )

/** How the lab slices: a material, a quality, perhaps for one printer only. */
export const slicingProfile = z.object({
  id: z.string(),
  name: z.string(),
  material: z.string(),
  machineId: z.string().nullable(),
  /** Counts its changes from 1. What was sliced says with which. */
  version: z.int(),
  /** By PrusaSlicer's names; what is not named is as usual. */
  values: z.record(z.string(), z.string()),
  /** Sent back with a change, to prove that one saw the latest. */
  seen: z.string(),
})
export type SlicingProfile = z.infer<typeof slicingProfile>

export const profileInput = z.strictObject({
  name: z.string().trim().min(1).max(60),
  material: materialName,
  machineId: z.string().max(40).nullable(),
  values,
})
export type ProfileInput = z.infer<typeof profileInput>

const kept = z.object({ profile: slicingProfile, change: receipt.nullable() })

export const slicingProfileApi = {
  list: endpoint('GET', '/api/slicing-profiles', {
    who: 'volunteer',
    does: 'How the lab slices, in the order in which makers see it; the first is taken where nobody chooses.',
    reply: z.array(slicingProfile),
  }),
  add: endpoint('POST', '/api/slicing-profiles', {
    who: 'staff',
    does: 'Adds a profile, at the end.',
    body: profileInput,
    reply: kept,
  }),
  change: endpoint('PUT', '/api/slicing-profiles/:id', {
    who: 'staff',
    does: 'Changes a profile: a new version of it. What was sliced before stays as it was.',
    body: profileInput.extend({ seen: z.string().max(40) }),
    reply: kept,
  }),
  first: endpoint('POST', '/api/slicing-profiles/:id/first', {
    who: 'staff',
    does: 'Makes a profile the one that is taken where nobody chooses.',
    reply: kept,
  }),
  remove: endpoint('DELETE', '/api/slicing-profiles/:id', {
    who: 'staff',
    does: 'Removes a profile. Prints that were sliced with it stay.',
    reply: z.object({ change: receipt.nullable() }),
  }),
}
