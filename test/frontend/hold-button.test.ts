import { fireEvent, render, screen } from '@testing-library/svelte'
import { createRawSnippet } from 'svelte'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import HoldButton from '../../frontend/ui/HoldButton.svelte'

const children = createRawSnippet(() => ({ render: () => '<span>Stop PRUSA-2</span>' }))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function button(onhold: () => void): HTMLElement {
  render(HoldButton, { children, onhold })
  return screen.getByRole('button')
}

test('a pointer that stays for a second fires; one that leaves earlier does not', async () => {
  const onhold = vi.fn()
  const stop = button(onhold)
  await fireEvent.pointerDown(stop, { button: 0 })
  vi.advanceTimersByTime(900)
  await fireEvent.pointerLeave(stop)
  vi.advanceTimersByTime(2_000)
  expect(onhold).not.toHaveBeenCalled()

  await fireEvent.pointerDown(stop, { button: 0 })
  vi.advanceTimersByTime(1_000)
  expect(onhold).toHaveBeenCalledTimes(1)
})

test('the keyboard presses twice within three seconds', async () => {
  const onhold = vi.fn()
  const stop = button(onhold)
  await fireEvent.click(stop, { detail: 0 })
  expect(onhold).not.toHaveBeenCalled()
  expect(screen.getByRole('status').textContent).not.toBe('')
  await fireEvent.click(stop, { detail: 0 })
  expect(onhold).toHaveBeenCalledTimes(1)
})

test('a second press that comes too late only asks again', async () => {
  const onhold = vi.fn()
  const stop = button(onhold)
  await fireEvent.click(stop, { detail: 0 })
  await vi.advanceTimersByTimeAsync(3_100)
  await fireEvent.click(stop, { detail: 0 })
  expect(onhold).not.toHaveBeenCalled()
})

test('a short click of a mouse does nothing', async () => {
  const onhold = vi.fn()
  const stop = button(onhold)
  for (let n = 0; n < 3; n++) await fireEvent.click(stop, { detail: 1 })
  expect(onhold).not.toHaveBeenCalled()
})
