import { decodePreview } from '#backend/mesh/preview.ts'
import { decodeFaults, type Faults } from '#backend/mesh/repair.ts'
import type { MeshData } from './scene.ts'

/** The compact mesh of a model, ready for the view. */
export async function loadMesh(url: string, signal: AbortSignal): Promise<MeshData> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`No preview: ${response.status}`)
  const { positions, indices } = decodePreview(await response.arrayBuffer())
  performance.mark('model-loaded')
  return { positions, indices }
}

/** Where a model is open; nothing where the server cannot say. */
export async function loadFaults(url: string, signal: AbortSignal): Promise<Faults | undefined> {
  const response = await fetch(url, { signal })
  return response.ok ? decodeFaults(await response.arrayBuffer()) : undefined
}
