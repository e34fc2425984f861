import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startLab } from '../support/server.ts'

const run = (...args: string[]): string =>
  execFileSync(process.execPath, ['dist/backend/cli.mjs', ...args], { encoding: 'utf8', stdio: 'pipe' })

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'etabli-backup-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

test('a lab is backed up while it runs, and comes back whole somewhere else', async () => {
  const lab = await startLab(['--sample', '--no-bridge'])
  onTestFinished(() => lab.close())
  const { name, passphrase } = lab.person('Inès')
  const copy = join(folder(), 'copy')
  expect(JSON.parse(run('backup', copy, '--data', lab.dataDir, '--json'))).toMatchObject({ dir: copy })

  const restored = join(folder(), 'lab')
  run('restore', copy, '--data', restored)
  const again = await startLab(['--no-bridge'], restored)
  onTestFinished(() => again.close())
  const session = await fetch(`${again.base}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, passphrase }),
  })
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? ''
  const jobs = (await (await fetch(`${again.base}/api/print-jobs`, { headers: { cookie } })).json()) as {
    id: string
    title: string
  }[]
  expect(jobs.map(({ title }) => title).toSorted()).toEqual(['photophore', 'vase-six-lobes'])
  const picture = await fetch(`${again.base}/api/print-jobs/${jobs[0]?.id}/thumbnail`, { headers: { cookie } })
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
})

test('a damaged backup restores nothing, and a lab is never restored over another', async () => {
  const lab = await startLab(['--sample', '--no-bridge'])
  onTestFinished(() => lab.close())
  const copy = join(folder(), 'copy')
  run('backup', copy, '--data', lab.dataDir)
  expect(() => run('restore', copy, '--data', lab.dataDir)).toThrow(/is not empty/)
  appendFileSync(join(copy, 'etabli.sqlite'), 'x')
  const target = join(folder(), 'lab')
  expect(() => run('restore', copy, '--data', target)).toThrow(/damaged/)
  expect(existsSync(target) ? readdirSync(target) : []).toEqual([])
})
