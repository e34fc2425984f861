/** How wide a text is at a size, in points. */
export type Measure = (text: string, size: number) => number
export type Setting = { size: number; lines: string[] }

export const lineHeight = 1.18

/**
 * Sets a text in a box: the first of `sizes` (the largest first) at which its words fit. At the last one, words that are too
 * long are broken, and what still does not fit is left out behind an ellipsis, never cut silently.
 */
export function fit(
  text: string,
  box: { width: number; height: number },
  sizes: readonly number[],
  measure: Measure,
): Setting {
  const words = clean(text).split(' ')
  for (const size of sizes) {
    const lines = wrap(words, box.width, (part) => measure(part, size))
    if (lines && lines.length <= linesIn(box.height, size)) return { size, lines }
  }
  const size = sizes.at(-1) ?? 8
  const width = (part: string) => measure(part, size)
  const lines = wrap(
    words.flatMap((word) => pieces(word, box.width, width)),
    box.width,
    width,
  )
  return { size, lines: shorten(lines ?? [], linesIn(box.height, size), box.width, width) }
}

/** Accents joined with their letters, and nothing that steers a printer or turns the text round. A number stays with its word. */
const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[^\S\u00a0\u202f]+/gu, ' ')
    .replace(/\p{C}/gu, '')
    .trim()
    .replace(/ (?=\S{1,2}( |$))/gu, '\u00a0')

const linesIn = (height: number, size: number): number => Math.max(1, Math.floor(height / (size * lineHeight)))

/** Undefined where a word is wider than the box. */
function wrap(words: string[], width: number, measure: (part: string) => number): string[] | undefined {
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    if (measure(word) > width) return undefined
    const longer = line ? `${line} ${word}` : word
    if (line && measure(longer) > width) {
      lines.push(line.replace(/ ·$/u, ''))
      line = word
    } else line = longer
  }
  return line ? [...lines, line] : lines
}

function pieces(word: string, width: number, measure: (part: string) => number): string[] {
  const found: string[] = []
  let piece = ''
  for (const sign of word) {
    if (piece && measure(piece + sign) > width) {
      found.push(piece)
      piece = ''
    }
    piece += sign
  }
  return [...found, piece]
}

function shorten(lines: string[], most: number, width: number, measure: (part: string) => number): string[] {
  if (lines.length <= most) return lines
  const last = [...(lines[most - 1] ?? '')]
  while (last.length && measure(`${last.join('').trimEnd()}…`) > width) last.pop()
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`]
}
