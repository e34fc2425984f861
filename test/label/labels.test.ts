import type request from 'supertest'
import { expect, test } from 'vitest'
import { shortAddress } from '#backend/label/address.ts'
import { sheets, type SheetName } from '#backend/label/sheet.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { openLabels } from '../support/pdf.ts'

type Person = Awaited<ReturnType<TestLab['member']>>

const url = 'http://localhost:3000'
/** Sixty signs, with the letters of half of Europe. */
const longest = 'Łukasz Żółć-Wąsowski, Ελένη Παπαδοπούλου et Anaïs d’Hœnheim'

const pdfOf = async (person: Person, query: string) => {
  const answer = await person.call('get', `/api/labels.pdf?${query}`).buffer(true).parse(bytes)
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('application/pdf')
  return answer.body as Buffer
}
const bytes = (res: request.Response, done: (error: Error | null, body: Buffer) => void) => {
  const chunks: Buffer[] = []
  res.on('data', (chunk: Buffer) => chunks.push(chunk))
  res.on('end', () => done(null, Buffer.concat(chunks)))
}
/** Printed, opened and read. */
const open = async (person: Person, query: string) => {
  const sheet = new URLSearchParams(query).get('sheet') as SheetName
  return openLabels(await pdfOf(person, query), sheets[sheet])
}
const signs = (text: string): string => text.replace(/\s/g, '')

test('a sheet of 21: every machine has its name to read and its code to scan, the used labels stay free', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const names = [
    'PRUSA-1',
    'Découpe laser Épilog',
    longest.slice(0, 40),
    ...Array.from({ length: 20 }, (_, n) => `M${n}`),
  ]
  const ids: string[] = []
  for (const name of names) ids.push(await lab.machine(name))
  const { pages, size, text, codes, fonts } = await open(marc, 'what=machine&sheet=a4-21&skip=5')
  // 23 labels from the sixth place on: 16 and 7.
  expect([pages, size]).toEqual([2, '595.276 x 841.89'])
  expect(codes.toSorted()).toEqual(ids.map((id) => shortAddress(url, 'machine', id)).toSorted())
  for (const name of ['PRUSA-1', 'M19']) expect(text).toContain(name)
  for (const line of fonts.trim().split('\n').slice(2)) expect(line).toMatch(/DejaVuSans.* yes +yes +yes/)
})

test('one label on a page of A6, and only those that were ticked', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const [first] = [await lab.machine('Façonneuse', 'mill'), await lab.machine('LASER')]
  const { pages, size, text, codes } = await open(marc, `what=machine&sheet=a6&ids=${first},gone`)
  expect([pages, size, codes]).toEqual([1, '297.638 x 419.528', [`${url}/q/m/${first}`]])
  expect(text).toContain('Façonneuse')
  expect(text).toContain('Réserver')
  expect(text).not.toContain('LASER')
})

test('spools and bins have labels too', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  const { body: made } = await marc.call('post', '/api/spools', {
    material: 'PETG',
    colour: 'bleu pétrole',
    brand: 'Francofil',
    remaining: 750,
  })
  const { body: bin } = await marc.call('post', '/api/shelf-bins', { name: 'Étagère 4' })
  for (const sheet of ['a4-21', 'a6']) {
    const spools = await open(marc, `what=spool&sheet=${sheet}`)
    expect(spools.codes).toEqual([`${url}/q/s/${made.spool.id}`])
    expect(signs(spools.text)).toContain(signs('PETG bleu pétrole Bobine 1 · Francofil'))
    const bins = await open(marc, `what=bin&sheet=${sheet}`)
    expect(bins.codes).toEqual([`${url}/q/b/${bin.bin.id}`])
    expect(signs(bins.text)).toContain('Étagère4')
  }
})

test('members’ cards: ten on a page, every letter of every name, and no secret', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff', name: 'Marc' })
  const people = [marc]
  for (const name of [
    longest,
    'Zoë',
    'Ὀδυσσεύς',
    'Nguyễn Thị Hồng',
    ...Array.from({ length: 8 }, (_, n) => `Nom ${n}`),
  ])
    people.push(await lab.member({ name }))
  const { pages, text, codes } = await open(marc, 'what=member&sheet=cards&skip=1')
  expect(pages).toBe(2)
  expect(codes.toSorted()).toEqual(people.map(({ id }) => `${url}/q/p/${id}`).toSorted())
  for (const { name, token } of people) {
    for (const word of name.normalize('NFC').split(' ')) expect(text).toContain(word)
    expect(text + codes.join()).not.toContain(token)
  }
  const alone = await open(marc, `what=member&sheet=cards&ids=${people[1]!.id}`)
  expect(signs(alone.text)).toContain(signs(longest))
})

test('labels are the team’s to print, on a sheet that fits, and at least one', async () => {
  const lab = await testLab()
  const [staff, volunteer] = [await lab.member({ role: 'staff' }), await lab.member({ role: 'volunteer' })]
  const ask = (who: Person, query: string) => who.call('get', `/api/labels.pdf?${query}`)
  expect((await ask(volunteer, 'what=member&sheet=cards')).body.code).toBe('auth.forbidden')
  expect((await ask(staff, 'what=member&sheet=a6')).body.code).toBe('input.invalid')
  expect((await ask(staff, 'what=machine&sheet=a6&skip=1')).body.code).toBe('input.invalid')
  expect((await ask(staff, 'what=machine&sheet=a6')).body.code).toBe('label.nothing-chosen')
})

test('two hundred labels let the lab go on: it is never silent for long', async () => {
  const lab = await testLab()
  const marc = await lab.member({ role: 'staff' })
  for (let n = 0; n < 200; n++) await lab.machine(`Machine numéro ${n}`)
  await pdfOf(marc, 'what=machine&sheet=a6') // The first time loads the fonts.
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last)
    last = performance.now()
  }, 1)
  const { length } = await pdfOf(marc, 'what=machine&sheet=a4-21')
  clearInterval(timer)
  expect(length).toBeGreaterThan(10_000)
  expect(longest).toBeLessThan(250)
})
