import type { Interval } from '#backend/base/interval.ts'

/** Which of how many lanes: what is at the same time stands side by side. */
export type Lane = { lane: number; lanes: number }

/** A lane for each span. Only what overlaps shares the width: a room for six people has six lanes at most, and one at night. */
export function lanesOf<T extends Interval>(spans: T[]): Map<T, Lane> {
  const placed = new Map<T, Lane>()
  let cluster: { one: T; lane: number }[] = []
  let ends: number[] = []
  let until = -Infinity
  const close = () => {
    for (const { one, lane } of cluster) placed.set(one, { lane, lanes: ends.length })
    cluster = []
    ends = []
  }
  for (const one of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (one.start >= until) close()
    const known = ends.findIndex((end) => end <= one.start)
    const lane = known < 0 ? ends.length : known
    ends[lane] = one.end
    cluster.push({ one, lane })
    until = Math.max(until, one.end)
  }
  close()
  return placed
}

/** The same for several lists that have nothing to do with each other: each machine's own. */
export const lanesOfEach = <T extends Interval>(lists: T[][]): Map<T, Lane> =>
  new Map(lists.flatMap((list) => [...lanesOf(list)]))
