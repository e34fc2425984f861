import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { levels } from '#backend/authorization/level.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { instant } from '#backend/opening/schema.ts'

export const training = z.object({
  id: z.string(),
  name: z.string(),
  machineKind: z.enum(machineKinds),
  /** What it gives to whoever is there: how far, and for how many months; null: without an end. */
  level: z.enum(levels),
  validMonths: z.int().nullable(),
  place: z.string(),
  start: z.number(),
  end: z.number(),
  minimum: z.int(),
  maximum: z.int(),
  /** Hours before the start at which it is cancelled when the minimum is not reached. */
  decideHours: z.int(),
  trainer: z.string().nullable(),
  isCancelled: z.boolean(),
  enrolled: z.int(),
  waiting: z.int(),
  /** The caller's own place. */
  mine: z.enum(['enrolled', 'waiting']).nullable(),
  /** Whether the caller leads it: its trainer, who teaches this kind of machine, or staff. */
  isLed: z.boolean(),
})
export type Training = z.infer<typeof training>

const attendee = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['enrolled', 'waiting']),
  isPresent: z.boolean(),
})

export const trainingSheet = z.object({ training, attendees: z.array(attendee) })
export type TrainingSheet = z.infer<typeof trainingSheet>

export const trainingInput = z
  .strictObject({
    name: z.string().trim().min(1).max(80),
    machineKind: z.enum(machineKinds),
    level: z.enum(levels).default('independent'),
    validMonths: z.int().min(1).max(120).nullable().default(null),
    place: z.string().trim().max(80),
    start: instant,
    end: instant,
    minimum: z.int().min(0).max(100),
    maximum: z.int().min(1).max(100),
    decideHours: z.int().min(0).max(336),
    trainerId: z.string(),
  })
  .refine((b) => b.start < b.end, { path: ['end'], error: 'end must come after start' })
  .refine((b) => b.minimum <= b.maximum, { path: ['minimum'], error: 'minimum must not exceed maximum' })
export type TrainingInput = z.infer<typeof trainingInput>

const changed = z.object({ change: receipt.nullable(), sheet: trainingSheet })

export const trainingApi = {
  list: endpoint('GET', '/api/trainings', {
    who: 'visitor',
    does: 'The trainings that are not over, the next one first; for whoever leads them, also those of the last thirty days.',
    reply: z.array(training),
  }),
  trainers: endpoint('GET', '/api/trainings/trainers', {
    who: 'staff',
    does: 'Who can lead a training, and of which kinds: whoever teaches them, and staff.',
    reply: z.array(z.object({ id: z.string(), name: z.string(), kinds: z.array(z.enum(machineKinds)) })),
  }),
  sheet: endpoint('GET', '/api/trainings/:id', {
    who: 'member',
    does: 'A training with those who have a place or wait for one. For its trainer, and for staff.',
    reply: trainingSheet,
  }),
  plan: endpoint('POST', '/api/trainings', {
    who: 'staff',
    does: 'Plans a training. It is cancelled by itself when too few people are enrolled some hours before.',
    body: trainingInput,
    reply: changed,
  }),
  cancel: endpoint('POST', '/api/trainings/:id/cancellation', {
    who: 'member',
    does: 'Cancels a training and tells everybody who has a place or waits for one. For its trainer, and for staff.',
    body: z.strictObject({ reason: z.string().trim().max(200) }),
    reply: changed,
  }),
  enrol: endpoint('POST', '/api/trainings/:id/seat', {
    who: 'member',
    does: 'Takes a place in a training, or waits for one when it is full.',
    reply: training,
  }),
  leave: endpoint('DELETE', '/api/trainings/:id/seat', {
    who: 'member',
    does: 'Gives a place back. The first who waits has it at once.',
    reply: training,
  }),
  attend: endpoint('POST', '/api/trainings/:id/attendance', {
    who: 'member',
    does: 'Notes who was there: they are authorized on this kind of machine by the same act. For its trainer, and for staff.',
    body: z.strictObject({ memberIds: z.array(z.string()).min(1).max(100) }),
    reply: changed,
  }),
}
