import { expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const passphrase = 'correct horse battery'
const undo = (person: Person, id: string) => person.call('post', `/api/changes/${id}/undo`)
const newcomer = { name: 'Karim', passphrase, role: 'member', language: 'fr' }

/** Every act of the office on a member, and what may be done wrong by it. */
const acts: [
  string,
  (marc: Person, id: string) => PromiseLike<{ status: number; body: { change?: { id: string } } }>,
][] = [
  ['adding somebody', (marc) => marc.call('post', '/api/members', newcomer)],
  [
    'changing what is written down',
    (marc, id) =>
      marc.call('patch', `/api/members/${id}`, {
        name: 'Ines B',
        email: 'i@example.org',
        staffNote: 'prête sa scie',
        charterVersion: '2026',
        version: '',
      }),
  ],
  [
    'noting a fee',
    (marc, id) => marc.call('post', `/api/members/${id}/payments`, { on: '2026-01-05', kind: 'school', version: '' }),
  ],
  ['giving a role', (marc, id) => marc.call('put', `/api/members/${id}/role`, { role: 'volunteer' })],
  [
    'giving an authorization',
    (marc, id) =>
      marc.call('put', `/api/members/${id}/authorizations/mill`, {
        level: 'independent',
        expiresOn: null,
        evidence: '',
      }),
  ],
  [
    'taking an authorization',
    (marc, id) =>
      marc.call('post', `/api/members/${id}/authorizations/laser/revocation`, { reason: 'erreur', cancel: false }),
  ],
  ['suspending', (marc, id) => marc.call('put', `/api/members/${id}/suspension`, { reason: 'erreur' })],
  ['removing', (marc, id) => marc.call('delete', `/api/members/${id}`)],
]

test.each(acts)('%s by mistake is taken back, row by row', async (_name, act) => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const { id } = await lab.member({ name: 'Inès', trained: ['laser'] })
  const before = await dump(lab.db)
  const { status, body } = await act(marc, id)
  expect(status).toBe(200)
  expect(await dump(lab.db)).not.toEqual(before)
  expect((await undo(marc, body.change!.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('letting somebody in again by mistake keeps them out again', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const ines = await lab.member({ name: 'Inès' })
  await marc.call('put', `/api/members/${ines.id}/suspension`, { reason: 'dette' })
  const before = await dump(lab.db)
  const { change } = (await marc.call('delete', `/api/members/${ines.id}/suspension`)).body
  expect((await ines.call('get', '/api/members/x')).status).toBe(401)
  await undo(marc, change.id)
  expect(await dump(lab.db)).toEqual(before)
})

test('two people write about the same member: the second sees what changed, and overwrites nothing', async () => {
  const lab = await testLab()
  const [marc, lea] = [
    await lab.member({ role: 'staff', name: 'Marc' }),
    await lab.member({ role: 'staff', name: 'Léa' }),
  ]
  const { id } = await lab.member({ name: 'Inès' })
  const path = `/api/members/${id}`
  const { version } = (await lea.call('get', path)).body
  await marc.call('patch', path, { charterVersion: '2026', charterOn: '2026-01-05', version })
  const refused = await lea.call('patch', path, { charterVersion: '2025', version })
  expect(refused.body).toMatchObject({
    code: 'change.overtaken',
    detail: { who: 'Marc', what: [{ to: { charterVersion: '2026' } }] },
  })
  expect((await lea.call('get', path)).body.member.charterVersion).toBe('2026')
})

test('a fee that is noted buys what its kind says', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const { id } = await lab.member()
  const pay = async (on: string, kind: string) => {
    const { version } = (await marc.call('get', `/api/members/${id}`)).body
    return (await marc.call('post', `/api/members/${id}/payments`, { on, kind, version })).body.file.member
  }
  expect(await pay('2026-01-05', 'civil')).toMatchObject({ feeState: 'paid', membershipUntil: '2026-12-31' })
  expect(await pay('2026-12-01', 'rolling')).toMatchObject({
    membershipFrom: '2026-01-05',
    membershipUntil: '2027-12-31',
  })
})

test('volunteers read who is a member, and nothing that is confidential', async () => {
  const lab = await testLab()
  const [marc, lea] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'volunteer' })]
  const { id } = await lab.member()
  const secret = { born: '2011', consentBy: 'Sa mère', consentOn: '2026-01-05', staffNote: 'à surveiller', version: '' }
  await marc.call('patch', `/api/members/${id}`, secret)
  const { body, text } = await lea.call('get', `/api/members/${id}`)
  expect(body).toMatchObject({ minor: true, hasConsent: true, confidential: null, may: { edit: false } })
  for (const told of ['2011', 'mère', 'surveiller']) expect(text).not.toContain(told)
  expect((await lea.call('get', `/api/changes?subject=member:${id}`)).text).not.toMatch(/2011|mère|surveiller/)
})

test.each([
  ['an e-mail address that is none', { email: 'nowhere' }, 422],
  ['a day that is none', { membershipUntil: '2026-02-30' }, 422],
  ['an end before the beginning', { membershipFrom: '2026-05-01', membershipUntil: '2026-04-01' }, 422],
  ['a column that is nobody’s to write', { passphraseHash: 'x' }, 422],
  ['a role by the back door', { role: 'admin' }, 422],
  ['a name that somebody has', { name: 'KARIM' }, 409],
  ['an address that somebody has', { email: 'KARIM@example.org' }, 409],
])('%s is refused, and nothing changes', async (_name, wanted, status) => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const { id } = await lab.member()
  await marc.call('post', '/api/members', { ...newcomer, email: 'karim@example.org' })
  const before = await dump(lab.db)
  expect((await marc.call('patch', `/api/members/${id}`, { ...wanted, version: '' })).status).toBe(status)
  expect(await dump(lab.db)).toEqual(before)
})

test('two thousand members are found, filtered and counted while one types', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const { id } = await lab.member()
  const row = await lab.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  await lab.db.transaction().execute(async (tx) => {
    for (let n = 0; n < 2000; n++) {
      const name = `Adhérente ${n}`
      const feeState = n % 4 === 0 ? 'to-pay' : 'exempt'
      await tx
        .insertInto('member')
        .values({ ...row, id: `m${n}`, name, nameKey: `adherente ${n}`, code: `#${n}`, feeState })
        .execute()
    }
  })
  await marc.call('get', '/api/members')
  const began = performance.now()
  const { body } = await marc.call('get', '/api/members?search=adh&only=to-pay&offset=50')
  expect(performance.now() - began).toBeLessThan(400)
  expect(body).toMatchObject({ total: 500, counts: { 'to-pay': 500, 'no-charter': 2000, suspended: 0 } })
  expect(body.members).toHaveLength(50)
  expect((await marc.call('get', '/api/members?search=adherente 1999')).body.members).toMatchObject([{ code: '#1999' }])
})
