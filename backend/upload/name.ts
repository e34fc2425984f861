/** What a file's name lets us expect, before its bytes say what it is. */
export function expectedKind(fileName: string): 'gcode' | 'model' {
  return /\.(gcode|gco|g|nc|bgcode)$/i.test(fileName) ? 'gcode' : 'model'
}

/** A file name as people may read it: no path, no control signs, no invisible direction marks, at most 100 signs. */
export function readableName(name: string | null | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? ''
  const clean = last.replace(/[\p{C}\u2028\u2029]/gu, '').trim()
  return clean.slice(-100) || 'fichier'
}

/** The job's first title: the file's name without its ending. */
export const titleOf = (fileName: string): string =>
  fileName.replace(/\.[A-Za-z0-9]{1,6}$/, '').slice(0, 80) || fileName
