import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'

/** Larger ones are made smaller by the page before they are sent. */
export const maxPictureBytes = 2_000_000
export const maxPixels = 4_000_000

export const pictureId = z.string().regex(/^[0-9a-f]{64}$/)

export const pictureApi = {
  send: endpoint('POST', '/api/pictures', {
    who: 'staff',
    does: 'Keeps a picture for the lab or a machine: the bytes of a PNG, a JPEG or a WebP, at most 2 MB and 4 megapixels. An SVG is refused.',
    reply: z.object({ id: pictureId }),
  }),
  get: endpoint('GET', '/api/pictures/:id', {
    who: 'anyone',
    does: 'A picture that the lab shows of itself or of a machine.',
    file: 'image/*',
  }),
}
