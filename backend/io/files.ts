import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** Files by their SHA-256, and what was derived from each (preview, picture, canonical model) beside it. */
export type FileStore = {
  /** Where uploads grow until they are whole. */
  uploadsDir: string
  path: (sha256: string) => string
  derived: (sha256: string, name: string) => string
  /** A fresh folder for a worker to write into; `keepDerived` moves it into place. */
  newFolder: (name: string) => Promise<string>
  hash: (path: string) => Promise<string>
  /** Gives a whole file its place in the store, without copying it; the same bytes are stored once. */
  keep: (path: string, sha256: string) => Promise<void>
  keepDerived: (folder: string, sha256: string) => Promise<void>
  has: (sha256: string) => Promise<boolean>
  /** The bytes and what was derived from them: nobody refers to them any more. */
  forget: (sha256: string) => Promise<void>
}

const hex64 = /^[0-9a-f]{64}$/

export async function openFileStore(dataDir: string): Promise<FileStore> {
  const root = join(dataDir, 'files')
  const uploadsDir = join(dataDir, 'uploads')
  const scratch = join(dataDir, 'scratch')
  await rm(scratch, { recursive: true, force: true })
  for (const dir of [root, uploadsDir, scratch]) await mkdir(dir, { recursive: true })

  const folder = (sha256: string): string => {
    if (!hex64.test(sha256)) throw new Error('not a hash')
    return join(root, sha256.slice(0, 2), sha256)
  }
  const path = (sha256: string): string => join(folder(sha256), 'bytes')
  const has = (sha256: string): Promise<boolean> =>
    stat(path(sha256)).then(
      (found) => found.isFile(),
      () => false,
    )

  return {
    uploadsDir,
    path,
    has,
    forget: (sha256) => rm(folder(sha256), { recursive: true, force: true }),
    derived: (sha256, name) => join(folder(sha256), 'derived', name),
    newFolder: async (name) => {
      const dir = join(scratch, name)
      await mkdir(dir, { recursive: true })
      return dir
    },
    hash: async (file) => {
      const sum = createHash('sha256')
      await pipeline(createReadStream(file), sum)
      return sum.digest('hex')
    },
    keep: async (file, sha256) => {
      await mkdir(folder(sha256), { recursive: true })
      if (await has(sha256)) return
      // Synced before it gets its name: a file in the store is always whole.
      const whole = await open(file, 'r+')
      await whole.sync()
      await whole.close()
      await link(file, path(sha256)).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return
        await copyFile(file, `${path(sha256)}.part`)
        await rename(`${path(sha256)}.part`, path(sha256))
      })
    },
    keepDerived: async (from, sha256) => {
      const to = join(folder(sha256), 'derived')
      await mkdir(folder(sha256), { recursive: true })
      await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
        // What is there already was made of the same bytes, and may be in use: a slicer reads the model in it. An earlier
        // version of this program may have made less of them.
        const there = new Set(await readdir(to))
        for (const name of await readdir(from)) if (!there.has(name)) await rename(join(from, name), join(to, name))
      })
    },
  }
}
