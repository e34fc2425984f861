import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { hitBooking } from '#backend/closure/schema.ts'
import { machineCard } from '#backend/machine/schema.ts'
import { instant } from '#backend/opening/schema.ts'
import { pictureId } from '#backend/picture/schema.ts'
import { severities, ticketEvents, ticketStates, ticketStepNames } from './ticket.ts'

/** A fault of a machine, from the first report until it is mended. For the team only. */
export const ticket = z.object({
  id: z.string(),
  machineId: z.string(),
  machineName: z.string(),
  severity: z.enum(severities),
  /** What was said first. */
  words: z.string(),
  state: z.enum(ticketStates),
  openedAt: z.number(),
  resolvedAt: z.number().nullable(),
  /** The machine is out of order for it. */
  isOut: z.boolean(),
  steps: z.array(z.enum(ticketStepNames)),
  events: z.array(
    z.object({
      id: z.string(),
      what: z.enum(ticketEvents),
      words: z.string(),
      photo: pictureId.nullable(),
      at: z.number(),
      /** Null where that person is no longer known. */
      by: z.string().nullable(),
    }),
  ),
})
export type Ticket = z.infer<typeof ticket>

/** A machine is taken out of its hours, dated ahead. */
export const maintenanceBlock = z.object({
  id: z.string(),
  start: z.number(),
  end: z.number(),
  reason: z.string(),
})
export type MaintenanceBlock = z.infer<typeof maintenanceBlock>

const words = z.string().trim().min(3).max(300)
const reason = z.string().trim().min(1).max(120)
/** Tells the members whose bookings are cancelled, and what is free instead. */
const tell = z.boolean().default(true)
const times = { start: instant, end: instant }
const inOrder = { path: ['end'], error: 'end must come after start' }
const isInOrder = ({ start, end }: { start: number; end: number }) => start < end
const moved = z.object({ change: receipt.nullable(), ticket })
const planned = z.object({ change: receipt.nullable(), blocks: z.array(maintenanceBlock) })

export const maintenanceApi = {
  list: endpoint('GET', '/api/tickets', {
    who: 'volunteer',
    does: 'The tickets that are not resolved, what cannot be used first; with `machineId` also what was resolved of that machine, the latest first.',
    query: z.strictObject({ machineId: z.string().max(40).optional() }),
    reply: z.array(ticket),
  }),
  report: endpoint('POST', '/api/machines/:id/reports', {
    who: 'visitor',
    does: 'Reports a fault of a machine. The team hears of it at once; where the machine has an open ticket, it joins it.',
    body: z.strictObject({
      words,
      severity: z.enum(severities).default('annoying'),
      photo: pictureId.nullable().default(null),
    }),
    reply: z.object({ joined: z.boolean() }),
  }),
  reportHere: endpoint('POST', '/api/machines/:id/reports-here', {
    who: 'screen',
    does: 'Reports a fault at the kiosk of the reception, where nobody is signed in: the team reads which screen it was.',
    body: z.strictObject({ words, severity: z.enum(severities).default('annoying') }),
    reply: z.object({ joined: z.boolean() }),
  }),
  sendPhoto: endpoint('POST', '/api/ticket-photos', {
    who: 'visitor',
    does: 'Keeps the photo of a fault until it is reported, for a day at most: a PNG, a JPEG or a WebP, at most 2 MB and 4 megapixels.',
    reply: z.object({ id: pictureId }),
  }),
  photo: endpoint('GET', '/api/ticket-photos/:id', {
    who: 'volunteer',
    does: 'A photo that was reported.',
    file: 'image/*',
  }),
  comment: endpoint('POST', '/api/tickets/:id/comments', {
    who: 'volunteer',
    does: 'Adds a sentence to a ticket, for the team.',
    body: z.strictObject({ words, photo: pictureId.nullable().default(null) }),
    reply: ticket,
  }),
  step: endpoint('PUT', '/api/tickets/:id/state', {
    who: 'volunteer',
    does: 'Takes a ticket on, resolves it or opens it again. Resolved, it puts the machine back that was out of order for it, and whoever reported it hears.',
    body: z.strictObject({ step: z.enum(ticketStepNames), words: z.string().trim().max(300).default('') }),
    reply: moved,
  }),
  preview: endpoint('POST', '/api/machines/:id/blocked-bookings', {
    who: 'volunteer',
    does: 'The bookings of a machine that its being out of order, or a maintenance, would cancel during this span. Changes nothing.',
    body: z.strictObject(times).refine(isInOrder, inOrder),
    reply: z.array(hitBooking),
  }),
  setOutOfOrder: endpoint('PUT', '/api/machines/:id/out-of-order', {
    who: 'volunteer',
    does: 'Takes a machine out of service, with a reason that everybody reads, for a ticket and until an expected end where there are any; or puts it back with null. Bookings before the end, or of the next seven days, are cancelled.',
    body: z.strictObject({
      reason: reason.nullable(),
      until: instant.nullable().default(null),
      ticketId: z.string().max(40).nullable().default(null),
      tell,
    }),
    reply: z.object({ card: machineCard, change: receipt.nullable(), cancelled: z.array(hitBooking) }),
  }),
  blocks: endpoint('GET', '/api/machines/:id/maintenance', {
    who: 'visitor',
    does: 'The maintenance that is planned of a machine, the next first.',
    reply: z.array(maintenanceBlock),
  }),
  plan: endpoint('POST', '/api/machines/:id/maintenance', {
    who: 'volunteer',
    does: 'Plans a maintenance: nobody books then, and the bookings that it hits are cancelled. Taking it back gives them back.',
    body: z.strictObject({ ...times, reason, tell }).refine(isInOrder, inOrder),
    reply: planned.extend({ cancelled: z.array(hitBooking) }),
  }),
  unplan: endpoint('DELETE', '/api/maintenance/:id', {
    who: 'volunteer',
    does: 'Calls a maintenance off. Bookings that were cancelled stay so.',
    reply: planned,
  }),
}
