import { tick } from 'svelte'
import type { Interval } from '#backend/base/interval.ts'
import type { Booking } from '#backend/booking/schema.ts'
import { placeAfter } from '../ui/grid-keys.ts'
import type { Seen } from './cells.ts'
import { changesNothing, meant, type Gesture } from './gesture.ts'

/** A line of half-hours of one machine: a day of it, or its week. `null` cells are times that this day does not have. */
export type Line = { key: string; machineId: string; cells: (Interval | null)[] }

/** What a grid of time shows, and what comes of what is done in it. */
export type Ways = {
  lines: () => Line[]
  /** Which way time goes: down a day's column, or along a machine's row. */
  axis: 'down' | 'right'
  /** How many rows the Page keys jump over. */
  page: number
  seen: (line: Line, cell: Interval) => Seen
  mayBook: () => boolean
  mayChange: (booking: Booking) => boolean
  propose: (machineId: string, span: Interval) => void
  change: (booking: Booking, span: Interval) => void
  open: (booking: Booking) => void
}

/** A cell, and what stands in it where one points: a booking, or the edge of one. */
export type Hit = { line: number; index: number; cell: Interval; booking?: Booking; edge?: 'start' | 'end' }

/** One cell has the keyboard; a hand or the keys take hold of a span of time, carry or draw it, and let it go. */
export class TimeGrid {
  line = $state(0)
  index = $state(0)
  /** The element that holds the cells: each is marked with `data-line` and `data-index`. */
  element: HTMLElement | undefined
  #gesture = $state.raw<Gesture>()
  #at = $state.raw<Interval>()
  /** The span that is meant while something is held. */
  draft = $derived(this.#gesture && this.#at ? meant(this.#gesture, this.#at) : undefined)
  /** The booking that is carried or drawn. */
  held = $derived(this.#gesture && this.#gesture.kind !== 'create' ? this.#gesture.booking : undefined)
  /** The machine in whose line the draft is drawn. */
  draftOn = $derived(this.#gesture?.kind === 'create' ? this.#gesture.machineId : this.held?.machineId)

  #ways: Ways

  constructor(ways: Ways) {
    this.#ways = ways
  }

  /** Whether the Tab key stops at this cell. */
  isHere = (line: number, index: number): boolean => this.line === line && this.index === index

  /** Takes the keyboard to a cell; the grid scrolls where it must. */
  async goTo(line: number, index: number): Promise<void> {
    this.line = line
    this.index = index
    await tick()
    const cell = this.element?.querySelector<HTMLElement>(`[data-line="${line}"][data-index="${index}"]`)
    cell?.focus({ preventScroll: true })
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  /** The keyboard starts at the cell of an instant, without taking the focus there. */
  startAt(line: number, instant: number): void {
    const index = this.#ways.lines()[line]?.cells.findIndex((cell) => cell !== null && cell.end > instant) ?? -1
    this.line = line
    this.index = Math.max(0, index)
  }

  /** What stands in a cell; undefined where there is none. */
  hit(line: number, index: number): Hit | undefined {
    const there = this.#ways.lines()[line]
    const cell = there?.cells[index]
    if (!there || !cell) return undefined
    const { booking } = this.#ways.seen(there, cell)
    return { line, index, cell, ...(booking && { booking }) }
  }

  /** Takes hold of what is there: free time, a booking that may be changed, its edge. False where there is nothing to take. */
  take(hit: Hit): boolean {
    const gesture = this.#gestureFor(hit)
    if (gesture) this.#begin(gesture, hit.cell)
    return gesture !== undefined
  }

  get isHolding(): boolean {
    return this.#gesture !== undefined
  }

  /** Carries what is held over a cell; true where that is another than before. */
  over(cell: Interval): boolean {
    const isOther = cell.start !== this.#at?.start
    this.#at = cell
    return isOther
  }

  drop(): void {
    const [gesture, draft] = [this.#gesture, this.draft]
    this.cancel()
    if (!gesture || !draft || changesNothing(gesture, draft)) return
    if (gesture.kind === 'create') this.#ways.propose(gesture.machineId, draft)
    else this.#ways.change(gesture.booking, draft)
  }

  cancel(): void {
    this.#gesture = undefined
    this.#at = undefined
  }

  /** A plain press: free time is proposed, a booking is opened. */
  press({ line, cell, booking }: Hit): void {
    if (booking) this.#ways.open(booking)
    else if (this.#isFree(line, cell)) this.#ways.propose(this.#ways.lines()[line]!.machineId, cell)
  }

  /** Takes a booking up by its first cell in sight: the arrow keys then carry it. */
  carry(booking: Booking): void {
    const isIts = (cell: Interval | null) => cell !== null && cell.end > booking.start && cell.start < booking.end
    const lines = this.#ways.lines()
    const line = lines.findIndex(({ machineId, cells }) => machineId === booking.machineId && cells.some(isIts))
    const index = lines[line]?.cells.findIndex(isIts) ?? -1
    const cell = lines[line]?.cells[index]
    if (!cell) return
    this.#begin({ kind: 'move', booking, grabbed: cell.start }, cell)
    void this.goTo(line, index)
  }

  keydown = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return
    const here = this.hit(this.line, this.index)
    if (event.key === 'Escape' && this.isHolding) this.cancel()
    else if (event.key === 'Enter' || event.key === ' ') {
      if (this.isHolding) this.drop()
      else if (here) this.press(here)
    } else if (event.key.toLowerCase() === 'm' && !event.ctrlKey) {
      if (here?.booking) this.take(here)
    } else if (!this.#step(event, here)) return
    event.preventDefault()
  }

  /** Arrows go on; with Shift they lengthen what is booked, or is to be. False for keys that lead nowhere. */
  #step(event: KeyboardEvent, here: Hit | undefined): boolean {
    const lines = this.#ways.lines()
    const isDown = this.#ways.axis === 'down'
    let index = this.index
    const lengthens = event.shiftKey && event.key.startsWith('Arrow') && !this.isHolding
    if (lengthens && here && this.take(here.booking ? { ...here, edge: 'end' } : here)) {
      const end = here.booking?.end
      if (end) index = lines[this.line]!.cells.findLastIndex((cell) => cell !== null && cell.start < end)
    }
    const count = lines[this.line]?.cells.length ?? 0
    const to = isDown
      ? placeAfter(event, { row: index, column: this.line }, { rows: count, columns: lines.length, ...this.#ways })
      : placeAfter(event, { row: this.line, column: index }, { rows: lines.length, columns: count, ...this.#ways })
    if (!to) return false
    const [line, next] = isDown ? [to.column, to.row] : [to.row, to.column]
    const cell = lines[line]?.cells[next]
    if (this.isHolding && cell) this.over(cell)
    void this.goTo(line, next)
    return true
  }

  #gestureFor({ line, cell, booking, edge }: Hit): Gesture | undefined {
    if (!booking) {
      if (!this.#isFree(line, cell)) return undefined
      return { kind: 'create', machineId: this.#ways.lines()[line]!.machineId, anchor: cell }
    }
    if (!this.#ways.mayChange(booking)) return undefined
    return edge ? { kind: 'resize', booking, edge } : { kind: 'move', booking, grabbed: cell.start }
  }

  #begin(gesture: Gesture, at: Interval): void {
    this.#gesture = gesture
    this.#at = at
  }

  #isFree(line: number, cell: Interval): boolean {
    const there = this.#ways.lines()[line]
    return there !== undefined && this.#ways.mayBook() && this.#ways.seen(there, cell).state === 'free'
  }
}
