import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { randomId } from '#backend/io/random.ts'
import { pictureFacts, type PictureType } from './picture-facts.ts'
import { maxPictureBytes, maxPixels } from './schema.ts'
import { isShown } from './store.ts'

/** Keeps the bytes under their hash, once they prove to be a picture of a bearable size. */
export async function keepPicture(app: App, bytes: unknown): Promise<{ id: string }> {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0 || bytes.length > maxPictureBytes)
    throw new Refusal('picture.too-large')
  const facts = pictureFacts(bytes)
  if (!facts) throw new Refusal('picture.not-a-picture')
  if (facts.width * facts.height > maxPixels) throw new Refusal('picture.too-large')
  const folder = await app.files.newFolder(randomId())
  try {
    const path = join(folder, 'picture')
    const file = await open(path, 'wx')
    await file.writeFile(bytes)
    await file.close()
    const id = await app.files.hash(path)
    await app.files.keep(path, id)
    return { id }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The store holds members' files too: only what the lab shows is given out, and only as what its bytes are. */
export async function shownPicture(app: App, id: string): Promise<{ path: string; type: PictureType }> {
  if (!(await isShown(app.db, id))) throw new Refusal('picture.not-found')
  return storedPicture(app, id)
}

/** Only what its bytes say: the caller knows who may see it. */
export async function storedPicture(app: App, id: string): Promise<{ path: string; type: PictureType }> {
  const path = app.files.path(id)
  const file = await open(path).catch(() => undefined)
  if (!file) throw new Refusal('picture.not-found')
  try {
    const head = Buffer.alloc(65_536)
    const { bytesRead } = await file.read(head, 0, head.length, 0)
    const facts = pictureFacts(head.subarray(0, bytesRead))
    if (!facts) throw new Refusal('picture.not-found')
    return { path, type: facts.type }
  } finally {
    await file.close()
  }
}
