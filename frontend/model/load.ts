import { decodePreview } from '#backend/mesh/preview.ts'
import type { MeshData } from './scene.ts'

/** The compact mesh of a model, ready for the view. */
export async function loadMesh(url: string, signal: AbortSignal): Promise<MeshData> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`No preview: ${response.status}`)
  const { positions, indices } = decodePreview(await response.arrayBuffer())
  performance.mark('model-loaded')
  return { positions, indices }
}
