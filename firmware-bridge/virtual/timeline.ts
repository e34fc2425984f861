/**
 * What will happen, in order, on a clock in ms that never runs backwards. While something happens, `now()` is the moment it
 * was due, not the moment the computer came round to it: bytes and moves that follow one another keep their exact pace however late
 * a timer fires.
 */
export type Timeline = {
  now: () => number
  /** How long ago what happens now was due, in ms. */
  lateness: () => number
  at: (due: number, happen: () => void) => void
  /** Something comes from outside now. What was due before it happens before it. */
  enter: (happen: () => void) => void
}

type Entry = { due: number; order: number; happen: () => void }

/** `clock` tells the time, `wakeAt` is asked to call `enter` when the next thing is due. */
export function createTimeline(clock: () => number, wakeAt: (due: number, wake: () => void) => void): Timeline {
  const heap: Entry[] = []
  let order = 0
  let time = clock()
  let isPlaying = false
  let wokenFor = Infinity

  function play(): void {
    isPlaying = true
    // Each entry may add others that are due as well: the end is looked up again, and again.
    for (let end = clock(); heap.length > 0 && heap[0]!.due <= end; end = clock()) {
      const entry = take(heap)
      time = Math.max(time, entry.due)
      entry.happen()
    }
    time = Math.max(time, clock())
    isPlaying = false
  }

  function arm(): void {
    const due = heap[0]?.due ?? Infinity
    if (due >= wokenFor) return
    wokenFor = due
    wakeAt(due, () => {
      wokenFor = Infinity
      timeline.enter(() => {})
    })
  }

  const timeline: Timeline = {
    now: () => (isPlaying ? time : (time = Math.max(time, clock()))),
    lateness: () => Math.max(0, clock() - timeline.now()),
    at(due, happen) {
      put(heap, { due, order: order++, happen })
      if (!isPlaying) arm()
    },
    enter(happen) {
      if (isPlaying) return happen()
      play()
      isPlaying = true
      happen()
      isPlaying = false
      arm()
    },
  }
  return timeline
}

const isBefore = (a: Entry, b: Entry): boolean => a.due < b.due || (a.due === b.due && a.order < b.order)

function put(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isBefore(entry, heap[parent]!)) break
    heap[at] = heap[parent]!
    at = parent
  }
  heap[at] = entry
}

function take(heap: Entry[]): Entry {
  const first = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return first
  let at = 0
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, last)) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
  return first
}
