export type FileProblem = 'wrongKind' | 'tooBig' | 'empty'
type Limits = { maxModelBytes: number; maxGcodeBytes: number }

const models = ['.stl', '.3mf', '.obj']
const programs = ['.gcode', '.gco', '.g']
/** For the file chooser. Phones know no type for these, so the names' ends must do. */
export const acceptedFiles = [...models, ...programs].join(',')

const hasEnd = (name: string, ends: string[]): boolean => ends.some((end) => name.toLowerCase().endsWith(end))

/** How many bytes a file of this name may have; undefined for a kind that the lab does not take. */
export function limitFor(name: string, limits: Limits): number | undefined {
  if (hasEnd(name, models)) return limits.maxModelBytes
  return hasEnd(name, programs) ? limits.maxGcodeBytes : undefined
}

/** What is wrong with a file before a byte of it is sent. */
export function findFileProblem(file: { name: string; size: number }, limits: Limits): FileProblem | undefined {
  const limit = limitFor(file.name, limits)
  if (limit === undefined) return 'wrongKind'
  if (file.size === 0) return 'empty'
  return file.size > limit ? 'tooBig' : undefined
}
