import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample', '--no-bridge'])
})
test.afterAll(() => lab.close())

test('who teaches the laser authorizes a member on it; the team takes it away, and the member reads why', async ({
  browser,
}) => {
  const teacher = await openScreen(browser, lab.base, 'phone')
  const member = await openScreen(browser, lab.base, 'phone')
  const desk = await openScreen(browser, lab.base, 'desk')
  await signIn(teacher.page, lab, 'Léa')
  await teacher.page.goto('/trainings')
  await teacher.page.getByRole('link', { name: /^Habilitations/ }).click()
  await teacher.page.getByLabel('Chercher une personne').fill('kar')
  await teacher.page.getByRole('button', { name: 'Karim' }).click()
  await teacher.page.getByRole('button', { name: 'Habiliter', exact: true }).click()
  await teacher.page.getByLabel('Sur quoi elle repose').fill('Essai réussi')
  await teacher.page.getByRole('button', { name: 'Habiliter', exact: true }).click()
  await expect(teacher.page.getByText(/Essai réussi/).first()).toBeVisible()

  await signIn(member.page, lab, 'Karim')
  await member.page.goto('/account')
  await expect(member.page.getByText(/par Léa · Essai réussi/)).toBeVisible()

  await signIn(desk.page, lab, 'Marc')
  await desk.page.goto('/settings/members?search=karim')
  await desk.page.getByRole('link', { name: /Karim/ }).click()
  await desk.page.getByRole('button', { name: /^Retirer\s*: découpe laser/ }).click()
  await desk.page.getByLabel('Pourquoi').fill('Capot ouvert pendant la découpe')
  await desk.page.getByRole('button', { name: 'Retirer l’habilitation' }).click()
  await expect(desk.page.getByText('Capot ouvert pendant la découpe').first()).toBeVisible()
  // Live, on the member's own page.
  await expect(member.page.getByText('Capot ouvert pendant la découpe').first()).toBeVisible()
  expect([...teacher.complaints, ...member.complaints, ...desk.complaints]).toEqual([])
})
