import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createDelivery } from '#firmware-bridge/link/delivery.ts'
import { openOutbox } from '#firmware-bridge/link/outbox.ts'
import { temporaryFolder } from './programs.ts'

type Given = { seq: number; done: (seq: number | undefined) => void }

/** An outbox with `count` events, and a server that answers when the test says so. */
function waiting(count: number) {
  const outbox = openOutbox(join(temporaryFolder(), 'outbox.jsonl'))
  for (let i = 0; i < count; i++) outbox.add({ type: 'printer:lost', printerId: 'one' })
  const given: Given[] = []
  const delivery = createDelivery(outbox, ({ seq }, done) => void given.push({ seq, done }))
  return { outbox, delivery, given, left: () => [...outbox.pending()].length }
}

test('a thousand events are given in order, a few at a time, each once', () => {
  const { delivery, given, left } = waiting(1000)
  delivery.begin()
  expect(given.length).toBeLessThan(100)
  for (let i = 0; i < given.length; i++) given[i]!.done(given[i]!.seq)
  expect(given.map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1))
  expect(left()).toBe(0)
})

test('one that is not answered is given again before anything new', () => {
  const { delivery, given } = waiting(100)
  delivery.begin()
  const before = given.length
  given[0]!.done(undefined)
  expect(given.slice(before).map(({ seq }) => seq)).toEqual([1])
})

test('after a cut what was under way is given anew, and late answers of the old connection count for nothing', () => {
  const { delivery, given, left } = waiting(3)
  delivery.begin()
  delivery.begin()
  expect(given.map(({ seq }) => seq)).toEqual([1, 2, 3, 1, 2, 3])
  given[0]!.done(undefined)
  expect(given).toHaveLength(6)
  for (const { seq, done } of given.slice(3)) done(seq)
  expect(left()).toBe(0)
})

test('what happens while events are under way follows them', () => {
  const { outbox, delivery, given } = waiting(1)
  delivery.begin()
  outbox.add({ type: 'printer:reached', printerId: 'one' })
  delivery.more()
  expect(given.map(({ seq }) => seq)).toEqual([1, 2])
})
