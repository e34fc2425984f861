import { defineConfig } from '@playwright/test'
// Debian's Chromium, with software rendering for the 3D views.
import launchOptions from './test/support/chromium.json' with { type: 'json' }

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test/output/playwright',
  snapshotPathTemplate: 'test/fixtures/pictures/{arg}{ext}',
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
