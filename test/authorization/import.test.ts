import request from 'supertest'
import { beforeEach, expect, test } from 'vitest'
import { dump } from '../support/dump.ts'
import { testLab, type TestLab } from '../support/lab.ts'

let lab: TestLab
type Person = Awaited<ReturnType<TestLab['member']>>
let marc: Person
let ines: Person
let karim: Person

beforeEach(async () => {
  lab = await testLab()
  marc = await lab.member({ role: 'staff', name: 'Marc' })
  ines = await lab.member({ name: 'Inès' })
  karim = await lab.member({ name: 'Karim Benali' })
  await lab.db.updateTable('member').set({ email: 'ines@example.org' }).where('id', '=', ines.id).execute()
  await lab.machine('Trotec', 'laser')
})

const post = (path: string, text: string | Buffer, query: object = {}, who = marc) =>
  request(lab.server)
    .post(`/api/authorization-imports${path}`)
    .query(query)
    .set('cookie', `session=${who.token}`)
    .set('content-type', 'text/csv')
    .set('accept-language', 'fr')
    .send(typeof text === 'string' ? Buffer.from(text) : text)
const preview = async (text: string | Buffer, query = {}) => (await post('/preview', text, query)).body
const run = (text: string, expected: number, query = {}) =>
  post('', text, { expected, file: 'habilitations.csv', ...query })
const heldBy = async (who: Person) =>
  (await who.call('get', '/api/authorizations/mine')).body.held.map(
    ({ kind, level, expiresOn, evidence }: Record<string, unknown>) => [kind, level, expiresOn, evidence],
  )

const file = [
  'Nom;E-mail;Machine;Niveau;Date de formation;Jusqu’au;Justificatif',
  'I. Dupont;INES@example.org;Trotec, imprimante 3D;;12/03/2025;31/12/2026;Attestation n° 7',
  'Karim Benali;;Fraiseuse;formateur;;;',
  'Nobody;;laser;;;;',
  'karim  benali;;sabre;maître;demain;;',
].join('\r\n')

test('a list is told line by line, imported in one act, and taken back', async () => {
  const before = await dump(lab.db)
  const told = await preview(file)
  expect(told).toMatchObject({ lines: 4, toGive: 3, there: 0, toCorrect: 2, saysMachine: true })
  expect(told.refused.map(({ line }: { line: number }) => line)).toEqual([4, 5])
  expect(told.refused[0].reasons).toEqual([expect.stringContaining('« Nobody » n’est pas membre ici')])
  expect(told.refused[1].reasons).toHaveLength(3)
  expect(await dump(lab.db)).toEqual(before)

  const { change, given } = (await run(file, 3)).body
  expect(given).toBe(3)
  expect(await heldBy(ines)).toEqual([
    ['laser', 'independent', '2026-12-31', 'Attestation n° 7'],
    ['printer', 'independent', '2026-12-31', 'Attestation n° 7'],
  ])
  expect(await heldBy(karim)).toEqual([['mill', 'trainer', null, '']])
  expect(await preview(file)).toMatchObject({ toGive: 0, there: 2 })
  expect((await run(file, 3)).body.code).toBe('authorization-import.changed')

  expect((await marc.call('post', `/api/changes/${change.id}/undo`)).status).toBe(200)
  expect(await dump(lab.db)).toEqual(before)
})

test('an import never gives back what was taken away, nor lowers what stands', async () => {
  const give = (who: Person, level: string, expiresOn: string | null) =>
    marc.call('put', `/api/members/${who.id}/authorizations/laser`, { level, expiresOn, evidence: '' })
  await give(ines, 'trainer', null)
  await give(karim, 'independent', '2026-02-01')
  const list = (until: string) => `Nom;Machine;Jusqu’au\nInès;laser;${until}\nKarim Benali;laser;${until}`
  expect(await preview(list('2026-01-20'))).toMatchObject({ toGive: 0, there: 2 })
  expect(await preview(list('2026-06-01'))).toMatchObject({ toGive: 1, there: 1 })
  await marc.call('post', `/api/members/${karim.id}/authorizations/laser/revocation`, {
    ...{ reason: 'capot ouvert', cancel: false },
  })
  const told = await preview(list('2026-06-01'))
  expect(told).toMatchObject({ toGive: 0, there: 1, toCorrect: 1 })
  expect(told.refused[0].reasons[0]).toContain('capot ouvert')
})

test('where no column says which machine, the person says it for the whole file', async () => {
  const list = 'Prénom;Nom\nKarim;Benali'
  expect(await preview(list)).toMatchObject({ saysMachine: false, toGive: 0, toCorrect: 1 })
  expect(await preview(list, { kind: 'laser' })).toMatchObject({ toGive: 1, toCorrect: 0 })
})

test.each<[string, string | Buffer, string]>([
  ['no column of people', 'Machine;Niveau\nlaser;autonome', 'authorization-import.no-people'],
  ['no header', 'ines@example.org;laser', 'authorization-import.no-people'],
  ['a workbook', Buffer.from([0x50, 0x4b, 3, 4, 0]), 'csv-file.spreadsheet'],
  ['a header alone', 'Nom;Machine\n', 'csv-file.empty'],
  ['a quotation mark that never closes', 'Nom;Machine\n"Inès;laser', 'csv-file.broken'],
])('%s is refused in words', async (_, text, code) => {
  const { code: told, sentence } = await preview(text)
  expect(told).toBe(code)
  expect(sentence.length).toBeGreaterThan(20)
})

test.each([
  ['a day to come', 'Nom;Machine;Depuis\nInès;laser;2026-01-06', 'encore à venir'],
  ['an end that is over', 'Nom;Machine;Fin\nInès;laser;04/01/2026', 'déjà finie'],
  ['a date that is none', 'Nom;Machine;Fin\nInès;laser;bientôt', 'pas une date'],
  ['a level that is none', 'Nom;Machine;Niveau\nInès;laser;constructor', 'pas un niveau'],
  ['a room', 'Nom;Machine\nInès;salle', 'ni un type de machine'],
  ['the same twice', 'Nom;Machine\nInès;laser\nInès;Trotec', 'La ligne 2'],
  ['nobody', 'Nom;Machine\n;laser', 'La personne manque'],
])('%s has its reason', async (_, text, words) => {
  const { refused } = await preview(text)
  expect(refused.at(-1).reasons.join(' ')).toContain(words)
})

test('only staff import, and an admin is authorized by admins', async () => {
  const lea = await lab.member({ role: 'volunteer', teaches: ['laser'] })
  expect((await post('/preview', file, {}, lea)).status).toBe(403)
  await lab.member({ role: 'admin', name: 'Ada' })
  expect(await preview('Nom;Machine\nAda;laser')).toMatchObject({ toGive: 0, toCorrect: 1 })
})
