import { mkdirSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { expect, type Browser, type Page } from '@playwright/test'
import type { StartedLab } from '../support/server.ts'

const screens = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desk: { viewport: { width: 1366, height: 768 } },
  wall: { viewport: { width: 1920, height: 1080 } },
  kiosk: { viewport: { width: 1080, height: 1920 }, hasTouch: true },
}

/** Somebody with a screen of their own. What their browser complains about fails the test at its end. */
export async function openScreen(
  browser: Browser,
  base: string,
  kind: keyof typeof screens,
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    ...screens[kind],
    baseURL: base,
    locale: 'fr-FR',
    timezoneId: 'America/New_York',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refusal that the test asks for is not a complaint, and neither is a server that the test has killed.
    if (message.type() === 'error' && !/Failed to load resource|ERR_CONNECTION|WebSocket/.test(message.text()))
      complaints.push(message.text())
  })
  return { page, complaints }
}

export async function signIn(page: Page, lab: StartedLab, name: string): Promise<void> {
  const { passphrase } = lab.person(name)
  await page.goto('/sign-in')
  await page
    .getByLabel(/Nom ou e-mail|Nom|Name/)
    .first()
    .fill(name)
  await page.getByLabel(/^(Phrase de passe|Passphrase)/).fill(passphrase)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name)
}

/**
 * Staff open the lab today and tomorrow, day and night: out of hours a wall shows what prints and nothing else, and a
 * test may run at night. The days after keep their hours.
 */
export async function openNow(staff: Page): Promise<void> {
  const { hours: usual, version } = (await (await staff.request.get('/api/opening-hours')).json()) as {
    hours: { weekday: number }[]
    version: string
  }
  const today = Temporal.Now.plainDateISO('Europe/Paris')
  const days = [today.dayOfWeek, today.add({ days: 1 }).dayOfWeek]
  const hours = [
    ...usual.filter(({ weekday }) => !days.includes(weekday)),
    ...days.map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' })),
  ]
  const answer = await staff.request.put('/api/opening-hours', { data: { hours, version } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

const output = 'test/output'

/** With `PICTURES=1`, a picture for whoever wants to see what the test saw. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.PICTURES) return
  mkdirSync(output, { recursive: true })
  await page.screenshot({ path: `${output}/${name}.png` })
}

/** Presses a button that asks to be held. */
export async function hold(page: Page, button: ReturnType<Page['getByRole']>): Promise<void> {
  await button.scrollIntoViewIfNeeded()
  const box = await button.boundingBox()
  if (!box) throw new Error('the button is not on the page')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.waitForTimeout(1_300)
  await page.mouse.up()
}
