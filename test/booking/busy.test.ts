import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { startLab } from '../support/server.ts'

test('while another process writes for long, a booking is refused in words, and done when it is sent again', async () => {
  const lab = await startLab(['--sample', '--no-bridge'])
  onTestFinished(() => lab.close())
  const { name, passphrase } = lab.person('Inès')
  const json = { 'content-type': 'application/json' }
  const signedIn = await fetch(`${lab.base}/api/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ name, passphrase }),
  })
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!
  const machines = (await (await fetch(`${lab.base}/api/machines`, { headers: { cookie } })).json()) as {
    id: string
    name: string
  }[]
  const machineId = machines.find((machine) => machine.name === 'LASER')!.id
  // In three days at noon in Paris, more or less an hour: the sample lab is open from morning to night.
  const start = Math.floor(Date.now() / 86_400_000) * 86_400_000 + 3 * 86_400_000 + 11 * 3_600_000
  const book = () =>
    fetch(`${lab.base}/api/bookings`, {
      method: 'POST',
      headers: { ...json, cookie, 'idempotency-key': 'the-same' },
      body: JSON.stringify({ machineId, start, end: start + 3_600_000 }),
    })

  const other = new SQLite(join(lab.dataDir, 'etabli.sqlite'))
  other.exec('begin immediate')
  const refused = await book()
  other.exec('rollback')
  other.close()
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
  expect(((await refused.json()) as { code: string }).code).toBe('server.busy')
  expect((await book()).status).toBe(200)
})
