import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

/** How long a person who has typed their passphrase again needs not to, in this session. */
export const confirmedForMs = 10 * 60_000

export const confirmationApi = {
  confirm: endpoint('POST', '/api/session/confirm', {
    who: 'visitor',
    does: 'Types the passphrase again: for ten minutes this session may do what asks for it. Sets a second cookie.',
    body: z.strictObject({ passphrase: z.string().min(1).max(200) }),
    reply: z.object({ until: z.number() }),
  }),
}
