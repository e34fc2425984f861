import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { startLab, type StartedLab } from '../support/server.ts'
import { openScreen, picture, signIn } from './people.ts'

let lab: StartedLab

test.beforeAll(async () => {
  lab = await startLab(['--sample'])
})
test.afterAll(async () => lab.close())

const forMakers = [
  '/',
  '/machines',
  '/trainings',
  '/print',
  '/jobs',
  '/jobs?bin',
  '/account',
  '/account/messages',
  '/messages',
]
const forTheTeam = [
  '/desk',
  '/desk/queue',
  '/trainings',
  '/settings',
  '/settings/members',
  '/settings/members/import',
  '/settings/organizations',
  '/settings/induction',
  '/authorizations',
  '/settings/bookings',
  '/settings/machines',
  '/settings/prices',
  '/settings/screens',
  '/settings/messages',
  '/settings/spools',
  '/settings/slicing',
  '/settings/labels',
  '/settings/month',
  '/settings/history',
  '/settings/history?bin',
]
const forEverybody = ['/public', '/public/machines', '/public/hours', '/public/prices', '/q/p/nobody']

for (const [name, scheme, language, kind, pages] of [
  ['Inès', 'light', 'fr', 'phone', forMakers],
  ['Inès', 'dark', 'en', 'phone', forMakers],
  ['Marc', 'dark', 'fr', 'desk', forTheTeam],
  ['Marc', 'light', 'en', 'desk', forTheTeam],
] as const) {
  test(`axe finds nothing on the pages of ${name}, ${scheme}, ${language}`, async ({ browser }) => {
    const { page, complaints } = await openScreen(browser, lab.base, kind)
    await page.emulateMedia({ colorScheme: scheme })
    await signIn(page, lab, name)
    await page.request.put('/api/session/language', { data: { language } })
    for (const path of pages) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForTimeout(250)
      const { violations } = await new AxeBuilder({ page: page as never }).analyze()
      expect(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([])
      // Nothing hangs over the edge of a phone.
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true)
      await picture(
        page,
        `50-${name === 'Inès' ? 'maker' : 'team'}-${scheme}-${language}${path.replaceAll(/[/?]/g, '-')}`,
      )
    }
    await page.request.put('/api/session/language', { data: { language: 'fr' } })
    expect(complaints).toEqual([])
  })
}

for (const [scheme, locale] of [
  ['light', 'fr-FR'],
  ['dark', 'en-GB'],
] as const) {
  test(`axe finds nothing on what a passer-by sees, ${scheme}, ${locale}, and nothing of theirs stays open`, async ({
    browser,
  }) => {
    const { page, complaints } = await openScreen(browser, lab.base, 'phone')
    await page.emulateMedia({ colorScheme: scheme })
    await page.addInitScript(`localStorage.setItem('etabli.language', '${locale.slice(0, 2)}')`)
    const sockets: string[] = []
    page.on('request', (request) => request.url().includes('/live') && sockets.push(request.url()))
    for (const path of forEverybody) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForTimeout(300)
      const { violations } = await new AxeBuilder({ page: page as never }).analyze()
      expect(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true)
      await picture(page, `55-public-${scheme}${path.replaceAll('/', '-')}`)
    }
    expect([complaints, sockets]).toEqual([[], []])
  })
}
