import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

const enter = async (page: Page, name: string, passphrase: string) => {
  await page.goto('/sign-in')
  await page.getByLabel(/^Nom/).fill(name)
  await page.getByLabel(/^Phrase de passe/).fill(passphrase)
  await page.keyboard.press('Enter')
}
const phrase = (page: Page) => page.locator('.phrase').innerText()

test('a new member is added in one go, signs in with the card, forgets, and reads who made a new one', async ({
  browser,
}) => {
  const desk = await openScreen(browser, lab.base, 'desk')
  const phone = await openScreen(browser, lab.base, 'phone')
  const [marc, zoe] = [desk.page, phone.page]
  await signIn(marc, lab, 'Marc')
  await marc.goto('/settings/members')
  await marc.getByLabel('Prénom ou pseudonyme').fill('Zoé')
  await marc.keyboard.press('Enter')
  await expect(marc.getByRole('heading', { name: 'Zoé fait partie du labo' })).toBeVisible()
  const first = await phrase(marc)
  await picture(marc, '70-member-added')

  await enter(zoe, 'zoe', first)
  await expect(zoe.getByRole('heading', { level: 1 })).toContainText('Zoé')

  await marc.getByRole('button', { name: 'C’est noté' }).click()
  await marc.getByLabel('Chercher un membre').fill('zoe')
  await marc.getByRole('link', { name: /Zoé/ }).click()
  await marc.getByRole('button', { name: 'Refaire la phrase de passe' }).click()
  await marc.getByRole('button', { name: 'Oui, en faire une nouvelle' }).click()
  const second = await phrase(marc)
  expect(second).not.toBe(first)

  // Their phone is signed out by itself.
  await expect(zoe.getByLabel(/^Phrase de passe/)).toBeVisible()
  await enter(zoe, 'Zoé', second)
  await expect(zoe.getByText(/Marc a refait votre phrase de passe le/)).toBeVisible()
  await picture(zoe, '71-reset-read')
  await zoe.getByRole('button', { name: 'OK, j’ai lu' }).click()
  await expect(zoe.getByText(/Marc a refait/)).toBeHidden()
  await zoe.reload()
  await expect(zoe.getByRole('heading', { level: 1 })).toContainText('Zoé')
  await expect(zoe.getByText(/Marc a refait/)).toBeHidden()
  expect([...desk.complaints, ...phone.complaints]).toEqual([])
})

test('what was done to a member by mistake is undone within the minute: a fee, a suspension, a removal', async ({
  browser,
}) => {
  const { page: marc, complaints } = await openScreen(browser, lab.base, 'desk')
  await signIn(marc, lab, 'Marc')
  await marc.goto('/settings/members?search=karim')
  await expect(marc.getByRole('link', { name: /Karim.*à payer/ })).toBeVisible()
  await marc.getByRole('link', { name: /Karim/ }).click()
  await expect(marc.getByRole('heading', { level: 1 })).toContainText('Karim')
  const undo = () => marc.getByRole('status').getByRole('button', { name: 'Annuler' }).click()
  const { violations } = await new AxeBuilder({ page: marc as never }).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([])

  await marc.getByRole('button', { name: 'Noter une cotisation payée' }).click()
  await marc.getByRole('button', { name: 'C’est payé' }).click()
  await expect(
    marc
      .locator('main')
      .getByText(/à jour jusqu’au|finit le/)
      .first(),
  ).toBeVisible()
  await undo()
  await expect(marc.locator('main').getByText('à payer', { exact: true }).first()).toBeVisible()

  // A plan is typed, and quotas may name it from then on.
  await marc.getByLabel('Formule').fill('Étudiant')
  await marc.getByLabel('Formule').press('Enter')
  await expect(marc.getByText('Formule Étudiant')).toBeVisible()
  const karim = marc.url()
  await marc.goto('/settings/bookings')
  await marc.getByRole('button', { name: 'Ajouter un quota' }).click()
  await marc
    .getByLabel('Qui', { exact: true })
    .selectOption({ label: 'Chaque personne qui a la formule «\u202fÉtudiant\u202f»' })
  await marc.getByLabel('Une réservation commencée').selectOption({ label: 'peut continuer' })
  await marc.getByRole('button', { name: 'Enregistrer les règles' }).click()
  await undo()
  await marc.goto(karim)

  await marc.getByRole('button', { name: 'Suspendre' }).click()
  await marc.getByLabel('Pourquoi').fill('Mauvaise personne')
  await marc.getByRole('button', { name: 'Suspendre le compte' }).click()
  await expect(marc.getByText(/Compte suspendu .* Mauvaise personne/)).toBeVisible()
  await undo()
  await expect(marc.getByText(/Compte suspendu .* Mauvaise personne/)).toBeHidden()

  await marc.getByRole('button', { name: 'Retirer du labo' }).click()
  await marc.getByRole('button', { name: 'Retirer', exact: true }).click()
  await expect(marc.getByText('Karim est dans la corbeille')).toBeVisible()
  await marc.goto('/settings/history?bin')
  await marc.getByRole('button', { name: 'Remettre' }).click()
  await expect(marc.getByText('La corbeille est vide.')).toBeVisible()
  await marc.goto('/settings/members?search=karim')
  await expect(marc.getByRole('link', { name: /Karim/ })).toBeVisible()
  expect(complaints).toEqual([])
})
