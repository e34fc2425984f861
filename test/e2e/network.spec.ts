import { networkInterfaces } from 'node:os'
import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

/** This machine's own address on a network: http there is no secure context. */
const address = Object.values(networkInterfaces())
  .flat()
  .find((found) => found && found.family === 'IPv4' && !found.internal)?.address

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample'])
})
test.afterAll(async () => lab.close())

test('opened to its network, the lab works over plain http on a LAN address', async ({ browser }) => {
  test.skip(address === undefined, 'this machine has no network')
  const lan = `http://${address}:${lab.port}`
  const marc = await openScreen(browser, lab.base, 'desk')
  await signIn(marc.page, lab, 'Marc')
  await expect(fetch(`${lan}/healthz`)).rejects.toThrow()

  await marc.page.goto('/settings')
  await marc.page
    .getByRole('button', { name: /Ouvrir/ })
    .first()
    .click()
  await expect(marc.page.getByText(lan).first()).toBeVisible()
  expect(lab.output(), 'the terminal shows the address and its QR code').toMatch(/Open to the phones.*\n.*[█▀▄]/)
  await picture(marc.page, '20-settings-network')

  const phone = await openScreen(browser, lan, 'phone')
  await signIn(phone.page, lab, 'Inès')
  expect(await phone.page.evaluate(() => (globalThis as { isSecureContext?: boolean }).isSecureContext)).toBe(false)
  await phone.page.goto('/print')
  await phone.page.locator('input[type=file]').setInputFiles('test/fixtures/models/bracket-ascii.stl')
  await phone.page.waitForURL(/\/jobs\/./)
  await expect(phone.page.getByText(/60.×.40.×.45.mm/).first()).toBeVisible()
  await expect(phone.page.locator('canvas')).toBeVisible()
  await picture(phone.page, '21-phone-lan')
  expect(phone.complaints).toEqual([])
})
