import { expect, test } from 'vitest'
import { createTelling } from '#firmware-bridge/link/telling.ts'

/** Which of the moments, half a second apart, say something of a printer whose state is this. */
const saidAt = (states: string[], idleMs = 5000): number[] => {
  const telling = createTelling(idleMs)
  return states.flatMap((state, i) => (telling.isDue('one', state, i * 500) ? [i] : []))
}

test('news is said three times: one that is dropped on its way is not the last', () => {
  expect(saidAt(['a', 'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'b'])).toEqual([0, 1, 2, 5, 6, 7])
})

test('what changes all the time is said each time', () => {
  expect(saidAt(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual([0, 1, 2, 3, 4, 5])
})

test('where nothing changes, a sign of life comes now and then', () => {
  expect(saidAt(Array.from({ length: 30 }, () => 'a'))).toEqual([0, 1, 2, 12, 22])
})

test('each printer has news of its own', () => {
  const telling = createTelling(5000)
  for (const now of [0, 500, 1000]) telling.isDue('one', 'a', now)
  expect([telling.isDue('one', 'a', 1500), telling.isDue('other', 'a', 1500)]).toEqual([false, true])
})
