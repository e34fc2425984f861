export type Moves = {
  turn(right: number, up: number): void
  zoom(factor: number): void
  /** A touch that did not move, in CSS pixels from the element's corner. */
  tap(x: number, y: number): void
}

/** A finger is never quite still. CSS pixels. */
const still = 6

/**
 * One pointer turns, two pinch, the wheel zooms while the view has the focus (else the page scrolls). The element's style is
 * `touch-action: pan-y`: a finger that goes up or down still scrolls the page.
 */
export function followPointers(element: HTMLElement, moves: Moves): () => void {
  const pointers = new Map<number, { x: number; y: number }>()
  let touched: { x: number; y: number } | undefined
  const listening = new AbortController()
  const { signal } = listening

  const spread = (): number => {
    const [a, b] = [...pointers.values()]
    return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0
  }

  element.addEventListener(
    'pointerdown',
    (event) => {
      element.setPointerCapture(event.pointerId)
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
      touched = pointers.size === 1 ? { x: event.clientX, y: event.clientY } : undefined
    },
    { signal },
  )
  element.addEventListener(
    'pointerup',
    (event) => {
      if (!touched || Math.hypot(event.clientX - touched.x, event.clientY - touched.y) > still) return
      const corner = element.getBoundingClientRect()
      moves.tap(event.clientX - corner.left, event.clientY - corner.top)
    },
    { signal },
  )
  element.addEventListener(
    'pointermove',
    (event) => {
      const from = pointers.get(event.pointerId)
      if (!from) return
      const before = spread()
      pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
      if (pointers.size === 1) moves.turn((from.x - event.clientX) / 120, (event.clientY - from.y) / 120)
      else if (before > 0) moves.zoom(spread() / before)
    },
    { signal },
  )
  for (const end of ['pointerup', 'pointercancel'] as const) {
    element.addEventListener(end, (event) => pointers.delete(event.pointerId), { signal })
  }
  element.addEventListener(
    'wheel',
    (event) => {
      if (document.activeElement !== element && !event.ctrlKey) return
      event.preventDefault()
      moves.zoom(Math.exp(-event.deltaY / 500))
    },
    { signal, passive: false },
  )
  return () => listening.abort()
}
