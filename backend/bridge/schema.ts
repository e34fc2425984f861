import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

export const bridge = z.object({
  id: z.string(),
  name: z.string(),
  online: z.boolean(),
  lastSeenAt: z.number().nullable(),
})
export type Bridge = z.infer<typeof bridge>

export const bridgeApi = {
  list: endpoint('GET', '/api/bridges', {
    who: 'staff',
    does: 'The bridges, and whether they are connected.',
    reply: z.array(bridge),
  }),
  file: endpoint('GET', '/api/bridge/files/:sha256', {
    who: 'bridge',
    does: 'The approved G-code of a run, by its hash, for the bridge that prints it.',
    file: 'application/octet-stream',
  }),
}
