import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, signIn } from './people.ts'

let lab: StartedLab
test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

test('a file is seen layer by layer, by the keyboard, and only what is shown is fetched', async ({ browser }) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'phone')
  const pieces: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/layers/blocks')) pieces.push(request.headers().range ?? 'all of it')
  })
  await signIn(page, lab, 'Inès')
  await page.goto('/print')
  await page.locator('input[type=file]').setInputFiles('test/fixtures/gcode/boatlet-0.3.gcode')
  await page.waitForURL(/\/jobs\/./)
  await expect(page.locator('canvas.drawn')).toBeVisible()
  await expect(page.getByText(/Couche 155 sur 155, à 46,5.mm, commence après 1.h/)).toBeVisible()

  const slider = page.getByRole('slider', { name: 'Couche' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(page.getByText(/Couche 1 sur 155, à 0,3.mm, commence après .*min, dure/)).toBeVisible()
  await expect(page.getByText('jupe, bordure')).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText(/Couche 2 sur 155/)).toBeVisible()
  await expect(page.getByText('jupe, bordure')).toHaveCount(0)
  await page.getByRole('button', { name: 'Couche du dessous' }).click()
  await expect(page.getByText('jupe, bordure')).toBeVisible()
  await page.getByRole('radio', { name: 'Vitesse' }).check()
  await expect(page.getByText(/\d+.mm\/s/)).toBeVisible()
  await page.getByRole('radio', { name: 'Température' }).check()
  await expect(page.getByText(/210.°C/)).toBeVisible()
  // Each layer once, by its bytes.
  expect(pieces).toHaveLength(new Set(pieces).size)
  expect(pieces.length).toBeLessThanOrEqual(4)
  expect(pieces.every((range) => /^bytes=\d+-\d+$/.test(range))).toBe(true)

  await page.getByRole('button', { name: 'Dérouler' }).click()
  await expect(page.getByText(/Couche 1\d sur 155/)).toBeVisible()
  await page.getByRole('button', { name: 'Arrêter' }).click()
  expect(complaints).toEqual([])
})

test('what the lab sliced is seen the same way, and the desk sees it too', async ({ browser }) => {
  const ines = await openScreen(browser, lab.base, 'desk')
  await signIn(ines.page, lab, 'Inès')
  await ines.page.goto('/print')
  await ines.page.locator('input[type=file]').setInputFiles('test/fixtures/models/cube-ascii.stl')
  await ines.page.waitForURL(/\/jobs\/./)
  await expect(ines.page.getByRole('radio', { name: 'Couche par couche' })).toHaveCount(0)
  await ines.page.getByRole('radio', { name: /PRUSA-1/ }).check()
  await ines.page.getByRole('radio', { name: 'Couche par couche' }).check({ timeout: 60_000 })
  await expect(ines.page.getByText(/Couche 15 sur 15, à 3.mm/)).toBeVisible()
  await ines.page.getByRole('button', { name: /Envoyer à l’équipe/ }).click()

  const marc = await openScreen(browser, lab.base, 'desk')
  await signIn(marc.page, lab, 'Marc')
  await marc.page.goto('/desk')
  await marc.page.getByRole('button', { name: /cube/ }).click()
  await marc.page.getByRole('radio', { name: 'Couche par couche' }).check()
  await expect(marc.page.getByText(/Couche 15 sur 15/)).toBeVisible()
  expect([...ines.complaints, ...marc.complaints]).toEqual([])
})

test('what deserves a look is shown in its layer', async ({ browser }) => {
  const marks = readFileSync('test/fixtures/gcode/boatlet-0.3.gcode', 'utf8').split(';LAYER_CHANGE')
  // A change of colour at the fortieth layer.
  marks[40] += 'M600\n'
  const buffer = Buffer.from(marks.join(';LAYER_CHANGE'))
  const ines = await openScreen(browser, lab.base, 'desk')
  await signIn(ines.page, lab, 'Inès')
  await ines.page.goto('/print')
  await ines.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'deux-couleurs.gcode', mimeType: 'text/plain', buffer })
  await ines.page.waitForURL(/\/jobs\/./)
  await ines.page.getByRole('radio', { name: /PRUSA-1/ }).check()
  await ines.page.getByRole('button', { name: 'Voir la couche 40' }).click()
  await expect(ines.page.getByText(/Couche 40 sur 155/)).toBeVisible()
  await ines.page.getByRole('button', { name: /Envoyer à l’équipe/ }).click()
  await expect(ines.page.getByText('Travail envoyé')).toBeVisible()

  const marc = await openScreen(browser, lab.base, 'desk')
  await signIn(marc.page, lab, 'Marc')
  await marc.page.goto('/desk')
  await marc.page.getByRole('button', { name: /deux-couleurs/ }).click()
  await expect(marc.page.getByText(/Couche 155 sur 155/)).toBeVisible()
  await marc.page.getByRole('button', { name: 'Voir la couche 40' }).click()
  await expect(marc.page.getByText(/Couche 40 sur 155/)).toBeVisible()
  expect([...ines.complaints, ...marc.complaints]).toEqual([])
})
