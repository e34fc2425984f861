import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openNow, openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

test('a slot is kept, booked, used and given back early; where the team is asked, it answers at the desk', async ({
  browser,
}) => {
  const [desk, phone] = [await openScreen(browser, lab.base, 'desk'), await openScreen(browser, lab.base, 'phone')]
  const [marc, ines] = [desk.page, phone.page]
  await signIn(marc, lab, 'Marc')
  await openNow(marc)
  await signIn(ines, lab, 'Inès')

  await ines.goto('/machines')
  await ines.getByRole('link', { name: /LASER/ }).first().click()
  await expect(ines.getByRole('heading', { level: 1 })).toContainText('LASER')
  await ines.locator('button:has-text("maintenant")').click()
  await expect(ines.getByText(/Prix du créneau|ne coûte rien/)).toBeVisible()
  await picture(ines, '80-slot-and-price')
  await ines.getByText(/^Répéter, ou réserver/).click()
  await ines.getByLabel('Répéter', { exact: true }).selectOption({ label: 'chaque jour' })
  await ines.getByRole('button', { name: 'Voir les dates' }).click()
  await expect(ines.getByRole('button', { name: /^Réserver \d créneaux/ })).toBeVisible()
  await ines.getByRole('button', { name: /^Réserver \d créneaux/ }).scrollIntoViewIfNeeded()
  await picture(ines, '88-series')
  expect((await new AxeBuilder({ page: ines }).analyze()).violations).toEqual([])
  await ines.getByRole('button', { name: /Garder 10/ }).click()
  await expect(ines.getByText(/gardé pour vous jusqu’à/)).toBeVisible()
  await ines.getByRole('button', { name: 'Réserver pour de bon' }).click()
  await ines.getByRole('button', { name: 'Je suis là' }).click()
  await expect(ines.getByText('en cours')).toBeVisible()
  await ines.getByText('Historique').first().click()
  await expect(ines.getByText(/présence notée, Inès/)).toBeVisible()
  await picture(ines, '81-booking-life')
  expect((await new AxeBuilder({ page: ines }).analyze()).violations).toEqual([])
  await ines.goto('/')
  await expect(ines.getByRole('heading', { name: 'Vos réservations' })).toBeVisible()
  await picture(ines, '82-home-bookings')
  await ines.getByRole('button', { name: 'Terminer maintenant' }).click()
  await expect(ines.getByText(/le reste du créneau est libre/)).toBeVisible()

  await marc.goto('/settings/bookings')
  await expect(marc.getByRole('heading', { level: 1, name: 'Réservations' })).toBeVisible()
  await marc.getByLabel('Ces règles valent pour').selectOption({ label: 'LASER' })
  await marc.getByLabel('L’équipe', { exact: true }).selectOption({ label: 'dit oui' })
  await marc.getByLabel('Une réservation dure au moins').selectOption({ label: '1\u00a0h' })
  await marc.getByRole('button', { name: 'Ajouter un quota' }).click()
  // What is chosen is tried before it is saved.
  await marc.getByLabel('Un membre').selectOption({ label: 'Inès' })
  await marc.getByLabel('Une machine').selectOption({ label: 'LASER' })
  await marc.getByLabel('De', { exact: true }).selectOption('14:00')
  await marc.getByLabel('À', { exact: true }).selectOption('14:30')
  await expect(marc.getByText(/dure au moins 1\sh/).first()).toBeVisible()
  await picture(marc, '84-rules')
  expect((await new AxeBuilder({ page: marc }).analyze()).violations).toEqual([])
  await marc.getByRole('button', { name: /^Retirer/ }).click()
  await marc.getByRole('button', { name: 'Enregistrer les règles' }).click()
  await expect(marc.getByText('Règles enregistrées')).toBeVisible()

  await ines.goto('/machines')
  await ines.getByRole('link', { name: /LASER/ }).first().click()
  await expect(ines.getByRole('heading', { level: 1 })).toContainText('LASER')
  await ines.getByRole('toolbar').locator('button:enabled').first().click()
  await expect(ines.getByText(/L’équipe doit d’abord dire oui/)).toBeVisible()
  await ines.getByRole('button', { name: /^Réserver/ }).click()
  await expect(ines.getByText('attend le oui de l’équipe')).toBeVisible()

  await marc.goto('/desk')
  await expect(marc.getByRole('heading', { level: 1 })).toBeVisible()
  await picture(marc, '83-desk-asked')
  expect((await new AxeBuilder({ page: marc }).analyze()).violations).toEqual([])
  await marc.getByRole('button', { name: 'Accepter' }).click()
  await expect(marc.getByText(/Inès le lit tout de suite/)).toBeVisible()
  await expect(ines.getByText('attend le oui de l’équipe')).toBeHidden()
  expect([...desk.complaints, ...phone.complaints]).toEqual([])
})

test('a slot that somebody waits for is kept for them when it comes free', async ({ browser }) => {
  const [desk, phone] = [await openScreen(browser, lab.base, 'desk'), await openScreen(browser, lab.base, 'phone')]
  const [lea, ines] = [desk.page, phone.page]
  await signIn(lea, lab, 'Léa')
  await signIn(ines, lab, 'Inès')
  await ines.goto('/machines?book')
  await expect(ines.getByRole('heading', { level: 1 })).toBeVisible()
  await ines.getByLabel('Je cherche').selectOption({ label: 'découpe laser' })
  await ines.getByRole('button', { name: 'Chercher' }).click()
  await expect(ines.getByRole('heading', { name: 'Premiers créneaux libres' })).toBeVisible()
  await picture(ines, '87-found')
  expect((await new AxeBuilder({ page: ines }).analyze()).violations).toEqual([])

  for (const page of [lea, ines]) {
    await page.goto('/machines')
    await page.getByRole('link', { name: /LASER/ }).first().click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText('LASER')
    await page.locator('.days button').nth(1).click()
  }
  await lea.getByRole('toolbar').locator('button:enabled').first().click()
  await lea.getByRole('button', { name: /^Réserver/ }).click()
  await ines
    .getByRole('button', { name: /^Prévenez-moi si/ })
    .first()
    .click()
  await expect(ines.getByText(/^Vous attendez/)).toBeVisible()
  await picture(ines, '85-waiting')
  await lea.getByRole('button', { name: 'Annuler la réservation' }).first().click()
  await ines.goto('/')
  await expect(ines.getByText(/gardé pour vous jusqu’à/)).toBeVisible()
  await picture(ines, '86-offered')
  await ines.getByRole('button', { name: 'Réserver pour de bon' }).click()
  await expect(ines.getByText(/Demande envoyée|Réservé/).first()).toBeVisible()
  expect([...desk.complaints, ...phone.complaints]).toEqual([])
})
