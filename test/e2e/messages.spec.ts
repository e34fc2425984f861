import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample'])
})
test.afterAll(async () => lab.close())

test('a booking that the team cancels rings on its holder’s phone; an announcement stands on the wall and is taken back', async ({
  browser,
}) => {
  const phone = await openScreen(browser, lab.base, 'phone')
  const desk = await openScreen(browser, lab.base, 'desk')
  const wall = await openScreen(browser, lab.base, 'wall')
  await signIn(phone.page, lab, 'Inès')
  await signIn(desk.page, lab, 'Marc')
  await wall.page.goto('/wall')
  const code = (await wall.page.locator('.code').textContent())!.trim()
  await desk.page.request.post('/api/screens', { data: { code, name: 'Mur' } })
  await expect(wall.page.locator('time')).toBeVisible()

  const now = Date.now()
  const span = `from=${now}&to=${now + 3 * 86_400_000}`
  const [booking] = (await (await desk.page.request.get(`/api/bookings?${span}`)).json()) as { id: string }[]
  expect((await desk.page.request.delete(`/api/bookings/${booking!.id}`)).status()).toBe(200)
  await phone.page.getByRole('link', { name: 'Messages, 1 non lu' }).click()
  const first = phone.page.getByRole('listitem').first()
  await expect(first).toContainText('Réservation annulée\u202f: LASER')
  await expect(first).toContainText('annulée par Marc')
  await expect(phone.page.getByRole('link', { name: 'Messages', exact: true })).toBeVisible()
  await picture(phone.page, '60-messages')

  await phone.page.getByRole('link', { name: 'Choisir ce qui m’est envoyé' }).click()
  await phone.page.getByLabel('Une pièce à retirer : Écrans du labo').uncheck()
  await phone.page.reload()
  await expect(phone.page.getByLabel('Une pièce à retirer : Écrans du labo')).not.toBeChecked()

  await desk.page.goto('/settings/messages')
  await desk.page.getByLabel('En français').fill('Soudure ce soir à 18 h, il reste trois places.')
  await desk.page.getByRole('button', { name: 'Annoncer' }).click()
  const onWall = wall.page.getByText('Soudure ce soir à 18 h')
  await expect(onWall).toBeVisible()
  await expect(phone.page.getByRole('complementary', { name: 'Annonces' })).toContainText('Soudure ce soir')
  await picture(wall.page, '61-announcement-wall')
  await desk.page.getByRole('button', { name: 'Annuler' }).click()
  await expect(onWall).toBeHidden()
  await expect(phone.page.getByRole('complementary', { name: 'Annonces' })).toBeHidden()
  expect([...phone.complaints, ...desk.complaints, ...wall.complaints]).toEqual([])
})
