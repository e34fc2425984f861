import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { upkeepUnits } from './task.ts'

const taskInput = z.strictObject({
  title: z.string().trim().min(3).max(80),
  every: z.int().min(1).max(1_000_000),
  unit: z.enum(upkeepUnits),
})
export type UpkeepInput = z.infer<typeof taskInput>

export const upkeepTask = taskInput.extend({
  id: z.string(),
  machineId: z.string(),
  machineName: z.string(),
  doneAt: z.number(),
  /** Since then, in its unit. */
  used: z.number(),
  /** Since when the team knows that it is due; null while it is not. */
  dueAt: z.number().nullable(),
})
export type ShownTask = z.infer<typeof upkeepTask>

export const upkeep = z.object({
  /** All that the machine was ever used for. */
  total: z.object({ hours: z.number(), prints: z.number(), grams: z.number() }),
  units: z.array(z.enum(upkeepUnits)),
  tasks: z.array(upkeepTask),
  /** What was done, the last first. */
  done: z.array(
    z.object({
      title: z.string(),
      words: z.string(),
      used: z.number(),
      unit: z.enum(upkeepUnits),
      at: z.number(),
      by: z.string().nullable(),
    }),
  ),
})
export type Upkeep = z.infer<typeof upkeep>

const changed = z.object({ upkeep, change: receipt.nullable() })

export const upkeepApi = {
  due: endpoint('GET', '/api/upkeep/due', {
    who: 'volunteer',
    does: 'What is due on all machines, what has waited longest first.',
    reply: z.array(upkeepTask),
  }),
  of: endpoint('GET', '/api/machines/:id/upkeep', {
    who: 'volunteer',
    does: 'How much a machine was used – hours, and for printers prints and grams –, what is done to it regularly, and what was done.',
    reply: upkeep,
  }),
  add: endpoint('POST', '/api/machines/:id/upkeep', {
    who: 'staff',
    does: 'States something that is done to a machine every so many hours of use, prints, grams or days, from now on.',
    body: taskInput,
    reply: changed,
  }),
  change: endpoint('PUT', '/api/upkeep/:id', {
    who: 'staff',
    does: 'States it otherwise; what was counted since it was last done stays counted.',
    body: taskInput,
    reply: changed,
  }),
  remove: endpoint('DELETE', '/api/upkeep/:id', {
    who: 'staff',
    does: 'It is no longer to be done. What was done stays in the history.',
    reply: changed,
  }),
  done: endpoint('POST', '/api/upkeep/:id/done', {
    who: 'volunteer',
    does: 'Notes that it was done now, with a word about it; it counts anew from here.',
    body: z.strictObject({ words: z.string().trim().max(200) }),
    reply: changed,
  }),
}
