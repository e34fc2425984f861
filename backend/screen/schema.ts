import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { machineCard } from '#backend/machine/schema.ts'

/** A wall nobody touches; a kiosk at the reception. */
export const screenKinds = ['wall', 'kiosk'] as const

export const screen = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(screenKinds),
  pairedAt: z.number(),
  lastSeenAt: z.number().nullable(),
})
export type Screen = z.infer<typeof screen>

/** All that a wall shows, in one answer. Codes only: no names, no files. */
export const board = z.object({
  labName: z.string(),
  timeZone: z.string(),
  openUntil: z.number().nullable(),
  opensAt: z.number().nullable(),
  machines: z.array(machineCard),
  /** Codes of the parts that wait to be collected. */
  toCollect: z.array(z.string()),
  now: z.number(),
  version: z.string(),
})
export type Board = z.infer<typeof board>

export const screenApi = {
  askPairing: endpoint('POST', '/api/screens/pairing', {
    who: 'anyone',
    does: 'A new screen asks for a pairing code to show; staff type it at the desk. The right stays in a cookie of the device.',
    body: z.strictObject({ kind: z.enum(screenKinds) }),
    reply: z.object({ code: z.string(), expiresAt: z.number() }),
  }),
  pairing: endpoint('GET', '/api/screens/pairing', {
    who: 'anyone',
    does: 'Whether this device is paired by now.',
    reply: z.object({ screen: screen.nullable() }),
  }),
  pair: endpoint('POST', '/api/screens', {
    who: 'staff',
    does: 'Pairs the screen that shows this code.',
    body: z.strictObject({ code: z.string().trim().toUpperCase().length(6), name: z.string().trim().min(1).max(40) }),
    reply: screen,
  }),
  list: endpoint('GET', '/api/screens', { who: 'staff', does: 'The paired screens.', reply: z.array(screen) }),
  revoke: endpoint('DELETE', '/api/screens/:id', {
    who: 'staff',
    does: 'Takes a screen’s right away at once.',
    reply: z.object({}),
  }),
  board: endpoint('GET', '/api/board', {
    who: 'screen',
    kept: 'lab',
    does: 'Everything a wall or a kiosk shows. Its clock may be late by less than a second.',
    reply: board,
  }),
}
