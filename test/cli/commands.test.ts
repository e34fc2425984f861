import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'

/** What a person gets for what they typed, from the built program. */
const etabli = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['dist/backend/cli.mjs', ...args], (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err })
    })
  })

const commands = ['serve', 'bridge', 'stream', 'virtual-printer', 'inspect', 'member', 'backup', 'restore']

test('help names every command, and each command has its own help', async () => {
  const { code, out } = await etabli('--help')
  expect(code).toBe(0)
  for (const command of commands) {
    expect(out).toContain(command)
    const help = await etabli(command, '--help')
    expect([help.code, help.out.includes(`etabli ${command}`)], command).toEqual([0, true])
  }
})

test.each([
  ['an unknown command', ['dance'], /unknown command/],
  ['an unknown flag', ['serve', '--colour', 'red'], /colour/],
  ['a port that is no number', ['serve', '--port', 'many'], /port/],
  ['a file that is not there', ['inspect', 'nowhere.stl'], /nowhere\.stl/],
  ['a backup of nothing', ['backup', 'dist/test/backup', '--data', 'dist/test/nothing'], /holds no lab/],
  ['a passphrase for nobody', ['member', 'reset'], /whose passphrase/],
  ['a member of nothing', ['member', 'reset', 'Ada', '--data', 'dist/test/nothing'], /holds no lab/],
  ['a restore from nothing', ['restore', 'dist/test/nothing'], /manifest/],
])('%s ends with a sentence and a code that is not 0', async (_name, args, sentence) => {
  const { code, out, err } = await etabli(...args)
  expect(code).not.toBe(0)
  expect(err + out).toMatch(sentence)
  expect(err).not.toMatch(/\n\s+at /)
})
