/** What part of a long row of things is drawn: from `first` up to, and without, `end`. */
export type Window = { first: number; end: number }

/** Things are drawn in groups of so many, so that scrolling a little changes nothing. */
const group = 4

/**
 * What is seen of `count` things of `size` pixels each, scrolled by `scrolled` in `view` pixels, with a group more on both
 * sides.
 */
export function windowOf({
  scrolled,
  view,
  size,
  count,
}: {
  scrolled: number
  view: number
  size: number
  count: number
}): Window {
  const first = Math.floor(scrolled / size / group) * group - group
  const end = Math.ceil((scrolled + view) / size / group) * group + group
  return { first: Math.max(0, first), end: Math.min(count, Math.max(end, 0)) }
}

/** The numbers in a window, and one more that must stay: the place where the keyboard is. */
export function drawn({ first, end }: Window, kept: number): number[] {
  const seen = Array.from({ length: Math.max(0, end - first) }, (_, n) => first + n)
  if (kept < 0 || (kept >= first && kept < end)) return seen
  return kept < first ? [kept, ...seen] : [...seen, kept]
}
