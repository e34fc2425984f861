// An independent look at what became of bookings: no code of the product, only the rows that it left.

const takes = new Set(['held', 'asked', 'confirmed', 'checked_in', 'ended'])
const gone = new Set(['cancel', 'expire', 'decline', 'no_show'])

/** Pairs of bookings that take one machine at one time, of `rows` { id, machine, start, end, state }. */
export function overlapping(rows) {
  const live = rows.filter(({ state }) => takes.has(state))
  const byMachine = Map.groupBy
    ? Map.groupBy(live, ({ machine }) => machine)
    : live.reduce((map, row) => map.set(row.machine, [...(map.get(row.machine) ?? []), row]), new Map())
  let pairs = 0
  for (const list of byMachine.values()) {
    let last = -Infinity
    for (const { start, end } of list.toSorted((a, b) => a.start - b.start)) {
      if (start < last) pairs++
      last = Math.max(last, end)
    }
  }
  return pairs
}

/**
 * Plays the recorded history again, in the order in which it was committed, and counts the steps after which two live bookings of
 * one machine overlapped. `events`: { booking, machine, what, start, end }.
 */
export function overlapsInHistory(events) {
  const machines = new Map()
  let broken = 0
  for (const { booking, machine, what, start, end } of events) {
    if (!machines.has(machine)) machines.set(machine, { spans: [], of: new Map() })
    const { spans, of } = machines.get(machine)
    const known = of.get(booking)
    if (known) spans.splice(indexOf(spans, known.start), 1)
    of.delete(booking)
    if (gone.has(what)) continue
    const at = indexOf(spans, start)
    if ((spans[at - 1]?.end ?? -Infinity) > start || (spans[at]?.start ?? Infinity) < end) broken++
    const span = { start, end }
    spans.splice(at, 0, span)
    of.set(booking, span)
  }
  return broken
}

/** Where a span that starts then stands, or would stand, in spans by their start. */
function indexOf(spans, start) {
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (spans[middle].start < start) low = middle + 1
    else high = middle
  }
  return low
}
