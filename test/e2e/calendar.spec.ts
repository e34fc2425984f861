import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { Temporal } from 'temporal-polyfill'
import { startLab, type StartedLab } from '../support/server.ts'
import { openNow, openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

const tomorrow = Temporal.Now.plainDateISO('Europe/Paris').add({ days: 1 })
const cellAt = (page: Page, clock: string, words = '') =>
  page.getByRole('gridcell', { name: new RegExp(` ${tomorrow.day} .*${clock}, ${words}`) })

/** A hand with a mouse: from the middle of one thing to the middle of another. */
async function drag(page: Page, from: Locator, to: Locator, edge = false): Promise<void> {
  await to.scrollIntoViewIfNeeded()
  await from.scrollIntoViewIfNeeded()
  const [a, b] = [(await from.boundingBox())!, (await to.boundingBox())!]
  await page.mouse.move(a.x + a.width / 2, edge ? a.y + a.height - 3 : a.y + a.height / 2)
  await page.mouse.down()
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 6 })
  await page.mouse.up()
}

test('a booking is drawn, moved and lengthened with a mouse, then by keys; others see it come and go', async ({
  browser,
}) => {
  const [desk, phone] = [await openScreen(browser, lab.base, 'desk'), await openScreen(browser, lab.base, 'phone')]
  const [marc, ines] = [desk.page, phone.page]
  await signIn(marc, lab, 'Marc')
  await openNow(marc)
  await signIn(ines, lab, 'Inès')
  const machine = ((await (await marc.request.get('/api/machines')).json()) as { id: string; name: string }[]).find(
    ({ name }) => name === 'LASER',
  )!
  const week = `/calendar?view=week&day=${tomorrow}&machine=${machine.id}`
  await marc.goto(week)
  await ines.goto(`/calendar?view=list&day=${tomorrow}&machine=${machine.id}`)
  await expect(ines.getByRole('button', { name: /^Libre 00:00/ })).toBeVisible()

  await drag(marc, cellAt(marc, '08:00'), cellAt(marc, '09:30'))
  await expect(marc.getByRole('heading', { name: 'Réserver LASER' })).toBeVisible()
  await expect(marc.getByText(/Prix du créneau|ne coûte rien/)).toBeVisible()
  await picture(marc, '90-calendar-proposal')
  expect((await new AxeBuilder({ page: marc }).analyze()).violations).toEqual([])
  await marc.getByRole('button', { name: /^Réserver .*08:00.*10:00/ }).click()
  await expect(cellAt(marc, '09:30', 'à vous 08:00')).toBeVisible()
  // Somebody else's phone has it too, without a name.
  await expect(ines.getByRole('button', { name: '08:00\u2009–\u200910:00 réservé' })).toBeVisible()

  await drag(marc, cellAt(marc, '08:30'), cellAt(marc, '10:30'))
  await expect(cellAt(marc, '11:30', 'à vous 10:00.–.12:00')).toBeVisible()
  await drag(marc, marc.locator('.mine [data-edge="end"]'), cellAt(marc, '13:00'))
  await expect(cellAt(marc, '13:00', 'à vous 10:00.–.13:30')).toBeVisible()
  await expect(ines.getByRole('button', { name: '10:00\u2009–\u200913:30 réservé' })).toBeVisible()
  await picture(marc, '91-calendar-week')
  expect((await new AxeBuilder({ page: marc }).analyze()).violations).toEqual([])

  // By keys alone: shortened by an hour, carried one hour up, and left where it is when one thinks better of it.
  await cellAt(marc, '10:00').focus()
  for (const key of ['Shift+ArrowUp', 'Shift+ArrowUp', 'Enter']) await marc.keyboard.press(key)
  await expect(cellAt(marc, '12:00', 'à vous 10:00.–.12:30')).toBeVisible()
  await cellAt(marc, '10:00').focus()
  for (const key of ['m', 'ArrowUp', 'ArrowUp', 'Enter']) await marc.keyboard.press(key)
  await expect(cellAt(marc, '09:00', 'à vous 09:00.–.11:30')).toBeVisible()
  for (const key of ['m', 'ArrowDown', 'ArrowDown', 'Escape']) await marc.keyboard.press(key)
  await cellAt(marc, '18:00').focus()
  for (const key of ['Shift+ArrowDown', 'Enter']) await marc.keyboard.press(key)
  await marc.getByRole('button', { name: /^Réserver .*18:00.*19:00/ }).press('Enter')
  await expect(cellAt(marc, '18:30', 'à vous 18:00')).toBeVisible()
  await expect(cellAt(marc, '09:00', 'à vous 09:00.–.11:30')).toBeVisible()
  await expect(cellAt(marc, '18:30')).toBeFocused()
  await marc.keyboard.press('Enter')
  await marc.getByRole('button', { name: 'Annuler la réservation' }).press('Enter')
  await expect(cellAt(marc, '18:00', 'libre')).toBeVisible()

  // What cannot be is refused in words, and the booking stays where it was.
  await ines.getByRole('button', { name: /^Libre 11:30/ }).click()
  await ines.getByRole('button', { name: /^Réserver .*11:30.*12:30/ }).click()
  await expect(ines.getByRole('button', { name: '11:30\u2009–\u200912:30 à vous' })).toBeVisible()
  await expect(cellAt(marc, '11:30', 'Inès')).toBeVisible()
  await drag(marc, cellAt(marc, '09:00'), cellAt(marc, '11:00'))
  await expect(marc.getByText('Ce créneau est déjà réservé.')).toBeVisible()
  await expect(cellAt(marc, '09:00', 'à vous 09:00.–.11:30')).toBeVisible()
  expect([...desk.complaints, ...phone.complaints]).toEqual([])
})

/** A finger: held for `holdMs`, then drawn from one thing to another, and lifted. */
async function finger(page: Page, from: Locator, to: Locator, holdMs: number): Promise<void> {
  await to.scrollIntoViewIfNeeded()
  await from.scrollIntoViewIfNeeded()
  const [a, b] = [(await from.boundingBox())!, (await to.boundingBox())!]
  const middle = (box: typeof a) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 })
  const [start, end] = [middle(a), middle(b)]
  const devtools = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [start])
  await page.waitForTimeout(holdMs)
  for (let step = 1; step <= 6; step++) {
    const at = (from: number, to: number) => from + ((to - from) * step) / 6
    await touch('touchMove', [{ x: at(start.x, end.x), y: at(start.y, end.y) }])
    await page.waitForTimeout(30)
  }
  await touch('touchEnd', [])
}

test('a finger scrolls; held for a moment it draws a booking, and carries one', async ({ browser }) => {
  const { page, complaints } = await openScreen(browser, lab.base, 'phone')
  await signIn(page, lab, 'Marc')
  await openNow(page)
  const machines = (await (await page.request.get('/api/machines')).json()) as { id: string; name: string }[]
  const mill = machines.find(({ name }) => name === 'FRAISEUSE')!
  await page.goto(`/calendar?view=day&day=${tomorrow}&machine=${mill.id}`)
  const grid = page.getByRole('grid')
  await cellAt(page, '09:00', 'libre').scrollIntoViewIfNeeded()

  const above = () => page.evaluate<number>('scrollY + (document.querySelector("[role=grid]")?.scrollTop ?? 0)')
  const before = await above()
  await finger(page, cellAt(page, '11:00'), cellAt(page, '09:00'), 0)
  await expect.poll(above).toBeGreaterThan(before)
  await expect(grid.getByText('à vous')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Réserver FRAISEUSE' })).toHaveCount(0)

  await finger(page, cellAt(page, '09:00'), cellAt(page, '10:30'), 600)
  await expect(page.getByRole('heading', { name: 'Réserver FRAISEUSE' })).toBeVisible()
  await page.getByRole('button', { name: /^Réserver .*09:00.*11:00/ }).tap()
  await expect(cellAt(page, '10:30', 'à vous 09:00')).toBeVisible()
  await finger(page, cellAt(page, '09:30'), cellAt(page, '11:30'), 600)
  await expect(cellAt(page, '12:30', 'à vous 11:00.–.13:00')).toBeVisible()
  expect(complaints).toEqual([])
})

test('every view holds on every screen, in both languages and both themes', async ({ browser }) => {
  for (const [kind, scheme, language] of [
    ['phone', 'dark', 'en'],
    ['desk', 'light', 'fr'],
  ] as const) {
    const { page, complaints } = await openScreen(browser, lab.base, kind)
    await page.emulateMedia({ colorScheme: scheme })
    await signIn(page, lab, 'Inès')
    await page.request.put('/api/session/language', { data: { language } })
    for (const view of ['machines', 'week', 'day', 'month', 'list']) {
      await page.goto(`/calendar?view=${view}&day=${tomorrow}`)
      await page.locator('[role=grid], section[aria-labelledby^=times]').first().waitFor()
      expect((await new AxeBuilder({ page }).analyze()).violations, `${kind} ${view}`).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), view).toBe(true)
      await picture(page, `92-calendar-${kind}-${view}`)
    }
    await page.request.put('/api/session/language', { data: { language: 'fr' } })
    expect(complaints).toEqual([])
  }
})
