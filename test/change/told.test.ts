import { expect, test } from 'vitest'
import { testLab } from '../support/lab.ts'

type Entry = { act: string; by: string; undoable: boolean; what: { from: object | null; to: object | null }[] }

test('the mail server is in the history with who, from and to, and its password is nowhere in it', async () => {
  const lab = await testLab()
  const admin = await lab.member({ role: 'admin', name: 'Ada' })
  const server = { host: 'smtp.lab.example', port: 587, security: 'starttls', user: 'lab' }
  const input = { ...server, fromAddress: 'lab@lab.example', password: 'the secret of the mail', changedAt: null }
  const { status } = await admin.call('put', '/api/smtp', input)
  expect(status).toBe(200)
  const [entry] = (await admin.call('get', '/api/changes')).body as Entry[]
  expect(entry).toMatchObject({ act: 'mail-server.changed', by: 'Ada', undoable: false })
  expect(entry!.what[0]!.to).toMatchObject({ host: 'smtp.lab.example', user: 'lab' })
  expect(JSON.stringify(await lab.db.selectFrom('change').selectAll().execute())).not.toContain('the secret')
})

test('opening the lab to phones, a printer’s place to wait and a screen’s end are in the history too', async () => {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff' })
  const id = await lab.printer()
  await staff.call('put', '/api/lab/network', { open: true })
  const profile = (await staff.call('get', `/api/machines/${id}/profile`)).body
  await staff.call('put', `/api/machines/${id}/profile`, { ...profile, parkX: 10 })
  await lab.db
    .insertInto('screen')
    .values({
      id: 's',
      labId: lab.labId,
      name: 'Entrée',
      kind: 'wall',
      tokenHash: 'secret',
      pairedAt: 0,
      pairedBy: null,
      lastSeenAt: null,
    })
    .execute()
  await staff.call('delete', '/api/screens/s')
  const entries = (await staff.call('get', '/api/changes')).body as Entry[]
  expect(entries.map(({ act, undoable }) => [act, undoable])).toEqual([
    ['screen.revoked', false],
    ['machine.changed', true],
    ['lab.network-changed', false],
  ])
  expect(entries[0]!.what).toMatchObject([{ from: { kind: 'wall', name: 'Entrée' }, to: null }])
  expect(entries[2]!.what).toMatchObject([{ from: { openToNetwork: 0 }, to: { openToNetwork: 1 } }])
  expect(JSON.stringify(entries)).not.toContain('secret')
})
