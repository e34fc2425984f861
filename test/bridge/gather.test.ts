import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gather } from '#backend/io/gather.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what comes in one moment is passed on together, each once; what comes later is another message', () => {
  const passed: string[][] = []
  const report = gather(50, (keys) => passed.push(keys))
  for (const key of ['one', 'two', 'one', 'three']) report(key)
  vi.advanceTimersByTime(49)
  expect(passed).toEqual([])
  vi.advanceTimersByTime(1)
  report('two')
  vi.advanceTimersByTime(50)
  expect(passed).toEqual([['one', 'two', 'three'], ['two']])
})
