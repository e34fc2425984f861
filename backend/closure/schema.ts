import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'

const day = z.iso.date()
const days = { firstDay: day, lastDay: day }
const inOrder = { path: ['lastDay'], error: 'lastDay must not come before firstDay' }
type Days = { firstDay: string; lastDay: string }
const areInOrder = (b: Days) => b.firstDay <= b.lastDay && b.lastDay < '2200'

export const closure = z.object({ id: z.string(), ...days, reason: z.string() })
export type Closure = z.infer<typeof closure>

/** A booking that a closure takes away: what the team must know to tell its member. */
export const hitBooking = z.object({
  id: z.string(),
  machineName: z.string(),
  memberName: z.string(),
  start: z.number(),
  end: z.number(),
})
export type HitBooking = z.infer<typeof hitBooking>

export const closureInput = z
  .strictObject({
    ...days,
    /** What people read: « congés de Noël ». */
    reason: z.string().trim().max(80),
    /** Tells the members whose bookings are cancelled. */
    tell: z.boolean(),
  })
  .refine(areInOrder, inOrder)

const done = z.object({ change: receipt.nullable(), closures: z.array(closure) })

export const closureApi = {
  list: endpoint('GET', '/api/closures', {
    who: 'anyone',
    does: 'The closures that are not over, the next one first.',
    reply: z.array(closure),
  }),
  preview: endpoint('POST', '/api/closures/preview', {
    who: 'staff',
    does: 'The bookings that a closure of these days would cancel. Nothing is changed.',
    body: z.strictObject(days).refine(areInOrder, inOrder),
    reply: z.array(hitBooking),
  }),
  add: endpoint('POST', '/api/closures', {
    who: 'staff',
    does: 'Closes the lab for these days, and cancels the bookings that they hit. Taking it back gives the bookings back.',
    body: closureInput,
    reply: done.extend({ cancelled: z.array(hitBooking) }),
  }),
  remove: endpoint('DELETE', '/api/closures/:id', {
    who: 'staff',
    does: 'Takes a closure away: the lab is open on these days again. Bookings that were cancelled stay so.',
    reply: done,
  }),
}
