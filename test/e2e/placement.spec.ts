import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, signIn } from './people.ts'

let lab: StartedLab
test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

test('a maker lays a part on another side by the keyboard, prints it twice, and the desk sees that', async ({
  browser,
}) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'phone')
  await signIn(page, lab, 'Inès')
  await page.goto('/print')
  await page.locator('input[type=file]').setInputFiles('test/fixtures/models/bracket-ascii.stl')
  await page.waitForURL(/\/jobs\/./)
  const canvas = page.locator('canvas.drawn')
  await expect(canvas).toBeVisible()
  await expect(page.getByText('Rien ne pend dans le vide')).toBeVisible()

  await canvas.focus()
  await page.keyboard.press('f')
  await expect(page.locator('.sizes')).toHaveText(/^45.×.40.×.60.mm/)
  await expect(page.getByText(/3.cm² pendent dans le vide/)).toBeVisible()
  await page.keyboard.press('b')
  await expect(page.locator('.sizes')).toHaveText(/^60.×.40.×.45.mm/)
  await page.keyboard.press('x')
  await expect(page.locator('.sizes')).toHaveText(/^60.×.45.×.40.mm/)

  await page.getByText(/^Position, taille/).focus()
  await page.keyboard.press('Enter')
  const copies = page.getByLabel('Exemplaires')
  await copies.focus()
  await page.keyboard.type('2')
  await page.keyboard.press('Tab')
  await expect(page.locator('.sizes')).toHaveText(/^2 exemplaires, 60/)
  await page.getByRole('radio', { name: /PRUSA-1/ }).check()
  const send = page.getByRole('button', { name: /Envoyer à l’équipe/ })
  await expect(send).toBeEnabled({ timeout: 60_000 })
  await send.click()
  await expect(page.getByText('Travail envoyé')).toBeVisible()
  await expect(page.locator('.sizes')).toHaveText(/^2 exemplaires, 60.×.45.×.40.mm/)
  expect(complaints).toEqual([])

  const desk = await openScreen(browser, lab.base, 'desk')
  await signIn(desk.page, lab, 'Marc')
  await desk.page.goto('/desk')
  await desk.page.getByRole('button', { name: /bracket/ }).click()
  await expect(desk.page.locator('.sizes')).toHaveText(/^2 exemplaires, 60.×.45.×.40.mm/)
})

test('the side that is touched goes down, and a part drawn in inches gets its size', async ({ browser }) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'desk')
  await signIn(page, lab, 'Inès')
  await page.goto('/print')
  await page.locator('input[type=file]').setInputFiles('test/fixtures/models/boatlet-inches.stl')
  await page.waitForURL(/\/jobs\/./)
  await expect(page.locator('canvas.drawn')).toBeVisible()
  await page.getByRole('button', { name: /Oui, en pouces/ }).click()
  await expect(page.locator('.sizes')).toHaveText(/^62.×.31.×.4[67].mm/)

  await page.getByText(/^Position, taille/).click()
  await page.getByRole('button', { name: 'Choisir la face' }).click()
  await expect(page.getByText('Touchez sur l’image')).toBeVisible()
  const box = (await page.locator('canvas.drawn').boundingBox())!
  await page.mouse.click(box.x + box.width * 0.6, box.y + box.height * 0.68)
  await expect(page.getByText('Touchez sur l’image')).toHaveCount(0)
  await expect(page.locator('.sizes')).not.toHaveText(/^62.×.31.×.4[67].mm/)
  await page.getByRole('button', { name: 'Comme dans le fichier' }).click()
  await expect(page.locator('.sizes')).toHaveText(/^62.×.31.×.4[67].mm/)
  expect(complaints).toEqual([])
})

test('walls too thin to be laid are said, until the part is large enough', async ({ browser }) => {
  const { page } = await openScreen(browser, lab.base, 'phone')
  await signIn(page, lab, 'Inès')
  await page.goto('/print')
  await page.locator('input[type=file]').setInputFiles('test/fixtures/models/boatlet.stl')
  await page.waitForURL(/\/jobs\/./)
  await expect(page.locator('canvas.drawn')).toBeVisible()
  const thin = page.getByText(/Sous .* de sa surface, la paroi est plus fine/)
  await expect(page.locator('.sizes')).toHaveText(/^62/)
  await expect(thin).toHaveCount(0)
  await page.getByText(/^Position, taille/).click()
  await page.getByLabel('Taille (%)').fill('20')
  await page.getByLabel('Taille (%)').press('Tab')
  await expect(thin).toBeVisible()
  await page.getByLabel('Taille (%)').fill('100')
  await page.getByLabel('Taille (%)').press('Tab')
  await expect(thin).toHaveCount(0)
})
