import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { canonicalCommands } from '../support/canonical.ts'
import { startLab, type StartedLab } from '../support/server.ts'
import { openNow, openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--virtual-speed', '5'])
})
test.afterAll(async () => lab.close())

type Job = {
  state: string
  id: string
  gcode: { sha256: string } | null
  run: { reason: string | null; state: string } | null
}
type Card = { id: string; name: string }

test('a filament change and a pause: asked on every screen, answered at the kiosk and the desk', async ({
  browser,
}) => {
  const ines = await openScreen(browser, lab.base, 'phone')
  const marc = await openScreen(browser, lab.base, 'desk')
  const kiosk = await openScreen(browser, lab.base, 'kiosk')
  await signIn(marc.page, lab, 'Marc')
  await openNow(marc.page)
  await signIn(ines.page, lab, 'Inès')
  const machines = (await (await marc.page.request.get('/api/machines')).json()) as Card[]
  const printer = machines.find(({ name }) => name === 'PRUSA-1')!.id
  const read = async (id: string): Promise<Job> => (await marc.page.request.get(`/api/print-jobs/${id}`)).json()
  let id = ''

  await test.step('Marc says where the printer waits', async () => {
    await marc.page.goto('/settings/machines')
    await marc.page.getByLabel('Imprimante', { exact: true }).selectOption({ label: 'PRUSA-1' })
    await marc.page.getByLabel('Attente X (mm)').fill('15')
    await marc.page.getByRole('button', { name: 'Enregistrer' }).click()
    await expect(marc.page.getByText(/garde ses réglages/)).toBeVisible()
    await marc.page.getByRole('heading', { name: 'Pause et arrêt' }).scrollIntoViewIfNeeded()
    await picture(marc.page, '20-settings-pause')
  })

  await test.step('a file with a filament change is sent, approved and started', async () => {
    const lines = readFileSync('test/fixtures/gcode/cube-tiny.gcode', 'utf8').split('\n')
    const middle = lines.findIndex((line, i) => i > 90 && line.startsWith('G1 X'))
    const gcode = [...lines.slice(0, middle), 'M600', ...lines.slice(middle)].join('\n')
    await ines.page.goto('/print')
    const file = { name: 'deux-couleurs.gcode', mimeType: 'text/plain', buffer: Buffer.from(gcode) }
    await ines.page.locator('input[type=file]').setInputFiles(file)
    await ines.page.waitForURL(/\/jobs\/./)
    id = ines.page.url().split('/').at(-1)!
    await ines.page.getByRole('radio', { name: /PRUSA-1/ }).check()
    await ines.page.getByRole('button', { name: /Envoyer à l’équipe/ }).click()
    await expect.poll(async () => (await read(id)).state).toBe('submitted')
    const { gcode: sent } = await read(id)
    const approve = { action: 'approve', gcodeSha256: sent!.sha256 }
    const approved = await marc.page.request.post(`/api/print-jobs/${id}/actions`, { data: approve })
    expect(approved.ok(), await approved.text()).toBe(true)
    const start = await marc.page.request.post(`/api/print-jobs/${id}/runs`, { data: { bedIsClear: true } })
    expect(start.ok(), await start.text()).toBe(true)
  })

  await test.step('the printer asks: Inès reads it on her phone, and cannot answer', async () => {
    await expect(ines.page.getByText('La buse est rangée')).toBeVisible({ timeout: 60_000 })
    await expect(ines.page.getByText('L’imprimante attend du filament')).toBeVisible()
    await expect(ines.page.getByRole('button', { name: 'Continuer' })).toHaveCount(0)
    await ines.page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded()
    await picture(ines.page, '21-phone-asks')
  })

  await test.step('Léa answers at the kiosk, in her name', async () => {
    await kiosk.page.goto('/kiosk')
    const code = await kiosk.page.getByText(/^[A-HJKMNP-Z2-9]{6}$/).textContent()
    expect((await marc.page.request.post('/api/screens', { data: { code, name: 'Accueil' } })).ok()).toBe(true)
    await expect(kiosk.page.getByText('La buse est rangée')).toBeVisible()
    await picture(kiosk.page, '22-kiosk-asks')
    await kiosk.page.getByRole('button', { name: 'Équipe : répondre' }).click()
    const lea = lab.person('Léa')
    await kiosk.page.getByLabel('Nom ou e-mail').fill(lea.name)
    await kiosk.page.getByLabel('Phrase de passe').fill(lea.passphrase)
    await picture(kiosk.page, '23-kiosk-answer')
    await kiosk.page.getByRole('button', { name: 'Continuer' }).click()
    await expect(kiosk.page.getByText(/la réponse est envoyée/)).toBeVisible()
  })

  await test.step('the next question is answered at the desk, in English', async () => {
    await marc.page.goto('/desk/queue')
    await marc.page
      .getByRole('button', { name: /English|EN/ })
      .first()
      .click()
    await expect(marc.page.getByText('does the filament come out well?')).toBeVisible({ timeout: 30_000 })
    await picture(marc.page, '24-desk-asks')
    await marc.page.getByRole('button', { name: 'Continue' }).click()
    await expect.poll(async () => (await read(id)).run?.state).toBe('printing')
    await expect(ines.page.getByText('La buse est rangée')).toHaveCount(0)
  })

  await test.step('Inès pauses her print: it parks, she looks, it goes on', async () => {
    await ines.page.getByRole('button', { name: 'Mettre en pause' }).click()
    await expect(ines.page.getByText('Mise en pause par une personne')).toBeVisible()
    await ines.page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded()
    await picture(ines.page, '25-phone-paused')
    await picture(marc.page, '26-desk-paused')
    await ines.page.getByRole('button', { name: /Reprendre/ }).click()
    await expect(ines.page.getByRole('button', { name: /J’ai récupéré ma pièce/ })).toBeVisible({ timeout: 90_000 })
  })

  await test.step('the printer has executed the file, and in the pause the known lines and no others', async () => {
    const gcode = await marc.page.request.get(`/api/print-jobs/${id}/gcode`)
    const commands = canonicalCommands(await gcode.body())
    const log = readFileSync(join(lab.dataDir, 'bridge', `virtual-${printer}.log`), 'utf8')
      .trimEnd()
      .split('\n')
    const ours = log.slice(log.lastIndexOf('M110 N0') + 1).filter((line) => line !== 'M105' && !line.startsWith('M876'))
    const park = ours.indexOf('M400')
    const back = ours.findIndex(
      (line, i) => i > park && /^M8[23]$/.test(line) && ours[i - 1] === 'G90' && ours[i - 2]!.startsWith('G1 F'),
    )
    expect(ours.slice(park, back + 1).filter((line) => line === 'G1 X15 Y200 F6000')).toHaveLength(1)
    expect(back - park + 1).toBeLessThan(24)
    expect([...ours.slice(0, park), ...ours.slice(back + 1)].slice(0, commands.length)).toEqual(commands)
  })

  expect([...ines.complaints, ...marc.complaints, ...kiosk.complaints]).toEqual([])
})
