import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab([])
})
test.afterAll(async () => lab.close())

test('an empty data directory opens the first run, which asks for the code in the terminal', async ({ browser }) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'phone')
  const code = /code {2}(\d{6})/.exec(lab.output())?.[1]
  expect(code).toBeDefined()

  await page.goto('/')
  await expect(page).toHaveURL(/first-run/)
  await picture(page, '40-first-run')
  await page.getByLabel(/Code affiché/).fill(code === '111111' ? '222222' : '111111')
  await page.getByLabel(/Nom du labo/).fill('Atelier de la Grande Fabrique du Vieux-Port')
  await page.getByRole('button', { name: 'Continuer' }).click()
  await page.getByLabel(/Votre prénom/).fill('Zoé')
  await page.getByLabel(/Votre phrase de passe/).fill('rabot ressort sapin')
  await page.getByRole('button', { name: 'Continuer' }).click()
  await page.getByRole('radio', { name: /Non/ }).check()
  await page.getByRole('checkbox', { name: /démonstration/ }).check()
  await picture(page, '41-first-run-doors')
  await page.getByRole('button', { name: 'Continuer' }).click()
  await page.getByRole('button', { name: 'Ouvrir le labo' }).click()

  // A wrong code leads back to it; what was typed is kept.
  await expect(page.getByText(/Ce n’est pas le code/)).toBeVisible()
  await page.getByLabel(/Code affiché/).fill(code ?? '')
  for (let step = 0; step < 3; step++) await page.getByRole('button', { name: 'Continuer' }).click()
  await page.getByRole('button', { name: 'Ouvrir le labo' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Zoé')
  await expect(page.getByText('DEMO').first()).toBeVisible()
  // The bridge has been waiting for its lab.
  await expect(page.getByText('ne répond pas')).toHaveCount(0)
  await picture(page, '42-first-run-done')

  // The code is good once.
  const again = await page.request.post('/api/lab', {
    data: {
      code,
      name: 'x',
      timeZone: 'Europe/Paris',
      language: 'fr',
      adminName: 'Eve',
      passphrase: 'another passphrase',
      openToNetwork: true,
      demoPrinter: false,
    },
  })
  expect((await again.json()).code).toBe('lab.already-set-up')
  expect(complaints).toEqual([])
})
