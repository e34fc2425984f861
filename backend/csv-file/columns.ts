/**
 * Which field each column holds, by the spellings of its header, plain ones. Each field is taken once: the spelling that stands first
 * in its list wins.
 */
export function findColumns<Field extends string>(
  headers: string[],
  fields: readonly Field[],
  spellings: Record<Field, readonly string[]>,
): (Field | null)[] {
  const plain = headers.map(plainWords)
  const found: (Field | null)[] = headers.map(() => null)
  for (const field of fields) {
    const isFree = (spelling: string) => plain.findIndex((header, at) => header === spelling && found[at] === null)
    const spelling = spellings[field].find((one) => isFree(one) >= 0)
    if (spelling !== undefined) found[isFree(spelling)] = field
  }
  return found
}

/** Without accents, capitals and signs: « Début d’adhésion » is `debut d adhesion`. */
export const plainWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()

/** A first line that holds an e-mail address is a person already, and names no columns. */
export const isHeader = (cells: string[]): boolean => !cells.some((cell) => /^\S+@\S+\.\S+$/.test(cell.trim()))
