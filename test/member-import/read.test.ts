import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { BrokenCsv, readCsv, writeCsv, type CsvRecord } from '#backend/io/csv.ts'
import { guessMapping, type Mapping } from '#backend/member-import/columns.ts'
import { isHeader } from '#backend/csv-file/columns.ts'
import { decode } from '#backend/csv-file/decode.ts'
import { findDelimiter } from '#backend/csv-file/delimiter.ts'
import { readDate } from '#backend/csv-file/read-date.ts'
import { readLine, type ImportedPerson } from '#backend/member-import/read-line.ts'
import { reasonSentence, type Reason } from '#backend/member-import/reasons.ts'
import { createSorting } from '#backend/member-import/sort-lines.ts'

const table = 'Prénom;Nom\nZoé;Gœuriot\nÀ;€'
const utf16 = (text: string, big = false) => {
  const bytes = Buffer.from(text, 'utf16le')
  return big ? bytes.swap16() : bytes
}
const bytesOf = (text: string) => Buffer.from(text, 'latin1')

describe('whatever program saved it, its accents are read', () => {
  test.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(table)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${table}`)],
    ['UTF-16 little-endian with its mark', utf16(`\ufeff${table}`)],
    ['UTF-16 big-endian with its mark', utf16(`\ufeff${table}`, true)],
    ['UTF-16 little-endian without it', utf16(table)],
    ['UTF-16 big-endian without it', utf16(table, true)],
    ['Windows-1252', bytesOf('Pr\xe9nom;Nom\nZo\xe9;G\x9curiot\n\xc0;\x80')],
  ])('%s', (_, bytes) => expect(decode(bytes)).toEqual({ text: table }))

  test('Latin-1', () => expect(decode(bytesOf('Pr\xe9nom\nZo\xe9'))).toEqual({ text: 'Prénom\nZoé' }))
  test('UTF-8 of which one sign was cut keeps all the others', () => {
    const cut = Buffer.concat([Buffer.from('Zoé Gœuriot, Éloïse, Noël, '), Buffer.from([0xc3])])
    expect(decode(cut)).toEqual({ text: 'Zoé Gœuriot, Éloïse, Noël, \ufffd' })
  })
  test.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.from(' \n\n'), 'empty'],
    ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 8]), 'spreadsheet'],
    ['an old Excel workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'spreadsheet'],
    ['text with empty bytes', Buffer.from('Nom\nA\0B'), 'not-text'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), 'not-text'],
    ['half of a UTF-16 sign', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'not-text'],
  ])('%s is refused', (_, bytes, unreadable) => expect(decode(bytes)).toEqual({ unreadable }))
})

test.each([
  ['Nom;Prénom,e-mail;x', ';'],
  ['Nom,Prénom,e-mail', ','],
  ['Nom\tPrénom\te-mail', '\t'],
  ['"Nom, Prénom, usuel";e-mail', ';'],
  ['"deux\nlignes; ; ;",Nom', ','],
  ['\n\n;;\nNom;Prénom', ';'],
  ['Nom', '\t'],
])('the delimiter of %j', (text, delimiter) => expect(findDelimiter(text)).toEqual({ delimiter, fromLine: 1 }))

test('a spreadsheet may say its delimiter itself', () => {
  expect(findDelimiter('sep=,\r\nNom;x,y')).toEqual({ delimiter: ',', fromLine: 2 })
})

const recordsOf = async (text: string, delimiter = ';', fromLine = 1) => {
  const all: CsvRecord[] = []
  for await (const record of readCsv(text, { delimiter, fromLine })) all.push(record)
  return all
}

test('each record knows its line, whatever its cells hold', async () => {
  expect(await recordsOf('sep=;\r\nNom;Note\r\n\r\n"A;b";"x\r\ny"\r\n;;\r\nC;d "q" e\r\nD', ';', 2)).toEqual([
    { line: 2, cells: ['Nom', 'Note'] },
    { line: 4, cells: ['A;b', 'x\ny'] },
    { line: 7, cells: ['C', 'd "q" e'] },
    { line: 8, cells: ['D'] },
  ])
})

test('a quotation mark that is never closed is told, with its line', async () => {
  await expect(recordsOf('Nom;Note\nA;b\n"C;d\nE;f')).rejects.toThrow(BrokenCsv)
})

test('ten thousand lines leave everybody else their turn', async () => {
  const text = Array.from(
    { length: 10_000 },
    (_, n) => `Prénom ${n};Nom ${n};p${n}@example.org;une note assez longue`,
  ).join('\n')
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  expect(await recordsOf(text)).toHaveLength(10_000)
  clearInterval(counting)
  expect(turns).toBeGreaterThan(10)
})

test('a table that we write computes nothing', () => {
  expect(writeCsv([['=1+1', '+33', '-2', '@x', 'a;b']])).toBe("\ufeff'=1+1;'+33;'-2;'@x;\"a;b\"\r\n")
})

test.each([
  ['31/12/2026', '2026-12-31'],
  ['1/2/2026', '2026-02-01'],
  ['31-12-2026', '2026-12-31'],
  ['31.12.26', '2026-12-31'],
  ['2026-12-31', '2026-12-31'],
  ['2026-12-31T23:30:00Z', '2026-12-31'],
  ['2026-12-31 00:00:00 +0100', '2026-12-31'],
  ['04/03/2026 14:25', '2026-03-04'],
  ['31 décembre 2026', '2026-12-31'],
  ['1er sept. 2026', '2026-09-01'],
  ['29/02/2028', '2028-02-29'],
  ['29/02/2026', undefined],
  ['12/31/2026', undefined],
  ['3 jui 2026', undefined],
  ['31/12/0026', undefined],
  ['bientôt', undefined],
])('the day %j', (text, day) => expect(readDate(text)).toBe(day))

describe('the columns that other programs write', () => {
  const headersOf = (name: string) => {
    const decoded = decode(readFileSync(new URL(`../fixtures/import/${name}`, import.meta.url)))
    return 'text' in decoded ? recordsOf(decoded.text, findDelimiter(decoded.text).delimiter) : []
  }
  test('HelloAsso: the member is not always the one who pays', async () => {
    const [header, ...lines] = await headersOf('helloasso.csv')
    const mapping = guessMapping(header!.cells)
    expect(mapping.flatMap((field, at) => (field ? [`${header!.cells[at]} → ${field}`] : []))).toEqual([
      'Date de la commande → membershipFrom',
      'Statut de la commande → feeState',
      'Nom adhérent → lastName',
      'Prénom adhérent → firstName',
      'Nom payeur → payerLastName',
      'Prénom payeur → payerFirstName',
      'Email payeur → payerEmail',
      'Raison sociale → organization',
      'Tarif → plan',
      'Date de naissance → born',
    ])
    const read = lines.map(({ cells }) => readLine(cells, { mapping, importer: 'staff', feeKind: 'school' }))
    expect(read).toMatchObject([
      {
        name: 'Nour Haddad',
        email: 'nour@example.org',
        membershipFrom: '2026-09-04',
        membershipUntil: '2027-08-31',
        feeState: 'paid',
      },
      { name: 'Sami Haddad', email: null, born: '2014-05-02' },
      [{ code: 'cancelled-order' }],
    ])
  })
  test('Fab-manager, saved by a spreadsheet as Windows-1252', async () => {
    const [header, ...lines] = await headersOf('fab-manager.csv')
    const mapping = guessMapping(header!.cells)
    const read = lines.map(({ cells }) => readLine(cells, { mapping, importer: 'staff', feeKind: 'civil' }))
    expect(read).toMatchObject([
      {
        name: 'Zoé Lefèvre',
        email: 'zoe@example.org',
        membershipUntil: '2026-12-31',
        feeState: 'paid',
        organization: null,
      },
      {
        name: 'Jérôme Colin',
        email: 'jerome@example.org',
        membershipUntil: null,
        feeState: 'exempt',
        organization: 'Atelier Colin',
      },
    ])
  })
  test.each<[string[], Mapping]>([
    [
      ['NOM', 'PRÉNOM', 'Courriel'],
      ['lastName', 'firstName', 'email'],
    ],
    [
      ['First name', 'Last Name', 'E-mail', 'Role'],
      ['firstName', 'lastName', 'email', 'role'],
    ],
    [
      ['Nom', 'Mail'],
      ['name', 'email'],
    ],
    [
      ['Pseudo', 'Nom', 'Prénom'],
      ['name', 'lastName', 'firstName'],
    ],
    [
      ['Email', 'Email payeur', 'Email'],
      ['email', 'payerEmail', null],
    ],
    [
      ['x', ''],
      [null, null],
    ],
  ])('%j', (headers, mapping) => expect(guessMapping(headers)).toEqual(mapping))
  test('a first line with an address in it is a person', () => {
    expect(isHeader(['Inès', 'ines@example.org'])).toBe(false)
    expect(isHeader(['Nom', 'E-mail'])).toBe(true)
  })
})

const mapping: Mapping = ['firstName', 'lastName', 'email', 'role', 'membershipUntil', 'feeState', 'note', 'language']
const read = (cells: string[], importer: 'staff' | 'admin' = 'staff') =>
  readLine(cells, { mapping, importer, feeKind: 'civil' })
const codes = (made: ImportedPerson | Reason[]) => (Array.isArray(made) ? made.map(({ code }) => code) : made.name)

test.each<[string[], string | string[]]>([
  [['Inès', 'Bernard'], 'Inès Bernard'],
  [['  Inès ', 'Bernard\u00a0'], 'Inès Bernard'],
  [['', 'Bernard'], 'Bernard'],
  [['', '', 'a@b.fr'], ['no-name']],
  [['I', ''], ['short-name']],
  [['Inès', 'B'.repeat(40)], ['long-name']],
  [['=HYPERLINK("http://evil")', ''], ['not-a-name']],
  [['@SUM(A1)', 'x'], ['not-a-name']],
  [["'=1+1", ''], ['not-a-name']],
  [['Zo\ufffd', 'x'], ['not-a-name']],
  [['--', ''], ['not-a-name']],
  [['Inès', '', 'ines'], ['bad-email']],
  [['Inès', '', '+33612345678'], ['bad-email']],
  [['Inès', '', '=1+1'], ['bad-email']],
  [['Inès', '', 'Ines@Example.ORG'], 'Inès'],
  [['Inès', '', '', 'Bénévole'], 'Inès'],
  [['Inès', '', '', 'chef'], ['unknown-role']],
  [['Inès', '', '', 'admin'], ['role-above']],
  [['Inès', '', '', '', '31/12/2026'], 'Inès'],
  [['Inès', '', '', '', 'bientôt'], ['bad-date']],
  [['Inès', '', '', '', '', 'payée'], 'Inès'],
  [['Inès', '', '', '', '', 'peut-être'], ['unknown-fee']],
  [['Inès', '', '', '', '', '', 'x'.repeat(1_001)], ['long-cell']],
  [['Inès', '', '', '', '', '', '', 'klingon'], ['unknown-language']],
  [
    ['Inès', '', 'ines', 'chef', 'bientôt'],
    ['bad-email', 'unknown-role', 'bad-date'],
  ],
  [['Inès', '', '', '', '', '', '', '', 'de trop'], ['too-many-cells']],
])('%j', (cells, wanted) => expect(codes(read(cells))).toEqual(wanted))

test('a formula in a note stays what it is: text', () => {
  expect(read(['Inès', '', '', '', '', '', '=1+1'])).toMatchObject({ note: '=1+1' })
  expect(read(['Inès', '', '', '', '', '', "'=1+1"])).toMatchObject({ note: '=1+1' })
})

test('nobody gives a role above their own', () => {
  expect(codes(read(['Inès', '', '', 'admin'], 'admin'))).toBe('Inès')
})

test('who is new, who is there, who is twice', () => {
  const person = (name: string, email: string | null = null) => ({ ...(read([name]) as ImportedPerson), name, email })
  const sort = createSorting([
    { name: 'Karim', email: null, removed: false },
    { name: 'Léa', email: 'lea@example.org', removed: false },
    { name: 'Parti', email: null, removed: true },
  ])
  const verdict = (line: number, one: ImportedPerson) => {
    const made = sort(line, one)
    return made.kind === 'refused'
      ? made.reasons.map(({ code, other }) => [code, other].join(' ').trim()).join()
      : made.kind
  }
  expect(verdict(2, person('KARIM', 'karim@example.org'))).toBe('there')
  expect(verdict(3, person('Lea'))).toBe('there')
  expect(verdict(4, person('Léa Martin', 'lea@example.org'))).toBe('there')
  expect(verdict(5, person('Léa', 'autre@example.org'))).toBe('same-name-there')
  expect(verdict(6, person('Parti'))).toBe('name-kept')
  expect(verdict(7, person('Inès', 'ines@example.org'))).toBe('add')
  expect(verdict(8, person('ines'))).toBe('twice 7')
  expect(verdict(9, person('Inès', 'ines2@example.org'))).toBe('same-name-here 7')
  expect(verdict(10, person('Inès B', 'ines@example.org'))).toBe('same-email-here 7')
})

test('every reason has a sentence in both languages', () => {
  for (const language of ['fr', 'en'] as const)
    expect(reasonSentence({ code: 'twice', other: 12 }, language)).toContain('12')
})
