// The operations as a member’s page sends them.
import { randomUUID } from 'node:crypto'

export async function overHttp({ base, name, passphrase }) {
  const signedIn = await fetch(`${base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, passphrase }),
  })
  const cookie = signedIn.headers.get('set-cookie').split(';')[0]
  const ask = async (method, path, body) => {
    const answer = await fetch(`${base}${path}`, {
      method,
      headers: { 'content-type': 'application/json', cookie, 'idempotency-key': randomUUID() },
      ...(body && { body: JSON.stringify(body) }),
    })
    const told = await answer.json()
    if (answer.ok) return { id: told.id }
    return { refused: true, reason: told.code !== 'internal' && told.code && told.sentence }
  }
  return (what, { id, machine, start, end }) => {
    if (what === 'book') return ask('POST', '/api/bookings', { machineId: machine, start, end })
    if (what === 'hold') return ask('POST', '/api/bookings/holds', { machineId: machine, start, end })
    if (what === 'confirm') return ask('POST', `/api/bookings/${id}/confirmation`)
    if (what === 'move') return ask('PATCH', `/api/bookings/${id}`, { start, end })
    if (what === 'extend') return ask('POST', `/api/bookings/${id}/extension`, { end })
    return ask('DELETE', `/api/bookings/${id}`)
  }
}
