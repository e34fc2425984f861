import type { Attachment } from 'svelte/attachments'
import type { Booking } from '#backend/booking/schema.ts'
import type { Hit, TimeGrid } from './time-grid.svelte.ts'

/** A finger takes hold after this long, ms; before, it scrolls. */
const longPressMs = 400
/** A finger that moves this far before, px, wants to scroll. */
const slop = 8

type Pressed = { hit: Hit; id: number; x: number; y: number; hasMoved: boolean }

/**
 * The hand in a grid of time: a mouse takes hold at once, a finger by a long press. Cells are marked with `data-line` and
 * `data-index`, what is drawn over them with `data-booking`, and its edges with `data-edge`.
 */
export function byHand(grid: TimeGrid, bookingOf: (id: string) => Booking | undefined): Attachment<HTMLElement> {
  return (element) => {
    grid.element = element
    let pressed: Pressed | undefined
    let timer: ReturnType<typeof setTimeout> | undefined

    function take() {
      if (pressed && grid.take(pressed.hit)) element.setPointerCapture(pressed.id)
    }

    function letGo() {
      clearTimeout(timer)
      pressed = undefined
    }

    function lose() {
      if (!pressed) return
      letGo()
      grid.cancel()
    }

    function down(event: PointerEvent) {
      if (event.button !== 0 || !event.isPrimary) return
      const hit = hitAt(event, grid, bookingOf)
      if (!hit) return
      pressed = { hit, id: event.pointerId, x: event.clientX, y: event.clientY, hasMoved: false }
      if (event.pointerType === 'mouse') take()
      else timer = setTimeout(take, longPressMs)
    }

    function move(event: PointerEvent) {
      if (!pressed || event.pointerId !== pressed.id) return
      if (!grid.isHolding) {
        if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > slop) letGo()
        return
      }
      scrollAlong(element, event)
      const hit = hitAt(event, grid, bookingOf)
      if (hit && grid.over(hit.cell)) pressed.hasMoved = true
    }

    function up(event: PointerEvent) {
      if (!pressed || event.pointerId !== pressed.id) return
      const { hit, hasMoved } = pressed
      const wasHolding = grid.isHolding
      letGo()
      void grid.goTo(hit.line, hit.index)
      if (wasHolding && (hasMoved || !hit.booking)) return grid.drop()
      grid.cancel()
      grid.press(hit)
    }

    /** What a screen reader presses comes as a click without a pointer. */
    function click(event: MouseEvent) {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null
      const hit = event.detail === 0 && cell ? cellHit(cell, grid) : undefined
      if (hit) grid.press(hit)
    }

    /** A screen reader moves the focus by itself: the keys go on from there. */
    function focusin({ target }: FocusEvent) {
      if (!(target instanceof HTMLElement) || target.dataset['index'] === undefined) return
      grid.line = Number(target.dataset['line'])
      grid.index = Number(target.dataset['index'])
    }

    const listeners: Record<string, (event: never) => void> = {
      pointerdown: down,
      pointermove: move,
      pointerup: up,
      pointercancel: lose,
      click,
      focusin,
      // The keyboard goes to the cell when the hand lets go, not to what is drawn over it.
      mousedown: (event: Event) => event.preventDefault(),
      // A finger that holds something does not scroll the page, and asks for no menu.
      touchmove: (event: Event) => grid.isHolding && event.preventDefault(),
      contextmenu: (event: Event) => grid.isHolding && event.preventDefault(),
    }
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && lose()
    for (const [name, hear] of Object.entries(listeners))
      element.addEventListener(name, hear as EventListener, { passive: false })
    addEventListener('keydown', escape)
    return () => {
      lose()
      for (const [name, hear] of Object.entries(listeners)) element.removeEventListener(name, hear as EventListener)
      removeEventListener('keydown', escape)
    }
  }
}

function hitAt({ clientX, clientY }: PointerEvent, grid: TimeGrid, bookingOf: (id: string) => Booking | undefined) {
  const under = document.elementsFromPoint(clientX, clientY).filter((one) => one instanceof HTMLElement)
  const cell = under.find(({ dataset }) => dataset['index'] !== undefined)
  const hit = cell && cellHit(cell, grid)
  if (!hit) return undefined
  const drawn = under.find(({ dataset }) => dataset['booking'] !== undefined)?.dataset['booking']
  const edge = under.find(({ dataset }) => dataset['edge'] !== undefined)?.dataset['edge']
  // In a room for several people a cell holds more bookings than one: the one under the pointer is meant.
  const booking = (drawn && bookingOf(drawn)) || hit.booking
  return { ...hit, ...(booking && { booking }), ...(booking && edge && { edge: edge as 'start' | 'end' }) }
}

const cellHit = (cell: HTMLElement, grid: TimeGrid): Hit | undefined =>
  grid.hit(Number(cell.dataset['line']), Number(cell.dataset['index']))

/** Near its edge the grid scrolls with the hand. */
function scrollAlong(element: HTMLElement, { clientX, clientY }: PointerEvent): void {
  const box = element.getBoundingClientRect()
  const [near, step] = [28, 16]
  if (clientX > box.right - near) element.scrollLeft += step
  else if (clientX < box.left + near) element.scrollLeft -= step
  if (clientY > box.bottom - near) element.scrollTop += step
  else if (clientY < box.top + near) element.scrollTop -= step
}
