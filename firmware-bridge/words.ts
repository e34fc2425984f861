/** The numbers of a command by letter: `G1 X10 E-.5` → X 10, E -0.5. A bare letter has none. */
export function wordsOf(command: string): Map<string, number> {
  const words = new Map<string, number>()
  for (const [, letter, value] of command.slice(1).matchAll(/([A-Z])\s*([-+]?(?:\d+\.?\d*|\.\d+))/g)) {
    words.set(letter!, Number(value))
  }
  return words
}
