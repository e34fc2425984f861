/** How far the slicer is with each job, 0 to 1: what flies by is never written. */
const parts = new Map<string, number>()

export const slicingProgress = (jobId: string): number | null => parts.get(jobId) ?? null

/** Says whether it moved. */
export function noteProgress(jobId: string, part: number | undefined): boolean {
  if (part === undefined) return parts.delete(jobId)
  if (part <= (parts.get(jobId) ?? 0)) return false
  parts.set(jobId, part)
  return true
}

/** PrusaSlicer says « 20 => Generating perimeters »: the last such number, 0 to 1. */
export function progressIn(words: string): number | undefined {
  const said = [...words.matchAll(/^\s*(\d{1,3}) => /gm)].at(-1)
  return said ? Math.min(100, Number(said[1])) / 100 : undefined
}
