/** The moves that are planned ahead: one more waits until the oldest has been made. Times in ms of the printer's clock. */
export type Planner = {
  hasRoom: (now: number) => boolean
  /** When there will be room; only asked when there is none. */
  roomAt: () => number
  add: (ms: number, now: number) => void
  /** When the last planned move will have been made. */
  endsAt: () => number
  /** Slots free, as Marlin's `P` tells it: one of the ring is never used. */
  free: (now: number) => number
  /** What follows is not the same movement: standing still before it is no fault of the host. */
  rest: () => void
  clear: () => void
  /** How often the head had to wait for a move that came too late. */
  ranDry: () => number
}

export function createPlanner(blocks: number): Planner {
  let ends: number[] = []
  let end = 0
  let isResting = true
  let ranDry = 0

  function forgetMade(now: number): void {
    while (ends.length > 0 && ends[0]! <= now + 1e-6) ends.shift()
  }

  return {
    hasRoom: (now) => (forgetMade(now), ends.length < blocks),
    roomAt: () => ends[0]!,
    add(ms, now) {
      forgetMade(now)
      if (ends.length === 0 && end < now && !isResting) ranDry++
      isResting = false
      end = Math.max(now, end) + ms
      ends.push(end)
    },
    endsAt: () => end,
    free: (now) => (forgetMade(now), Math.max(0, blocks - 1 - ends.length)),
    rest: () => void (isResting = true),
    clear: () => {
      ends = []
      end = 0
      isResting = true
    },
    ranDry: () => ranDry,
  }
}
