import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, signIn } from './people.ts'

let lab: StartedLab
test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(async () => lab.close())

const bundle = `
[print:*base*]
layer_height = 0.25
perimeters = 3
fill_density = 25%
post_process = /bin/sh
[print:Atelier vélo]
inherits = *base*
[filament:PETG du labo]
filament_type = PETG
temperature = 235
bed_temperature = 75
filament_density = 1.27
`

test('staff bring a quality from PrusaSlicer, a maker prints in it, and staff take it back', async ({ browser }) => {
  const marc = await openScreen(browser, lab.base, 'desk')
  await signIn(marc.page, lab, 'Marc')
  await marc.page.goto('/settings/slicing')
  await marc.page.getByRole('button', { name: 'Importer de PrusaSlicer' }).click()
  const file = marc.page.locator('input[type=file]')
  await file.setInputFiles({ name: 'x.ini', mimeType: 'text/plain', buffer: Buffer.from('G28\n') })
  await expect(marc.page.getByText(/n’est pas une configuration/)).toBeVisible()
  await file.setInputFiles({ name: 'labo.ini', mimeType: 'text/plain', buffer: Buffer.from(bundle) })
  await expect(marc.page.getByText('6 valeurs reprises, 2 laissées de côté.')).toBeVisible()
  await marc.page.getByRole('button', { name: 'Continuer' }).click()
  await expect(marc.page.getByLabel('Nom de la qualité')).toHaveValue('Atelier vélo')
  await expect(marc.page.getByLabel('Hauteur de couche (mm)')).toHaveValue('0,25')
  await marc.page.getByLabel('Remplissage (%)').fill('400')
  await expect(marc.page.getByText('Cette valeur n’est pas possible')).toBeVisible()
  await expect(marc.page.getByRole('button', { name: 'Enregistrer' })).toBeDisabled()
  await marc.page.getByLabel('Remplissage (%)').fill('20')
  await marc.page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(marc.page.getByText(/couches de 0,25.mm, rempli à 20.%, buse 235.°C/)).toBeVisible()

  const ines = await openScreen(browser, lab.base, 'phone')
  await signIn(ines.page, lab, 'Inès')
  await ines.page.goto('/print')
  await ines.page.locator('input[type=file]').setInputFiles('test/fixtures/models/cube-ascii.stl')
  await ines.page.waitForURL(/\/jobs\/./)
  await ines.page.getByRole('radio', { name: /PRUSA-1/ }).check()
  const quality = ines.page.getByRole('radio', { name: /Atelier vélo · PETG.*min.*€/ })
  await quality.check()
  await expect(ines.page.getByText('Atelier vélo · PETG', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(ines.page.getByRole('button', { name: /Envoyer à l’équipe/ })).toBeEnabled()
  await ines.page.getByLabel('Soutenir ce qui pend').check()
  await expect(ines.page.getByText('Atelier vélo · PETG · avec support')).toBeVisible({ timeout: 60_000 })

  await marc.page.getByRole('button', { name: 'Retirer\u202f: Atelier vélo · PETG' }).click()
  await expect(marc.page.getByText('Réglage retiré')).toBeVisible()
  await ines.page.reload()
  await expect(ines.page.getByRole('radio', { name: /Solide/ })).toBeVisible()
  await expect(ines.page.getByRole('radio', { name: /Atelier vélo/ })).toHaveCount(0)
  expect([...marc.complaints, ...ines.complaints]).toEqual([])
})
