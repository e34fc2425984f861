import { decodeLayer, decodeLayerIndex, type LayerEntry, type LayerSegments } from '#backend/gcode/layers.ts'
import { decodeToolpath, type Toolpath } from '#backend/gcode/toolpath.ts'

export type Addresses = { index: string; blocks: string; overview: string }

/** Neighbours are looked at next. */
const kept = 40

/** The layers of one file: only those that are asked for are fetched, and the last forty stay. */
export async function openLayers({ index, blocks }: Addresses, signal: AbortSignal) {
  const entries = decodeLayerIndex(await bytes(index, signal))
  const known = new Map<number, Promise<LayerSegments>>()

  function layer(at: number): Promise<LayerSegments> {
    const found = known.get(at) ?? read(entries[at]!)
    known.delete(at)
    known.set(at, found)
    // Asked again where it failed.
    found.catch(() => known.delete(at))
    for (const oldest of known.keys()) {
      if (known.size <= kept) break
      known.delete(oldest)
    }
    return found
  }

  async function read({ offset, length }: LayerEntry): Promise<LayerSegments> {
    return decodeLayer(await bytes(blocks, signal, `bytes=${offset}-${offset + length - 1}`))
  }

  return { entries, layer }
}

/** All lines, thinned: what is under the layer that one looks at. */
export const loadOverview = async ({ overview }: Addresses, signal: AbortSignal): Promise<Toolpath> =>
  decodeToolpath(await bytes(overview, signal))

async function bytes(url: string, signal: AbortSignal, range?: string): Promise<ArrayBuffer> {
  const response = await fetch(url, { signal, ...(range && { headers: { range } }) })
  if (!response.ok) throw new Error(`No layers: ${response.status}`)
  return response.arrayBuffer()
}
