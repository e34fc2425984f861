// Whether the calendar of two hundred machines follows the hand: a week of them scrolled both ways, frame by frame, in headless Chromium.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { freePort, row } from './harness.mjs'

const root = join(import.meta.dirname, '..', '..')
const hour = 3_600_000
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)]

export async function calendar() {
  const { chromium } = await import('@playwright/test')
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const args = ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample', '--no-bridge']
  const server = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  while (!(await fetch(`${base}/healthz`).catch(() => undefined))?.ok)
    await new Promise((resolve) => setTimeout(resolve, 50))
  fill(new SQLite(join(data, 'etabli.sqlite')))

  const browser = await chromium.launch(JSON.parse(readFileSync(join(root, 'test/support/chromium.json'), 'utf8')))
  const { members } = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8'))
  const ines = members.find(({ name }) => name === 'Inès')
  const page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage()
  const empty = await page.evaluate(framesOf, null)
  await page.goto(`${base}/public`)
  await page.request.post(`${base}/api/session`, { data: { name: ines.name, passphrase: ines.passphrase } })
  await page.goto(`${base}/calendar`)
  await page.getByRole('grid').waitFor()
  await page
    .getByText('LASER 199')
    .first()
    .waitFor({ state: 'attached', timeout: 2_000 })
    .catch(() => undefined)
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  /** Seconds that the page's own thread has worked so far: scripts, styles and layout; pixels are drawn elsewhere. */
  const worked = async () =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration').value
  const before = await worked()
  const down = await page.evaluate(framesOf, [0, 30])
  const along = await page.evaluate(framesOf, [20, 0])
  const work = ((await worked()) - before) * 1000
  const drawn = await page.locator('[role=grid] *').count()
  await browser.close()
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await gone
  rmSync(data, { recursive: true, force: true })

  const frames = (name, ours) =>
    row(name, {
      ours: quantile(ours, 0.95),
      peer: quantile(empty, 0.95),
      peerName: 'an empty page',
      unit: 'ms',
      goal: '≤ 2 ×',
      // Frames come whole: 33.4 ms beside 16.6 ms are two of them, half a millisecond is the clock's.
      met: quantile(ours, 0.95) <= 2 * quantile(empty, 0.95) + 0.5,
    })
  return [
    frames('200 machines × a week scrolled down: 95 of 100 frames within', down),
    frames('the same scrolled along the hours', along),
    row('work of the page’s own thread for a frame of both, on average', {
      ours: work / (down.length + along.length),
      unit: 'ms',
      goal: '< 16.7',
      met: work / (down.length + along.length) < 16.7,
    }),
    row('elements that are drawn of it', { ours: drawn, unit: 'elements', goal: '< 3,000', met: drawn < 3_000 }),
  ]
}

/** Two hundred lasers, each with ten bookings in the week to come. */
function fill(db) {
  const model = db.prepare("select * from machine where name = 'LASER'").get()
  const { id: memberId } = db.prepare("select id from member where name = 'Marc'").get()
  const columns = Object.keys(model)
  const machine = db.prepare(
    `insert into machine (${columns.join(', ')}) values (${columns.map((name) => `@${name}`).join(', ')})`,
  )
  const booking = db.prepare(
    `insert into booking (id, lab_id, machine_id, member_id, starts_at, ends_at, state, created_at, cents)
     values (?, ?, ?, ?, ?, ?, 'confirmed', 0, 0)`,
  )
  const from = Math.floor(Date.now() / hour) * hour
  db.transaction(() => {
    for (let n = 0; n < 200; n++) {
      machine.run({ ...model, id: `bench-${n}`, name: `LASER ${n}`, position: 100 + n })
      for (let k = 0; k < 10; k++) {
        const start = from + (k * 13 + (n % 7)) * hour
        booking.run(`c${n}-${k}`, model.lab_id, `bench-${n}`, memberId, start, start + 2 * hour)
      }
    }
  })()
  db.close()
}

/** The time from frame to frame, ms, over two seconds of scrolling by so much each frame; of an empty page where it is null. */
function framesOf(by) {
  const grid = document.querySelector('[role=grid]')
  const times = []
  return new Promise((resolve) => {
    let last = performance.now()
    const began = last
    function frame(now) {
      times.push(now - last)
      last = now
      if (by && grid) {
        if (grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 1 && by[1]) grid.scrollTop = 0
        if (grid.scrollLeft + grid.clientWidth >= grid.scrollWidth - 1 && by[0]) grid.scrollLeft = 0
        grid.scrollBy(by[0], by[1])
      }
      if (now - began < 2_000) requestAnimationFrame(frame)
      else resolve(times.slice(2))
    }
    requestAnimationFrame(frame)
  })
}
