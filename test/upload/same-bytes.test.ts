import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openFileStore } from '#backend/io/files.ts'

test('what was derived from the same bytes at once is kept once, and never taken away from who reads it', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'etabli-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const files = await openFileStore(dir)
  const sha256 = 'a'.repeat(64)
  const folders = await Promise.all(['one', 'two', 'three', 'four'].map((name) => files.newFolder(name)))
  for (const folder of folders) writeFileSync(join(folder, 'canonical.stl'), 'solid')
  await Promise.all(folders.map((folder) => files.keepDerived(folder, sha256)))
  const { ino } = statSync(files.derived(sha256, 'canonical.stl'))
  const again = await files.newFolder('again')
  writeFileSync(join(again, 'canonical.stl'), 'solid')
  await files.keepDerived(again, sha256)
  expect(readFileSync(files.derived(sha256, 'canonical.stl'), 'utf8')).toBe('solid')
  expect(statSync(files.derived(sha256, 'canonical.stl')).ino).toBe(ino)
})

test('what an earlier version of the program did not derive is added to what it did', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'etabli-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const files = await openFileStore(dir)
  const sha256 = 'b'.repeat(64)
  const before = await files.newFolder('before')
  writeFileSync(join(before, 'canonical.stl'), 'old')
  await files.keepDerived(before, sha256)
  const now = await files.newFolder('now')
  for (const name of ['canonical.stl', 'repaired.stl']) writeFileSync(join(now, name), 'new')
  await files.keepDerived(now, sha256)
  expect(readFileSync(files.derived(sha256, 'canonical.stl'), 'utf8')).toBe('old')
  expect(readFileSync(files.derived(sha256, 'repaired.stl'), 'utf8')).toBe('new')
})
