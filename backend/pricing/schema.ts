import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { roles } from '#backend/base/role.ts'
import { receipt } from '#backend/change/schema.ts'
import { machineKinds } from '#backend/machine/kinds.ts'

/** Cents that a lab may ask: up to 10,000.00. */
const cents = z.int().min(0).max(1_000_000)
export const materialName = z.string().trim().min(1).max(30)

export const tariff = z.strictObject({
  name: z.string().trim().max(40),
  roles: z.array(z.enum(roles)).max(roles.length),
  gram: cents,
  materials: z.array(z.strictObject({ name: materialName, gram: cents })).max(30),
  hour: cents,
  start: cents,
  slotHour: z.array(z.strictObject({ kind: z.enum(machineKinds), cents })).max(machineKinds.length),
})

export const priceList = z.object({
  id: z.string(),
  /** From when it counts, epoch ms. */
  validFrom: z.number(),
  tariffs: z.array(tariff),
})

export const prices = z.object({
  /** All versions, the latest first; the first whose `validFrom` is not ahead is in force. */
  versions: z.array(priceList),
  version: z.string(),
})
export type Prices = z.infer<typeof prices>

export const pricingApi = {
  list: endpoint('GET', '/api/prices', {
    who: 'visitor',
    does: 'The price list, in its dated versions.',
    reply: prices,
  }),
  plans: endpoint('GET', '/api/plans', {
    who: 'staff',
    does: 'The plans that members have, and those that a tariff is called for, by name.',
    reply: z.array(z.string()),
  }),
  set: endpoint('PUT', '/api/prices', {
    who: 'staff',
    does: 'Adds a version of the price list, in force from the first minute of a day of the lab’s calendar, or from now on. Quotes that were given keep theirs.',
    body: z.strictObject({
      tariffs: z.array(tariff).min(1).max(8),
      from: z.iso.date().nullable(),
      version: z.string().max(40),
    }),
    reply: prices.extend({ change: receipt.nullable() }),
  }),
}
