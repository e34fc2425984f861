// How soon after the last byte of an upload the model is seen: its picture, then turning in 3D, in headless Chromium.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, row } from './harness.mjs'

const root = join(import.meta.dirname, '..', '..')
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

export async function viewer() {
  const { chromium } = await import('@playwright/test')
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const server = spawn(
    process.execPath,
    ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample', '--no-bridge'],
    {
      cwd: root,
      stdio: 'ignore',
    },
  )
  while (!(await fetch(`${base}/healthz`).catch(() => undefined))?.ok)
    await new Promise((resolve) => setTimeout(resolve, 50))

  const browser = await chromium.launch(JSON.parse(readFileSync(join(root, 'test/support/chromium.json'), 'utf8')))
  const { members } = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8'))
  const ines = members.find(({ name }) => name === 'Inès')
  const pictures = []
  const drawn = []
  for (let n = 0; n < 5; n++) {
    const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
    await page.request.post(`${base}/api/session`, { data: { name: ines.name, passphrase: ines.passphrase } })
    await page.goto(`${base}/print`)
    let ended = 0
    // The request that carries the last byte: its body has left, its answer comes when the model has been read.
    page.on('request', (request) => {
      if (request.method() === 'PATCH') ended = performance.now()
    })
    await page.locator('input[type=file]').setInputFiles(join(root, 'test/fixtures/models/boatlet.stl'))
    await page.waitForURL(/\/jobs\/./)
    await page.locator('img[src*="thumbnail"]').first().waitFor()
    pictures.push(performance.now() - ended)
    await page.waitForFunction(() => performance.getEntriesByName('model-drawn').length > 0)
    drawn.push(performance.now() - ended)
    await page.context().close()
  }
  await browser.close()
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await gone
  rmSync(data, { recursive: true, force: true })

  return [
    row('boatlet.stl (22,546 triangles): upload sent to picture', {
      ours: median(pictures),
      unit: 'ms',
      goal: '< 2000',
      met: median(pictures) < 2000,
    }),
    row('the same, to the first frame in 3D (software rendering)', {
      ours: median(drawn),
      unit: 'ms',
      goal: '< 4000',
      met: median(drawn) < 4000,
    }),
  ]
}
