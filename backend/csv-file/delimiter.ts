export type Delimiter = ';' | ',' | '\t'
const delimiters: readonly Delimiter[] = [';', '\t', ',']

/** What stands between the cells of a table, and the line on which the table begins: Excel may say it in a line of its own. */
export function findDelimiter(text: string): { delimiter: Delimiter; fromLine: number } {
  const said = /^\s*"?sep=(;|,|\t)"?[ ;,\t]*\r?\n/i.exec(text)
  if (said) return { delimiter: said[1] as Delimiter, fromLine: 2 }
  const counts = countOutsideQuotes(text)
  // Where there is one column only, nothing stands between: a tab is not found in any cell.
  const best = delimiters.toSorted((a, b) => counts[b] - counts[a])[0]!
  return { delimiter: counts[best] > 0 ? best : '\t', fromLine: 1 }
}

/** In the first line that is not empty, which is the header: a quoted cell may hold any sign, and even a line's end. */
function countOutsideQuotes(text: string): Record<Delimiter, number> {
  const counts: Record<Delimiter, number> = { ';': 0, ',': 0, '\t': 0 }
  let isQuoted = false
  let hasText = false
  for (const sign of text.slice(0, 65_536)) {
    if (sign === '"') isQuoted = !isQuoted
    else if (isQuoted) hasText = true
    else if (sign === '\n' || sign === '\r') {
      if (hasText) break
    } else if (sign in counts) counts[sign as Delimiter]++
    else if (sign.trim()) hasText = true
  }
  return counts
}
