/**
 * Collects what comes within a moment, each once, and passes it on together: of several messages in a row a connection
 * drops all that find it still writing the first, and always the same ones where they come in the same order.
 */
export function gather(withinMs: number, pass: (keys: string[]) => void): (key: string) => void {
  const waiting = new Set<string>()
  return (key) => {
    if (waiting.size === 0)
      setTimeout(() => {
        const keys = [...waiting]
        waiting.clear()
        pass(keys)
      }, withinMs).unref()
    waiting.add(key)
  }
}
