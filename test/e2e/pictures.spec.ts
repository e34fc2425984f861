import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, signIn } from './people.ts'

let lab: StartedLab
test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

/** What is drawn looks as it did: another light or another side is more than one pixel in two hundred. */
for (const [name, file] of [
  ['boat', 'models/boatlet.stl'],
  ['bracket', 'models/bracket-ascii.stl'],
  ['holes', 'models/boatlet-open.stl'],
  ['layers', 'gcode/boatlet-0.3.gcode'],
] as const)
  test(`the picture of ${name}`, async ({ browser }) => {
    const { page } = await openScreen(browser, lab.base, 'phone')
    await signIn(page, lab, 'Inès')
    await page.goto('/print')
    await page.locator('input[type=file]').setInputFiles(`test/fixtures/${file}`)
    await page.waitForURL(/\/jobs\/./)
    const canvas = page.locator('canvas.drawn')
    await expect(canvas).toBeVisible()
    await expect(canvas).toHaveScreenshot(`${name}.png`, { maxDiffPixelRatio: 0.005 })
  })
