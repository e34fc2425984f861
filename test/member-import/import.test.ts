import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

/** Sends a file as the page does: its bytes, and what the columns hold. */
function sender(lab: TestLab, person: Person) {
  const post = (path: string, bytes: string | Buffer, query = {}) =>
    request(lab.server)
      .post(`/api/member-imports${path}`)
      .query(query)
      .set('cookie', `session=${person.token}`)
      .set('content-type', 'text/csv')
      .set('accept-language', 'fr')
      .send(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  return {
    preview: (bytes: string | Buffer, query = {}) => post('/preview', bytes, query),
    refused: (bytes: string | Buffer, query = {}) => post('/refused', bytes, query),
    run: (bytes: string | Buffer, expected: number, query = {}) =>
      post('', bytes, { expected, file: 'membres.csv', ...query }),
    undo: (id: string) => person.call('post', `/api/changes/${id}/undo`),
  }
}

/** Forty members, three of them wrong: an address, a date, a name that is missing. */
const forty = (mend = false): string => {
  const lines = Array.from({ length: 40 }, (_, n) => [`Prénom ${n}`, `Nom ${n}`, `p${n}@example.org`, '31/12/2026'])
  if (!mend) {
    lines[4]![2] = 'p4.example.org'
    lines[11]![3] = 'décembre'
    lines[30]!.splice(0, 2, '', '')
  }
  return [['Prénom', 'Nom', 'E-mail', 'Fin d’adhésion'], ...lines].map((cells) => cells.join(';')).join('\r\n')
}

async function labWithStaff() {
  const lab = await testLab()
  const staff = await lab.member({ role: 'staff', name: 'Marc' })
  return { lab, staff, send: sender(lab, staff) }
}

test('forty members with three bad lines: told, imported, undone, and imported right', async () => {
  const { lab, staff, send } = await labWithStaff()
  const before = await dump(lab.db)

  const told = (await send.preview(forty())).body
  expect(told).toMatchObject({ lines: 40, toAdd: 37, there: 0, toCorrect: 3, named: true })
  expect(told.refused.map(({ line }: { line: number }) => line)).toEqual([6, 13, 32])
  expect(told.refused[0].reasons[0]).toContain('p4.example.org')
  expect(await dump(lab.db)).toEqual(before)

  const done = (await send.run(forty(), 37)).body
  expect(done.added).toBe(37)
  const [entry] = (await staff.call('get', '/api/changes')).body
  expect(entry).toMatchObject({ act: 'members.imported', title: 'membres.csv', by: 'Marc', undoable: true })
  expect(entry.what.length + entry.more).toBe(37)

  expect((await send.undo(done.change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)

  expect((await send.preview(forty(true))).body).toMatchObject({ toAdd: 40, toCorrect: 0 })
  expect((await send.run(forty(true), 40)).body.added).toBe(40)
  const row = await lab.db
    .selectFrom('member')
    .selectAll()
    .where('name', '=', 'Prénom 4 Nom 4')
    .executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    email: 'p4@example.org',
    role: 'member',
    membershipUntil: '2026-12-31',
    feeState: 'paid',
  })
})

test('the same file again finds everybody there already', async () => {
  const { send } = await labWithStaff()
  await send.run(forty(true), 40)
  expect((await send.preview(forty(true))).body).toMatchObject({ toAdd: 0, there: 40, toCorrect: 0 })
  expect((await send.run(forty(true), 40)).body.code).toBe('member-import.changed')
})

test('two imports at once cannot both add the same person', async () => {
  const { lab, send } = await labWithStaff()
  const other = sender(lab, await lab.member({ role: 'staff' }))
  const codes = (await Promise.all([send.run(forty(true), 40), other.run(forty(true), 40)])).map(
    ({ body }) => body.code ?? body.added,
  )
  expect(codes.toSorted()).toEqual([40, 'member-import.changed'])
  expect(await lab.db.selectFrom('member').select('id').where('name', 'like', 'Prénom%').execute()).toHaveLength(40)
})

test('an import of which somebody is used since is not undone: the sentence names them', async () => {
  const { lab, staff, send } = await labWithStaff()
  const { change } = (await send.run(forty(true), 40)).body
  const someone = await lab.db
    .selectFrom('member')
    .selectAll()
    .where('name', '=', 'Prénom 7 Nom 7')
    .executeTakeFirstOrThrow()
  await staff.call('put', `/api/members/${someone.id}/authorizations/laser`, {
    level: 'independent',
    expiresOn: null,
    evidence: '',
  })
  const before = await dump(lab.db)
  const refused = await send.undo(change.id)
  expect(refused.body.code).toBe('change.used-since')
  expect(refused.body.sentence).toContain('Prénom 7 Nom 7')
  expect(await dump(lab.db)).toEqual(before)
})

test('an import of which somebody was changed since is not undone either', async () => {
  const { lab, send } = await labWithStaff()
  const { change } = (await send.run(forty(true), 40)).body
  await lab.db.updateTable('member').set({ staffNote: 'Vient le mardi' }).where('name', '=', 'Prénom 9 Nom 9').execute()
  expect((await send.undo(change.id)).body.sentence).toContain('Prénom 9 Nom 9')
})

test('whoever is imported has no passphrase: no word signs them in until one is made', async () => {
  const { lab, send } = await labWithStaff()
  await send.run('Nom\nSans Clef', 1)
  for (const passphrase of ['', ' ', 'undefined', 'nobody has this passphrase']) {
    const { status } = await request(lab.server).post('/api/session').send({ name: 'Sans Clef', passphrase })
    expect(status).toBeGreaterThanOrEqual(400)
  }
})

describe('the file is read whatever wrote it', () => {
  const text = 'Prénom;Nom;Note\nZoé;Œuvrard;=1+1\nÉmile;Lefèvre;"a;b\nc"'
  test.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['tabs', Buffer.from(text.replaceAll(';', '\t').replace('a\tb', 'a;b'))],
    ['commas', Buffer.from(text.replaceAll(';', ',').replace('a,b', 'a;b'))],
    ['Windows-1252', Buffer.from(text.replaceAll('Œ', '\x8c'), 'latin1')],
  ])('%s', async (_, bytes) => {
    const { lab, send } = await labWithStaff()
    await send.run(bytes, 2).expect(200)
    const rows = await lab.db
      .selectFrom('member')
      .select(['name', 'staffNote'])
      .where('name', '!=', 'Marc')
      .orderBy('nameKey')
      .execute()
    expect(rows).toEqual([
      { name: 'Émile Lefèvre', staffNote: 'a;b c' },
      { name: 'Zoé Œuvrard', staffNote: '=1+1' },
    ])
  })

  test.each<[string, string | Buffer, string]>([
    ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 0]), 'csv-file.spreadsheet'],
    ['empty bytes', 'Nom\nA\0B', 'csv-file.not-text'],
    ['nothing', '', 'csv-file.empty'],
    ['a header alone', 'Nom;Prénom\n', 'csv-file.empty'],
    ['a quotation mark that never closes', 'Nom;Note\nAnne;b\n"C;d', 'csv-file.broken'],
    ['too many lines', `Nom\n${'Anne\n'.repeat(10_001)}`, 'csv-file.too-many-lines'],
    ['too many bytes', Buffer.alloc(5_000_001, 65), 'csv-file.too-large'],
  ])('%s is refused with a sentence', async (_, bytes, code) => {
    const { send } = await labWithStaff()
    const { body } = await send.preview(bytes)
    expect(body.code).toBe(code)
    expect(body.sentence.length).toBeGreaterThan(20)
  })
})

test('the person says what the columns hold', async () => {
  const { send } = await labWithStaff()
  const text = 'a;b\nInès;ines@example.org'
  expect((await send.preview(text)).body).toMatchObject({ named: false, toAdd: 0 })
  expect((await send.run(text, 1)).body.code).toBe('member-import.no-names')
  const told = (await send.preview(text, { mapping: 'name,email' })).body
  expect(told).toMatchObject({ named: true, toAdd: 1, first: [{ name: 'Inès', email: 'ines@example.org' }] })
  expect(told.columns[1]).toEqual({ header: 'b', samples: ['ines@example.org'], field: 'email' })
  for (const mapping of ['name,name', 'name,sex', ','.repeat(4_001)])
    expect((await send.preview(text, { mapping })).status, mapping.slice(0, 10)).toBe(422)
})

test('organizations that the lab does not know come with their people, and go with them', async () => {
  const { lab, send } = await labWithStaff()
  const before = await dump(lab.db)
  const text = 'Nom;Structure\nAnne Colin;Atelier Colin\nJean Colin;ATELIER COLIN\nSolène;'
  expect((await send.preview(text)).body.newOrganizations).toEqual(['Atelier Colin'])
  const { change } = (await send.run(text, 3)).body
  expect(await lab.db.selectFrom('organization').selectAll().execute()).toMatchObject([{ name: 'Atelier Colin' }])
  expect(await lab.db.selectFrom('member').select('id').where('organizationId', 'is not', null).execute()).toHaveLength(
    2,
  )
  expect((await send.undo(change.id)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('the refused lines come back as a table that computes nothing, with the reasons', async () => {
  const { send } = await labWithStaff()
  const { text, headers } = await send.refused('Nom;E-mail\nAnne;anne@example.org\n=1+1;x')
  expect(headers['content-type']).toContain('text/csv')
  const [header, line] = text.slice(1).split('\r\n')
  expect(header).toBe('Nom;E-mail;Ligne;À corriger')
  expect(line).toMatch(/^'=1\+1;x;3;.*n’est pas un nom/)
})

test('a role above one’s own is refused, line by line', async () => {
  const { lab, send } = await labWithStaff()
  const text = 'Nom;Rôle\nAnne;bénévole\nJean;admin'
  expect((await send.preview(text)).body).toMatchObject({ toAdd: 1, toCorrect: 1 })
  const admin = sender(lab, await lab.member({ role: 'admin' }))
  expect((await admin.preview(text)).body).toMatchObject({ toAdd: 2, toCorrect: 0 })
})

test('a volunteer imports nobody, and their bytes are not read', async () => {
  const lab = await testLab()
  const { preview, run } = sender(lab, await lab.member({ role: 'volunteer' }))
  expect((await preview(Buffer.alloc(5_000_001, 65))).body.code).toBe('auth.forbidden')
  expect((await run('Nom\nAnne', 1)).body.code).toBe('auth.forbidden')
})

test('ten thousand lines in and out again, while everybody else is served', async () => {
  const { lab, send } = await labWithStaff()
  const before = await dump(lab.db)
  const text = [
    'Prénom;Nom;Courriel;Note',
    ...Array.from(
      { length: 10_000 },
      (_, n) => `Prénom ${n};Nom ${n};p${n}@example.org;vient le ${(n % 28) + 1} du mois`,
    ),
  ].join('\n')
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  const turnsOf = async <T>(work: PromiseLike<T>): Promise<[T, number]> => {
    const from = turns
    return [await work, turns - from]
  }
  const [told, whilePreviewed] = await turnsOf(send.preview(text))
  expect(told.body).toMatchObject({ lines: 10_000, toAdd: 10_000 })
  const [done, whileImported] = await turnsOf(send.run(text, 10_000))
  expect(done.body.added).toBe(10_000)
  const [undone, whileUndone] = await turnsOf(send.undo(done.body.change.id))
  clearInterval(counting)
  expect(undone.status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
  expect(Math.min(whilePreviewed, whileImported, whileUndone)).toBeGreaterThan(20)
})

test('a role, a language or a fee that is called like something in every object is told as unknown', async () => {
  const { send } = await labWithStaff()
  for (const [column, word] of [
    ['Rôle', 'constructor'],
    ['Langue', 'constructor'],
    ['Cotisation', '__proto__'],
  ])
    expect((await send.preview(`Nom complet;${column}\nMarie Curie;${word}\n`)).body).toMatchObject({
      toAdd: 0,
      toCorrect: 1,
    })
})

test('a list that gives the role of admin asks for the passphrase, and an admin without one is not the lab’s last', async () => {
  const lab = await testLab()
  const admin = await lab.member({ role: 'admin' })
  const list = 'Nom complet;Rôle\nMarie Curie;admin\n'
  expect((await sender(lab, admin).run(list, 1)).body.code).toBe('auth.confirm-needed')
  const passphrase = 'correct horse battery'
  const reply = await admin.call('post', '/api/session/confirm', { passphrase })
  const token = `${admin.token}; ${String(reply.headers['set-cookie']).split(';')[0]}`
  expect((await sender(lab, { ...admin, token }).run(list, 1)).body.added).toBe(1)
  expect((await admin.call('post', '/api/session/leave', { passphrase })).body.code).toBe('member.last-admin')
})
