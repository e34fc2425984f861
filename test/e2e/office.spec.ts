import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { expect, test, type Page } from '@playwright/test'
import { sheets } from '#backend/label/sheet.ts'
import { openLabels } from '../support/pdf.ts'
import { png } from '../support/png.ts'
import { signedIn } from '../support/as-person.ts'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

/** What a neighbour's spreadsheet holds: forty people, three of whom cannot be members as they stand. */
const list = (right: boolean): string =>
  [
    'Prénom;Nom;E-mail;Fin d’adhésion',
    ...Array.from({ length: 37 }, (_, n) => `Camille;Martin ${n + 1};camille${n + 1}@example.org;31/12/2027`),
    right ? 'Ana;Silva;ana@example.org;31/12/2027' : 'Ana;Silva;ana(at)example.org;31/12/2027',
    right ? 'Bo;Larsen;bo@example.org;28/02/2027' : 'Bo;Larsen;bo@example.org;30/02/2027',
    right ? 'Chloé;Petit;chloe@example.org;31/12/2027' : 'Camille;Martin 1;autre@example.org;31/12/2027',
  ].join('\r\n')

/** As Excel writes it in France. */
const asLatin1 = (text: string) => ({
  name: 'membres.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(text.replaceAll('’', "'"), 'latin1'),
})

const takeBack = (page: Page) => page.getByRole('status').getByRole('button', { name: 'Annuler' }).click()
const count = async (page: Page): Promise<number> => (await (await page.request.get('/api/members')).json()).total

test('a volunteer who was given only the address runs the office, and takes back what was wrong', async ({
  browser,
}) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'desk')
  const ines = await openScreen(browser, lab.base, 'phone')

  await test.step('the address, a name and a passphrase are all it takes', async () => {
    await page.goto('/')
    await expect(page.getByRole('heading', { name: /Bienvenue/ })).toBeVisible()
    await signIn(page, lab, 'Marc')
  })
  const before = await count(page)

  await test.step('40 members with 3 bad lines: what is wrong is named, the import is undone and done again right', async () => {
    await page.getByRole('link', { name: 'Réglages' }).click()
    await page.getByRole('link', { name: 'Membres', exact: true }).first().click()
    await page.getByRole('link', { name: 'Importer une liste' }).click()
    const file = page.locator('input[type=file]')
    await file.setInputFiles(asLatin1(list(false)))
    await expect(page.getByText('37 à ajouter')).toBeVisible()
    await expect(page.getByText('3 à corriger')).toBeVisible()
    for (const line of ['Ligne 39', 'Ligne 40', 'Ligne 41']) await expect(page.getByText(line)).toBeVisible()
    await picture(page, '80-import-preview')
    await page.getByRole('button', { name: 'Importer 37 membres' }).click()
    await expect(page.getByText('37 membres importés').first()).toBeVisible()
    expect(await count(page)).toBe(before + 37)
    await takeBack(page)
    await expect(page.getByText('37 à ajouter')).toBeVisible()
    expect(await count(page)).toBe(before)
    await file.setInputFiles(asLatin1(list(true)))
    await page.getByRole('button', { name: 'Importer 40 membres' }).click()
    await expect(page.getByText('40 membres importés').first()).toBeVisible()
    expect(await count(page)).toBe(before + 40)
  })

  const christmas = nextChristmas()
  await test.step('Inès has booked the laser in Christmas week', async () => {
    await signIn(ines.page, lab, 'Inès')
    const machines = (await (await ines.page.request.get('/api/machines')).json()) as { id: string; name: string }[]
    const machineId = machines.find(({ name }) => name === 'LASER')!.id
    const start = christmas.add({ days: 4 }).toZonedDateTime({ timeZone: 'Europe/Paris', plainTime: '14:00' })
    const slot = { start: start.epochMilliseconds, end: start.add({ hours: 2 }).epochMilliseconds }
    const booked = await ines.page.request.post('/api/bookings', { data: { machineId, ...slot } })
    expect(booked.ok(), await booked.text()).toBe(true)
  })

  const close = async () => {
    await page.getByLabel('Du', { exact: true }).fill(christmas.toString())
    await page.getByLabel('Au', { exact: true }).fill(christmas.add({ days: 9 }).toString())
    await page.getByLabel('Pourquoi').fill('congés de Noël')
    await expect(page.getByText('1 réservation sera annulée')).toBeVisible()
    await expect(page.getByText(/LASER · Inès/)).toBeVisible()
    await page.getByRole('button', { name: 'Fermer ces jours' }).click()
    await expect(page.getByText(/Prévenu·es.*Inès/)).toBeVisible()
  }
  await test.step('Christmas week is closed: who is hit is shown before, who was told after; undone, and closed again', async () => {
    await page.getByRole('link', { name: 'Labo', exact: true }).click()
    await close()
    await picture(page, '81-closed')
    await takeBack(page)
    await expect(page.getByText('Aucune fermeture prévue.')).toBeVisible()
    await close()
    await ines.page.goto('/messages')
    await expect(ines.page.getByText('Réservation annulée').first()).toBeVisible()
    await expect(ines.page.getByText('Réservation rétablie').first()).toBeVisible()
    await expect(ines.page.getByText(/congés de Noël/).first()).toBeVisible()
    await picture(ines.page, '82-told')
  })

  await test.step('the price of PLA changes: Karim’s quote stays what it was', async () => {
    const marc = await signedIn(lab, 'Marc')
    type Job = { id: string; owner: { name: string }; quote: { cents: number } | null }
    const quoteOfKarim = async () =>
      (await marc<Job[]>('GET', '/api/print-jobs?scope=desk')).find(({ owner }) => owner.name === 'Karim')!.quote
    const quoted = await quoteOfKarim()
    expect(quoted!.cents).toBeGreaterThan(0)
    await page.getByRole('link', { name: 'Tarifs' }).click()
    await page.getByRole('button', { name: 'Ajouter une matière' }).click()
    await page.getByLabel('Matière', { exact: true }).fill('PLA')
    await page.getByLabel('Le gramme', { exact: true }).fill('0,99')
    await page.getByRole('button', { name: 'Enregistrer ces tarifs' }).click()
    await expect(
      page.getByText('PLA : 0,99 € le gramme'.replace(' :', '\u202f:').replace(' €', '\u00a0€')).first(),
    ).toBeVisible()
    await picture(page, '83-prices')
    expect(await quoteOfKarim()).toEqual(quoted)
    const vase = (await (await ines.page.request.get('/api/print-jobs')).json()) as (Job & {
      title: string
      material: string
    })[]
    const draft = vase.find(({ title }) => title === 'photophore')!
    const changed = await ines.page.request.patch(`/api/print-jobs/${draft.id}`, { data: { material: 'PLA' } })
    expect(((await changed.json()) as Job).quote!.cents).toBeGreaterThan(5 * draft.quote!.cents)
  })

  await test.step('the labels are printed, and their codes lead where they say', async () => {
    await page.getByRole('link', { name: 'Étiquettes' }).click()
    await expect(page.getByText('4 étiquettes, 1 page')).toBeVisible()
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Télécharger le PDF' }).click()
    const pdf = readFileSync(await (await coming).path())
    const { text, codes } = await openLabels(pdf, sheets['a4-21'])
    for (const name of ['PRUSA-1', 'PRUSA-2', 'LASER', 'FRAISEUSE']) expect(text).toContain(name)
    expect(codes).toHaveLength(4)
    await ines.page.goto(new URL(codes.find((code) => code)!).pathname)
    await expect(ines.page.getByRole('link', { name: 'Réserver' })).toBeVisible()
    await picture(ines.page, '84-scanned')
  })

  await test.step('Inès forgot her passphrase: two taps, and a new one on a card', async () => {
    await page.goto('/settings/members?search=in%C3%A8s')
    await page.getByRole('link', { name: /Inès/ }).click()
    await page.getByRole('button', { name: 'Refaire la phrase de passe' }).click()
    await page.getByRole('button', { name: 'Oui, en faire une nouvelle' }).click()
    const passphrase = await page.locator('.phrase').innerText()
    await ines.page.goto('/sign-in')
    await ines.page.getByLabel(/^Nom/).fill('Inès')
    await ines.page.getByLabel(/^Phrase de passe/).fill(passphrase)
    await ines.page.keyboard.press('Enter')
    await expect(ines.page.getByText(/Marc a refait votre phrase de passe/)).toBeVisible()
  })

  await test.step('a class of 24 comes in without a name, and one of them signs in', async () => {
    await page.goto('/settings/organizations')
    await page.getByText('école', { exact: true }).click()
    await page.getByLabel('Nom', { exact: true }).fill('Collège Jules-Verne')
    await page.getByRole('button', { name: 'Ajouter', exact: true }).click()
    await page.getByRole('button', { name: 'Mettre une classe' }).click()
    await page.getByLabel('Nom de la classe').fill('3e B')
    await page.getByRole('button', { name: 'Mettre 24 élèves' }).click()
    const cards = page.locator('.cards li')
    await expect(cards).toHaveCount(24)
    await picture(page, '85-class')
    const [code, passphrase] = [
      await cards.first().locator('.code').innerText(),
      await cards.first().locator('dd.mono').first().innerText(),
    ]
    const pupil = await openScreen(browser, lab.base, 'phone')
    await pupil.page.goto('/sign-in')
    await pupil.page.getByLabel(/^Nom/).fill(code)
    await pupil.page.getByLabel(/^Phrase de passe/).fill(passphrase)
    await pupil.page.keyboard.press('Enter')
    await expect(pupil.page.getByRole('heading', { level: 1 })).toContainText(code)
    expect(await count(page)).toBe(before + 40 + 24)
  })

  await test.step('a logo that is an SVG with a script, then one of 40 megapixels: only its pixels arrive, small', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300"><script>document.title="ran"</script><rect width="600" height="300" fill="teal"/></svg>'
    await page.goto('/settings')
    const file = page.locator('form', { hasText: 'Logo' }).locator('input[type=file]')
    const pictures: string[] = []
    for (const [name, mimeType, buffer] of [
      ['logo.svg', 'image/svg+xml', Buffer.from(svg)],
      ['photo.png', 'image/png', png(8000, 5000)],
    ] as const) {
      const sent = page.waitForResponse((response) => response.url().endsWith('/api/pictures'))
      await file.setInputFiles({ name, mimeType, buffer })
      expect((await sent).ok()).toBe(true)
      pictures.push(((await (await sent).json()) as { id: string }).id)
      const form = page.locator('form', { hasText: 'Logo' })
      await form.getByRole('button', { name: 'Enregistrer' }).click()
      await expect(page.locator(`header img[src$="${pictures.at(-1)}"]`)).toBeVisible()
    }
    const shown = await page.request.get(`/api/pictures/${pictures.at(-1)}`)
    expect(shown.headers()['content-type']).toBe('image/webp')
    expect((await shown.body()).length).toBeLessThan(200_000)
    expect(await page.title()).not.toContain('ran')
  })

  await test.step('all of it stands in the history, with who and when', async () => {
    await page.goto('/settings/history')
    for (const act of ['Import', 'Fermeture', 'Tarifs']) await expect(page.getByText(act).first()).toBeVisible()
    await picture(page, '86-history')
  })
  expect([...complaints, ...ines.complaints]).toEqual([])
})

/** 24 December that is at least two days ahead. */
function nextChristmas(): Temporal.PlainDate {
  const today = Temporal.Now.plainDateISO('Europe/Paris')
  const day = Temporal.PlainDate.from({ year: today.year, month: 12, day: 24 })
  return Temporal.PlainDate.compare(today.add({ days: 1 }), day) < 0 ? day : day.add({ years: 1 })
}
