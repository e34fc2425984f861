import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

export const bridge = z.object({
  id: z.string(),
  name: z.string(),
  online: z.boolean(),
  lastSeenAt: z.number().nullable(),
  /** When its token was last replaced; null: it has not shown itself with one of ours yet. */
  tokenRenewedAt: z.number().nullable(),
})
export type Bridge = z.infer<typeof bridge>

/** A serial port that a bridge sees, to choose from. */
export const bridgePort = z.object({
  bridgeId: z.string(),
  bridgeName: z.string(),
  address: z.string(),
  device: z.string(),
  words: z.string(),
  alike: z.boolean(),
  /** The machine that has it already. */
  usedBy: z.string().nullable(),
})
export type BridgePort = z.infer<typeof bridgePort>

export const bridgeApi = {
  list: endpoint('GET', '/api/bridges', {
    who: 'staff',
    does: 'The bridges, and whether they are connected.',
    reply: z.array(bridge),
  }),
  revoke: endpoint('POST', '/api/bridges/:id/revoke', {
    who: 'staff',
    does: 'Makes every token of a bridge useless at once. Answers with the new one, or null when the bridge finds it by itself.',
    reply: z.object({ token: z.string().nullable() }),
  }),
  ports: endpoint('GET', '/api/bridges/ports', {
    who: 'staff',
    does: 'The serial ports that the bridges see, by the name that stays. None of them is opened before it is a printer’s.',
    reply: z.array(bridgePort),
  }),
  file: endpoint('GET', '/api/bridge/files/:sha256', {
    who: 'bridge',
    does: 'The approved G-code of a run, by its hash, for the bridge that prints it.',
    file: 'application/octet-stream',
  }),
}
