import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces a file so that a crash or a power cut at any moment leaves the old text or the new one, whole. Throws on a full disk. */
export function writeDurably(path: string, text: string, mode = 0o666): void {
  const file = openSync(`${path}.new`, 'w', mode)
  try {
    // All of it or an error: writeSync may write a part.
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.new`, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
