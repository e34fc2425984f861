import request from 'supertest'

type Person = { token: string }

/** One whole file through the real upload route, as a script would send it: create, then one PATCH. */
export async function upload(
  server: object,
  person: Person,
  name: string,
  bytes: Buffer,
  extra: Record<string, string> = {},
) {
  const metadata = Object.entries({ filename: name, ...extra }).map(
    ([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`,
  )
  const tus = { 'tus-resumable': '1.0.0', cookie: `session=${person.token}` }
  const created = await request(server as never)
    .post('/api/uploads')
    .set({ ...tus, 'upload-length': String(bytes.length), 'upload-metadata': metadata.join(',') })
    .send()
  const location = String(created.headers.location ?? '')
  const uploadId = location.split('/').at(-1) ?? ''
  if (created.status !== 201 || bytes.length === 0) return { reply: created, uploadId, refusal: refusalOf(created) }
  const reply = await request(server as never)
    .patch(location)
    .set({ ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' })
    .send(bytes)
  return { reply, uploadId, refusal: refusalOf(reply) }
}

/** tus answers errors as plain text; ours is JSON in it. */
function refusalOf(reply: { status: number; text?: string }) {
  if (reply.status < 400) return undefined
  return JSON.parse(reply.text ?? '{}') as { code: string; detail: unknown; sentence: string }
}
