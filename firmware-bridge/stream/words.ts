/**
 * The numbers of a command by letter: `G1 X10 E-.5` → X 10, E -0.5. A bare letter has none. A scanner instead of a pattern:
 * it runs for each line of each print.
 */
export function wordsOf(command: string): Map<string, number> {
  const words = new Map<string, number>()
  for (let at = 1; at < command.length; at++) {
    const letter = command.charCodeAt(at)
    if (letter < 65 || letter > 90) continue
    const from = skipSpaces(command, at + 1)
    const to = numberEnd(command, from)
    if (to === from) continue
    words.set(command[at]!, Number(command.slice(from, to)))
    at = to - 1
  }
  return words
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

/** Where the decimal number at `from` ends; `from` when there is none. */
function numberEnd(text: string, from: number): number {
  const sign = text[from] === '-' || text[from] === '+' ? 1 : 0
  const whole = digitsEnd(text, from + sign)
  if (text[whole] !== '.') return whole > from + sign ? whole : from
  const end = digitsEnd(text, whole + 1)
  return end > whole + 1 || whole > from + sign ? end : from
}

function digitsEnd(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57; code = text.charCodeAt(at)) at++
  return at
}
