import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { png } from '../support/png.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--virtual-speed', '20', '--webcam-loopback'])
})
test.afterAll(async () => lab.close())

type Job = { id: string; machineId: string | null; canStart: boolean }
type Card = { id: string; name: string; printer: { runPhase: string | null; report: { nozzle: number } | null } | null }

test('staff preheat the demonstration printer, move it, type at its console and cool it; a print is not disturbed', async ({
  browser,
}) => {
  const marc = await openScreen(browser, lab.base, 'desk')
  const { page } = marc
  await signIn(page, lab, 'Marc')
  const machines = async () => (await (await page.request.get('/api/machines')).json()) as Card[]
  const { id } = (await machines()).find(({ name }) => name === 'PRUSA-2')!
  const printer = async () => (await machines()).find((card) => card.id === id)!.printer!
  const executed = () => readFileSync(join(lab.dataDir, 'bridge', `virtual-${id}.log`), 'latin1').split('\n')
  await expect.poll(async () => (await printer()).report?.nozzle, { timeout: 60_000 }).toBeGreaterThan(0)

  await test.step('he finds it from the machine, preheats, and sees the plot rise', async () => {
    await page.goto(`/machines/${id}`)
    await page.getByRole('link', { name: 'Commander à la main' }).click()
    await expect(page.getByText('Le bouton rouge sur le mur reste l’arrêt d’urgence.')).toBeVisible()
    await page.getByRole('button', { name: 'Préchauffer' }).click()
    await expect(page.getByText('consigne 210 °C', { exact: true })).toBeVisible()
    await expect(page.getByRole('img', { name: /^Températures des 30 dernières minutes/ })).toBeVisible()
    await expect.poll(async () => (await printer()).report!.nozzle).toBeGreaterThan(200)
    const path = page.locator('path.nozzle:not(.target)')
    // From cold to hot; how many points lie between depends on how fast it heats.
    const heights = async () =>
      [...(await path.getAttribute('d'))!.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y))
    await expect.poll(async () => (await heights())[0]! - (await heights()).at(-1)!).toBeGreaterThan(20)
  })

  await test.step('he homes it and moves its head', async () => {
    await expect(page.getByRole('button', { name: 'Vers la droite' })).toBeDisabled()
    await page.getByRole('button', { name: 'Aller à l’origine' }).click()
    await expect(page.getByText('Tête à 0 × 0 mm, hauteur 10 mm')).toBeVisible()
    await page.getByRole('radio', { name: '50 mm' }).check()
    await page.getByRole('button', { name: 'Vers la droite' }).click()
    await expect(page.getByText('Tête à 50 × 0 mm, hauteur 10 mm')).toBeVisible()
    await page.getByRole('button', { name: 'Vers l’avant' }).click()
    await expect(page.getByText('La tête sortirait de son plateau')).toBeVisible()
  })

  await test.step('the console asks for his passphrase, and says in words what it does not send', async () => {
    await page.getByLabel('Ligne à envoyer').fill('M115')
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await page.getByLabel('Phrase de passe').fill(lab.person('Marc').passphrase)
    await picture(page, '30-confirm')
    await page.getByRole('button', { name: 'Continuer' }).click()
    await expect(page.getByText(/FIRMWARE_NAME/)).toBeVisible()
    await page.getByLabel('Ligne à envoyer').fill('M500')
    await page.getByRole('button', { name: 'Envoyer', exact: true }).click()
    await expect(page.getByText('cela change la mémoire de l’imprimante')).toBeVisible()
  })

  await test.step('a webcam is shown once it has given a picture', async () => {
    const camera = createServer((_req, res) => void res.end(png(320, 320, 90)))
    await new Promise<void>((ready) => void camera.listen(0, '127.0.0.1', ready))
    await page.getByLabel('Adresse de la webcam').fill('http://8.8.8.8/')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await expect(page.getByText('n’est pas sur le réseau du labo')).toBeVisible()
    const { port } = camera.address() as AddressInfo
    await page.getByLabel('Adresse de la webcam').fill(`http://127.0.0.1:${port}/`)
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await expect(page.getByRole('img', { name: 'Ce que voit la webcam de PRUSA-2' })).toBeVisible()
    await page.screenshot({ path: 'test/output/31-control.png', fullPage: true })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html}`)).toEqual([])
    camera.close()
    camera.closeAllConnections()
    await expect(page.getByText('La caméra ne répond pas')).toBeVisible()
  })

  await test.step('he cools it, and everything reached the printer', async () => {
    await page.getByRole('button', { name: 'Couper le chauffage' }).first().click()
    await expect(page.getByText('sans consigne', { exact: true })).toHaveCount(2)
    for (const line of ['M104 S210', 'M140 S60', 'G28', 'G1 X50 F3000', 'M115']) expect(executed()).toContain(line)
    expect(executed()).not.toContain('M500')
  })

  await test.step('while it prints nothing can be asked but the stop', async () => {
    await page.goto(`/machines/${id}/control`)
    await startPrint()
    await expect(page.getByText('Une impression est en cours')).toBeVisible()
    for (const name of ['Préchauffer', 'Aller à l’origine', 'Charger', 'Envoyer'])
      await expect(page.getByRole('button', { name, exact: true })).toBeDisabled()
    const asked = await page.request.post(`/api/machines/${id}/preheat`, { data: { material: 'PLA' } })
    expect((await asked.json()).code).toBe('control.printing')
    await page.getByRole('button', { name: 'Arrêt logiciel' }).click()
    await expect.poll(async () => (await printer()).runPhase).toBe(null)
  })

  expect(marc.complaints).toEqual([])

  /** What waits first in the sample lab’s queue. */
  async function startPrint() {
    const jobs = (await (await page.request.get('/api/print-jobs?scope=desk')).json()) as Job[]
    const job = jobs.find(({ machineId, canStart }) => machineId === id && canStart)!
    const start = await page.request.post(`/api/print-jobs/${job.id}/runs`, { data: { bedIsClear: true } })
    expect(start.ok(), await start.text()).toBe(true)
  }
})
