import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(() => lab.close())

test('a member reports a fault, the team takes the machine out until a day, tells who booked, and mends it', async ({
  browser,
}) => {
  const phone = await openScreen(browser, lab.base, 'phone')
  const desk = await openScreen(browser, lab.base, 'desk')
  await signIn(phone.page, lab, 'Inès')
  await phone.page.goto('/machines')
  await phone.page.getByRole('link', { name: /LASER/ }).first().click()
  await phone.page.getByLabel('Qu’est-ce qui ne va pas').fill('Le miroir est fendu')
  await phone.page.getByText('inutilisable', { exact: true }).click()
  await phone.page.getByRole('button', { name: 'Prévenir l’équipe' }).click()
  await expect(phone.page.getByText('l’équipe est prévenue')).toBeVisible()

  await signIn(desk.page, lab, 'Marc')
  await desk.page.getByRole('link', { name: 'Pannes', exact: true }).click()
  await expect(desk.page.getByText('Le miroir est fendu')).toBeVisible()
  await desk.page.getByRole('button', { name: 'Mettre hors service' }).click()
  const back = new Date(Date.now() + 4 * 86_400_000).toISOString().slice(0, 10)
  await desk.page.getByLabel('De retour le').fill(back)
  await expect(desk.page.getByText('Une réservation sera annulée')).toBeVisible()
  await desk.page.getByRole('button', { name: 'Mettre hors service' }).click()
  await expect(desk.page.getByText('Hors service pour cette panne')).toBeVisible()

  await phone.page.goto('/messages')
  await expect(phone.page.getByText('Libres à la place').first()).toBeVisible()

  await desk.page.getByRole('button', { name: 'Réparée' }).click()
  await expect(desk.page.getByText('toutes les machines vont bien')).toBeVisible()
  await expect(phone.page.getByText(/Réparé.*LASER/).first()).toBeVisible()
  expect([...phone.complaints, ...desk.complaints]).toEqual([])
})

test('staff state what a machine needs, the team notes that it was done, and a fault is reported at the kiosk', async ({
  browser,
}) => {
  const desk = await openScreen(browser, lab.base, 'desk')
  await signIn(desk.page, lab, 'Marc')
  await desk.page.goto('/machines')
  await desk.page.getByRole('link', { name: /LASER/ }).first().click()
  await desk.page.getByRole('button', { name: 'Ajouter un entretien régulier' }).click()
  await desk.page.getByLabel('Que faut-il faire').fill('Nettoyer la lentille')
  await desk.page.getByLabel('Tous les').fill('50')
  await desk.page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(desk.page.getByText(/encore 50/)).toBeVisible()
  await desk.page.getByRole('button', { name: /^C’est fait/ }).click()
  await desk.page.getByLabel('Un mot').fill('Lentille neuve')
  await desk.page.getByRole('button', { name: 'Noter' }).click()
  await desk.page.getByText('fait 1 fois').click()
  await expect(desk.page.getByText('Lentille neuve')).toBeVisible()

  const kiosk = await openScreen(browser, lab.base, 'kiosk')
  await kiosk.page.goto('/kiosk')
  const code = await kiosk.page.getByText(/^[A-HJKMNP-Z2-9]{6}$/).textContent()
  await desk.page.request.post('/api/screens', { data: { code, name: 'Accueil' } })
  await kiosk.page.getByRole('button', { name: 'Signaler une panne' }).click()
  await kiosk.page.getByRole('button', { name: 'LASER' }).first().click()
  await kiosk.page.getByLabel('Qu’est-ce qui ne va pas').fill('Une odeur de brûlé')
  expect((await new AxeBuilder({ page: kiosk.page as never }).analyze()).violations).toEqual([])
  await kiosk.page.getByRole('button', { name: 'Prévenir l’équipe' }).click()
  await expect(kiosk.page.getByText('l’équipe est prévenue')).toBeVisible()
  await desk.page.goto('/desk/faults')
  await expect(desk.page.getByText('Une odeur de brûlé')).toBeVisible()
  expect([...desk.complaints, ...kiosk.complaints]).toEqual([])
})
