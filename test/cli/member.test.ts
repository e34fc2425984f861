import { execFileSync } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { startLab } from '../support/server.ts'

const run = (...args: string[]): string =>
  execFileSync(process.execPath, ['dist/backend/cli.mjs', ...args], { encoding: 'utf8', stdio: 'pipe' })

test('whoever sits at the lab’s computer makes a new passphrase, while the server runs or not, and the history says so', async () => {
  const lab = await startLab(['--sample', '--no-bridge'])
  onTestFinished(() => lab.close())
  const ask = (method: string, path: string, body?: object, cookie = '') =>
    fetch(`${lab.base}${path}`, {
      method,
      headers: { 'content-type': 'application/json', cookie },
      ...(body && { body: JSON.stringify(body) }),
    })
  const signIn = (passphrase: string) => ask('POST', '/api/session', { name: 'Marc', passphrase })
  const old = lab.person('Marc').passphrase
  const cookie = (await signIn(old)).headers.get('set-cookie')!.split(';')[0]!

  const { passphrase } = JSON.parse(run('member', 'reset', 'marc', '--data', lab.dataDir, '--json'))
  expect((await signIn(old)).status).toBe(401)
  expect(await (await ask('GET', '/api/session', undefined, cookie)).json()).toEqual({ member: null })
  const reply = await signIn(passphrase)
  expect(await reply.json()).toMatchObject({ member: { reset: { by: null } } })
  const again = reply.headers.get('set-cookie')!.split(';')[0]!
  expect(await (await ask('GET', '/api/changes', undefined, again)).json()).toMatchObject([
    { act: 'member.passphrase-reset', title: 'Marc', by: null },
  ])

  await lab.end('SIGTERM')
  const last = JSON.parse(run('member', 'reset', 'Marc', '--data', lab.dataDir, '--json'))
  expect(() => run('member', 'reset', 'Personne', '--data', lab.dataDir)).toThrow(/nobody here is called “Personne”/)
  await lab.start()
  expect((await signIn(last.passphrase)).status).toBe(200)
})
