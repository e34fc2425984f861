import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

export const webcam = z.object({
  /** May hold the camera's own password: for staff only. */
  address: z.string(),
})

export const webcamApi = {
  get: endpoint('GET', '/api/machines/:id/webcam', {
    who: 'staff',
    does: 'The address of a printer’s webcam, empty when it has none.',
    reply: webcam,
  }),
  set: endpoint('PUT', '/api/machines/:id/webcam', {
    who: 'staff',
    does: 'Sets it, to a picture or an MJPEG stream on the lab’s own network; empty takes it away. A camera that gives no picture is refused.',
    body: z.strictObject({ address: z.string().trim().max(500) }),
    reply: webcam.extend({ change: z.object({ id: z.string() }).nullable() }),
  }),
  picture: endpoint('GET', '/api/machines/:id/picture', {
    who: 'visitor',
    does: 'What a printer’s webcam sees now: for the team, and for whoever’s job prints on it. Never for a screen. The server fetches it, once a second at most.',
    file: 'image/jpeg',
  }),
}
