import { defineConfig } from '@playwright/test'

/** Debian's Chromium; software rendering for the 3D views. */
const launchOptions = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
}

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test/output/playwright',
  timeout: 240_000,
  expect: { timeout: 20_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['list']],
  use: { launchOptions, actionTimeout: 20_000, locale: 'fr-FR', timezoneId: 'America/New_York' },
  projects: [
    // The lab's time zone is not the browser's: hours that were computed in the wrong one show at once.
    { name: 'local', testIgnore: 'network.spec.ts' },
    { name: 'lan', testMatch: 'network.spec.ts' },
  ],
})
