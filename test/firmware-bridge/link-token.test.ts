import { statSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { openLinkToken } from '#firmware-bridge/link/link-token.ts'
import { temporaryFolder } from './programs.ts'

let path: string
beforeEach(() => (path = join(temporaryFolder(), 'token')))

/** All that it would show, one refusal after the other. */
function shown(token: ReturnType<typeof openLinkToken>, times: number): string[] {
  return Array.from({ length: times }, () => {
    const now = token.current()
    token.refused()
    return now
  })
}

test('the token it was given is the first one; a fresh one counts from then on, also for the next process', () => {
  const token = openLinkToken(path, () => 'given')
  expect(token.current()).toBe('given')
  expect(token.renew('fresh')).toBe('fresh')
  expect(token.current()).toBe('fresh')
  expect(openLinkToken(path, () => 'given').current()).toBe('fresh')
})

test('it is for its owner alone, and nothing half written is left beside it', () => {
  openLinkToken(path, () => 'given').renew('fresh')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(path))).toEqual(['token'])
})

test('where the fresh one is refused the one before it is shown, then the given one, then all over again', () => {
  const token = openLinkToken(path, () => 'given')
  token.renew('one')
  token.accepted()
  token.renew('two')
  expect(
    shown(
      openLinkToken(path, () => 'given'),
      4,
    ),
  ).toEqual(['two', 'one', 'given', 'two'])
})

test('two renewals on one connection: the one in between is kept as well', () => {
  const token = openLinkToken(path, () => 'given')
  token.accepted()
  token.renew('one')
  token.renew('two')
  expect(
    shown(
      openLinkToken(path, () => 'other'),
      4,
    ),
  ).toEqual(['two', 'one', 'given', 'other'])
})

test('the given one is read again: a person may have replaced it', () => {
  let given = 'given'
  const token = openLinkToken(path, () => given)
  token.renew('fresh')
  given = 'by hand'
  expect(shown(token, 3)).toContain('by hand')
})

test('a token that the disk does not take is not said to be kept', () => {
  const token = openLinkToken(join(path, 'in', 'no', 'folder'), () => 'given')
  expect(() => token.renew('fresh')).toThrow()
  expect(token.current()).toBe('given')
})
