import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab
test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

test('holes are shown, mended on request, taken back, and printed mended', async ({ browser }) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'desk')
  await signIn(page, lab, 'Inès')
  await page.goto('/print')
  await page.locator('input[type=file]').setInputFiles('test/fixtures/models/boatlet-open.stl')
  await page.waitForURL(/\/jobs\/./)
  await expect(page.locator('canvas.drawn')).toBeVisible()
  await expect(page.getByText(/Cette pièce a 2 trous\. Les trous sont en rouge/)).toBeVisible()
  await expect(page.locator('.sizes')).toHaveText(/volume ouvert$/)
  await picture(page, 'repair-holes')
  await page.getByRole('button', { name: 'Réparer' }).click()
  await expect(page.getByText(/Réparée.: 2 trous bouchés par 9 triangles \(en vert\)/)).toBeVisible()
  await expect(page.locator('.sizes')).toHaveText(/1 volume fermé, 17,7.cm³$/)
  await picture(page, 'repair-mended')
  await page.getByRole('button', { name: 'Laisser comme dans le fichier' }).click()
  await expect(page.getByText(/Cette pièce a 2 trous/)).toBeVisible()
  await page.getByRole('button', { name: 'Réparer' }).click()
  await page.getByRole('radio', { name: /PRUSA-1/ }).check()
  const send = page.getByRole('button', { name: /Envoyer à l’équipe/ })
  await expect(send).toBeEnabled({ timeout: 60_000 })
  await send.click()
  await expect(page.getByText('Travail envoyé')).toBeVisible()
  await expect(page.getByText(/Réparée.: 2 trous bouchés/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Laisser comme dans le fichier' })).toHaveCount(0)
  expect(complaints).toEqual([])
})

test('facets that look inwards are turned on request', async ({ browser }) => {
  const { page } = await openScreen(browser, lab.base, 'phone')
  await signIn(page, lab, 'Inès')
  await page.goto('/print')
  await page.locator('input[type=file]').setInputFiles('test/fixtures/models/boatlet-flipped.stl')
  await page.waitForURL(/\/jobs\/./)
  await expect(page.getByText(/Cette pièce a 200 facettes à l’envers/)).toBeVisible()
  await page.getByRole('button', { name: 'Réparer' }).click()
  await expect(page.getByText(/Réparée.: 200 facettes retournées/)).toBeVisible()
})
