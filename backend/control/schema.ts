import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { machineCard } from '#backend/machine/schema.ts'
import { materials } from './materials.ts'

/** How far a jog goes, mm. */
export const jogSteps = [0.1, 1, 10, 50] as const
export const filamentSteps = [5, 10, 20] as const
const steps = [...jogSteps, ...jogSteps.map((step) => -step)]
const lengths = [...filamentSteps, ...filamentSteps.map((step) => -step)]

/** Every temperature of the last half hour: oldest first, at most one every two seconds. */
export const heatSample = z.object({
  at: z.number(),
  nozzle: z.number().nullable(),
  nozzleTarget: z.number().nullable(),
  bed: z.number().nullable(),
  bedTarget: z.number().nullable(),
})
export type HeatSample = z.infer<typeof heatSample>

export const consoleLine = z.object({
  id: z.string(),
  at: z.number(),
  /** Null where that person is no longer known. */
  by: z.string().nullable(),
  line: z.string(),
  /** The printer's own words, cut and escaped; null until it has answered. */
  answer: z.array(z.string()).nullable(),
  refused: z.boolean(),
})
export type ConsoleLine = z.infer<typeof consoleLine>

const material = z.enum(materials)
const refusedWhile = 'Refused while a print is claimed or under way.'

export const controlApi = {
  heat: endpoint('GET', '/api/machines/:id/heat', {
    who: 'volunteer',
    does: 'The temperatures of a printer in the last half hour, from memory.',
    reply: z.array(heatSample),
  }),
  preheat: endpoint('POST', '/api/machines/:id/preheat', {
    who: 'volunteer',
    does: `Heats nozzle and bed for a material, within the printer’s limits. ${refusedWhile} Off again after half an hour without use.`,
    body: z.strictObject({ material }),
    reply: machineCard,
  }),
  home: endpoint('POST', '/api/machines/:id/home', {
    who: 'volunteer',
    does: `Sends the head to its origin, then one centimetre up. Refused while something lies on the bed. ${refusedWhile}`,
    reply: machineCard,
  }),
  filament: endpoint('POST', '/api/machines/:id/filament', {
    who: 'volunteer',
    does: `Heats the nozzle for a material, waits, and slowly loads or unloads filament. Turning the heating off breaks it off. ${refusedWhile}`,
    body: z.strictObject({ act: z.enum(['load', 'unload']), material }),
    reply: machineCard,
  }),
  jog: endpoint('POST', '/api/machines/:id/jog', {
    who: 'staff',
    does: `Moves the head along one axis, within the bed, once it has found its origin: 0.1, 1, 10 or 50 mm either way. ${refusedWhile}`,
    body: z.strictObject({ axis: z.enum(['x', 'y', 'z']), by: z.literal(steps) }),
    reply: machineCard,
  }),
  extrude: endpoint('POST', '/api/machines/:id/extrude', {
    who: 'staff',
    does: `Pushes filament, or pulls it back: 5, 10 or 20 mm. Refused below 170 °C. ${refusedWhile}`,
    body: z.strictObject({ by: z.literal(lengths) }),
    reply: machineCard,
  }),
  fan: endpoint('POST', '/api/machines/:id/fan', {
    who: 'staff',
    does: `Turns the part fan to a percentage. ${refusedWhile}`,
    body: z.strictObject({ percent: z.int().min(0).max(100) }),
    reply: machineCard,
  }),
  console: endpoint('POST', '/api/machines/:id/console', {
    who: 'staff',
    does: `Sends one line to the printer, by the rules that files obey. The person has typed their passphrase again within ten minutes. ${refusedWhile}`,
    body: z.strictObject({ line: z.string().trim().min(1).max(95) }),
    reply: consoleLine,
  }),
  consoleLog: endpoint('GET', '/api/machines/:id/console', {
    who: 'staff',
    does: 'The last hundred lines that were sent to a printer: who, when, what, and what it said.',
    reply: z.array(consoleLine),
  }),
}
