/** When the state of a printer is worth a message: at once when it is news, a few times more, and then now and then. */
export type Telling = { isDue: (printerId: string, state: string, now: number) => boolean }

/**
 * A message that finds its line busy is dropped, from here to the server and from there to each page. News that is followed
 * by nothing – where the head stopped, that the heat is off – would be missing on a page until the next sign of life.
 */
const timesSaid = 3

export function createTelling(idleMs: number): Telling {
  const said = new Map<string, { state: string; at: number; times: number }>()
  return {
    isDue(printerId, state, now) {
      const before = said.get(printerId)
      const times = before?.state === state ? before.times : 0
      if (before && times >= timesSaid && now - before.at < idleMs) return false
      said.set(printerId, { state, at: now, times: times + 1 })
      return true
    },
  }
}
