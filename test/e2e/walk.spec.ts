import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { canonicalCommands } from '../support/canonical.ts'
import { startLab, type StartedLab } from '../support/server.ts'
import { hold, openNow, openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--virtual-speed', '90'])
})
test.afterAll(async () => lab.close())

test('an STL on a phone becomes a print on the wall screen', async ({ browser }) => {
  const wall = await openScreen(browser, lab.base, 'wall')
  const ines = await openScreen(browser, lab.base, 'phone')
  const marc = await openScreen(browser, lab.base, 'desk')

  await test.step('the wall shows a code, Marc types it, the wall shows the machines', async () => {
    await wall.page.goto('/wall')
    const code = wall.page.getByText(/^[A-HJKMNP-Z2-9]{6}$/)
    await expect(code).toBeVisible()
    await picture(wall.page, '01-wall-pairing')
    const shown = (await code.textContent()) ?? ''
    await wall.page.keyboard.press('l')
    await wall.page.keyboard.press('l')
    await expect(code).toHaveText(shown)
    await signIn(marc.page, lab, 'Marc')
    await openNow(marc.page)
    await marc.page.goto('/settings/screens')
    await marc.page.getByLabel(/Code montré/).fill(shown)
    await marc.page.getByLabel(/Nom de l’écran/).fill('Entrée')
    await marc.page.getByRole('button', { name: 'Associer' }).click()
    await expect(wall.page.getByText('PRUSA-1')).toBeVisible()
    await expect(wall.page.getByText('FRAISEUSE')).toBeVisible()
    await expect(wall.page.getByText('ne répond pas')).toHaveCount(0)
    await picture(wall.page, '02-wall')
  })

  await test.step('Inès books the laser, moves her booking and cancels it', async () => {
    await signIn(ines.page, lab, 'Inès')
    await picture(ines.page, '03-phone-home')
    await ines.page.goto('/machines')
    await ines.page.getByRole('link', { name: /LASER/ }).click()
    await ines.page.getByRole('radiogroup').getByRole('radio').nth(2).click()
    await ines.page.getByRole('button', { name: /^10:00/ }).click()
    await picture(ines.page, '04-phone-book')
    await ines.page.getByRole('button', { name: /^Réserver/ }).click()
    const booking = ines.page.locator('[id^="booking-"]').filter({ hasText: '10:00' })
    await expect(booking).toBeVisible()
    await booking.getByRole('button', { name: 'Déplacer' }).click()
    await ines.page.getByRole('button', { name: /^17:00/ }).click()
    await ines.page.getByRole('button', { name: /^Déplacer à/ }).click()
    const moved = ines.page.locator('[id^="booking-"]').filter({ hasText: '17:00' })
    await expect(moved).toBeVisible()
    await moved.getByRole('button', { name: /Annuler la réservation/ }).click()
    await expect(moved).toHaveCount(0)
  })

  await test.step('Inès sends her STL, sees it turn, chooses a printer, and sends it to the team', async () => {
    await ines.page.goto('/print')
    await ines.page.locator('input[type=file]').setInputFiles('test/fixtures/models/boatlet.stl')
    await ines.page.waitForURL(/\/jobs\/./)
    await expect(ines.page.getByText(/62.×.31.×.4[67].mm/).first()).toBeVisible()
    await expect(ines.page.locator('canvas')).toBeVisible()
    await ines.page.getByRole('radio', { name: /PRUSA-1/ }).check()
    const send = ines.page.getByRole('button', { name: /Envoyer à l’équipe/ })
    await expect(send).toBeEnabled({ timeout: 90_000 })
    await expect(ines.page.getByText(/€/).first()).toBeVisible()
    await picture(ines.page, '05-phone-model')
    await send.scrollIntoViewIfNeeded()
    await picture(ines.page, '06-phone-price')
    await send.click()
    await expect(ines.page.getByText('Envoyé').first()).toBeVisible()
  })

  await test.step('Marc approves at the desk with one key', async () => {
    await marc.page.goto('/desk')
    await marc.page.getByRole('button', { name: /boatlet/ }).click()
    await expect(marc.page.getByRole('region', { name: 'boatlet' }).getByText('Sûr')).toBeVisible()
    await picture(marc.page, '07-desk')
    await marc.page.keyboard.press('a')
    await expect(marc.page.getByText(/boatlet.*validé/)).toBeVisible()
    await expect(ines.page.getByText('En file').first()).toBeVisible()
  })

  const jobId = ines.page.url().split('/').at(-1) ?? ''

  await test.step('Marc stands at the printer, the bed is empty: he starts', async () => {
    await marc.page.goto('/desk/queue')
    const start = marc.page.getByRole('button', { name: /Plateau vide/ }).first()
    await expect(start).toBeVisible()
    await picture(marc.page, '08-desk-queue')
    const column = marc.page
      .locator('section, article')
      .filter({ hasText: 'PRUSA-1' })
      .filter({ hasText: 'boatlet' })
      .first()
    await hold(marc.page, column.getByRole('button', { name: /Plateau vide/ }))
    await expect(
      ines.page
        .getByRole('main')
        .getByText(/^(Imprime|Chauffe|Préparation|Envoi du fichier)/)
        .first(),
    ).toBeVisible()
  })

  await test.step('everybody watches: the wall’s progress moves, the phone says when it is ready', async () => {
    const seen = await progressOf(wall.page, 'PRUSA-1', 3)
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen)
    await expect(ines.page.getByText(/Prête vers/).first()).toBeVisible()
    await expect(ines.page.getByText(/21\d.*°C/).first()).toBeVisible()
    await picture(wall.page, '09-wall-printing')
    await picture(ines.page, '10-phone-follow')
    await picture(marc.page, '11-desk-printing')
  })

  const kiosk = await openScreen(browser, lab.base, 'kiosk')
  await test.step('done: Léa clears the bed at the kiosk by her name, the part is collected', async () => {
    await kiosk.page.goto('/kiosk')
    const code = kiosk.page.getByText(/^[A-HJKMNP-Z2-9]{6}$/)
    const pairing = { code: await code.textContent(), name: 'Accueil' }
    expect((await marc.page.request.post('/api/screens', { data: pairing })).ok()).toBe(true)
    await expect(ines.page.getByRole('button', { name: /J’ai récupéré ma pièce/ })).toBeVisible({ timeout: 150_000 })
    await expect(wall.page.getByText(/plateau à vider/i).first()).toBeVisible()
    await picture(wall.page, '12-wall-bed-to-clear')
    await picture(ines.page, '13-phone-collect')
    await picture(kiosk.page, '14-kiosk')
    await kiosk.page.getByRole('button', { name: /vider un plateau/ }).click()
    await kiosk.page.getByRole('button', { name: /PRUSA-1/ }).click()
    const lea = lab.person('Léa')
    await kiosk.page.getByLabel('Nom ou e-mail').fill(lea.name)
    await kiosk.page.getByLabel('Phrase de passe').fill(lea.passphrase)
    await picture(kiosk.page, '15-kiosk-clear-bed')
    await kiosk.page.getByRole('button', { name: 'Plateau vidé' }).click()
    await expect(wall.page.getByText(/plateau à vider/i)).toHaveCount(0)
    await ines.page.getByRole('button', { name: /J’ai récupéré ma pièce/ }).click()
    await expect(ines.page.getByText('Terminé').first()).toBeVisible()
  })

  await test.step('the printer has executed the lines of the sliced file, each once and in order', async () => {
    const gcode = await marc.page.request.get(`/api/print-jobs/${jobId}/gcode`)
    const commands = canonicalCommands(await gcode.body())
    expect(commands.length).toBeGreaterThan(10_000)
    const machines = (await (await marc.page.request.get('/api/machines')).json()) as { id: string; name: string }[]
    const printer = machines.find(({ name }) => name === 'PRUSA-1')?.id
    const executed = readFileSync(join(lab.dataDir, 'bridge', `virtual-${printer}.log`), 'utf8')
      .trimEnd()
      .split('\n')
    const from = executed.indexOf(commands[0] ?? '')
    const ours = executed.slice(from).filter((line) => line !== 'M105')
    expect(ours.slice(0, commands.length)).toEqual(commands)
  })

  await test.step('the same in English, with one tap', async () => {
    await ines.page.goto('/')
    await ines.page
      .getByRole('button', { name: /English|EN/ })
      .first()
      .click()
    await expect(ines.page.getByRole('link', { name: /Machines/ }).first()).toBeVisible()
    await expect(ines.page.getByText(/Send a file/).first()).toBeVisible()
    await picture(ines.page, '16-phone-english')
  })

  expect([...wall.complaints, ...ines.complaints, ...marc.complaints, ...kiosk.complaints]).toEqual([])
})

/** The wall's progress of this printer, until it has had `count` different values: shown, not read from the server. */
async function progressOf(page: Page, printer: string, count: number): Promise<number[]> {
  const bar = page.getByRole('progressbar', { name: printer })
  const seen: number[] = []
  await expect
    .poll(
      async () => {
        const now = Number(await bar.getAttribute('aria-valuenow', { timeout: 60_000 }))
        if (now !== seen.at(-1)) seen.push(now)
        return seen.length
      },
      { timeout: 120_000 },
    )
    .toBeGreaterThanOrEqual(count)
  return seen
}
