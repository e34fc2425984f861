import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate'
import { createModelXmlReader } from '#backend/mesh/model-xml.ts'
import type { Mesh } from '#backend/mesh/mesh.ts'
import type { MeshReader } from '#backend/mesh/read-stl.ts'
import { MeshRefusal } from '#backend/mesh/refusal.ts'

/** What an archive may unfold to. Counted while it unfolds: the sizes that it declares may lie. */
const maxEntries = 2000
const maxTotal = 500 * 1024 * 1024
const maxRatio = 100
/** Below this nobody counts ratios: a small file of zeros is no bomb. */
const freeBytes = 4 * 1024 * 1024
/** Compressed bytes handed over at a time: bounds what one step can unfold to. */
const step = 16 * 1024

/** 3MF: a zip with one XML model in it, both read as streams. Only the 3D/*.model part is looked at. */
export function create3mfReader(): MeshReader {
  const xml = createModelXmlReader()
  const names = new Set<string>()
  let models = 0
  let given = 0
  let unfolded = 0
  let ended = false
  let failure: unknown

  const zip = new Unzip((file) => {
    checkName(file.name)
    const key = file.name.toLowerCase()
    if (names.has(key)) throw new MeshRefusal('bad-archive')
    names.add(key)
    if (names.size > maxEntries) throw new MeshRefusal('archive-bomb')
    const isModel = key.startsWith('3d/') && key.endsWith('.model')
    if (isModel && ++models > 1) throw new MeshRefusal('extension', { what: 'production' })

    file.ondata = (error, chunk, final) => {
      // What we throw below comes back here once more: the library hands every error to its listener.
      if (error !== null) throw error
      unfolded += chunk.length
      if (unfolded > maxTotal || (unfolded > freeBytes && unfolded > given * maxRatio))
        throw new MeshRefusal('archive-bomb')
      if (!isModel) return
      xml.push(chunk)
      if (final) ended = true
    }
    // Every entry is unfolded, looked at or not: one left closed would be kept in memory by the library.
    file.start()
  })
  zip.register(UnzipInflate)
  zip.register(UnzipPassThrough)

  function push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; at += step) {
      const piece = chunk.subarray(at, at + step)
      given += piece.length
      guarded(() => zip.push(piece, false))
    }
  }

  /** What the library throws about a damaged archive is an expected no. */
  function guarded(work: () => void): void {
    if (failure !== undefined) throw failure
    try {
      work()
    } catch (error) {
      failure = error instanceof MeshRefusal ? error : new MeshRefusal('bad-archive')
      throw failure
    }
  }

  function end(): Mesh {
    if (models === 1 && !ended) throw failure ?? new MeshRefusal('truncated')
    guarded(() => zip.push(new Uint8Array(0), true))
    if (models === 0) throw new MeshRefusal('no-model')
    return xml.end()
  }

  return { push, end }
}

/** Names are only compared, never used as paths; one that tries to leave the archive shows what the file is. */
function checkName(name: string): void {
  const parts = name.split('/')
  const odd =
    name === '' ||
    name.length > 500 ||
    name.includes('\\') ||
    name.includes('\0') ||
    name.includes(':') ||
    name.startsWith('/')
  if (odd || parts.includes('..') || parts.includes('.')) throw new MeshRefusal('bad-archive')
}
