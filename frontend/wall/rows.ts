import type { MachineCard } from '#backend/machine/schema.ts'
import { machineStates, type MachineState } from '#backend/machine/state.ts'

/** What needs a person first, then what ends soonest, then the rest by name. */
export function wallOrder(cards: readonly MachineCard[]): MachineCard[] {
  return cards.toSorted(
    (a, b) =>
      machineStates.indexOf(a.state) - machineStates.indexOf(b.state) ||
      (endOf(a) ?? Infinity) - (endOf(b) ?? Infinity) ||
      a.name.localeCompare(b.name),
  )
}

/** When the machine is ready or free again. A paused print has no end: nobody knows when it goes on. */
export function endOf({ state, printer, until }: MachineCard): number | undefined {
  if (state === 'paused') return undefined
  return (state === 'printing' ? printer?.report?.readyAt : undefined) ?? until ?? undefined
}

/** Whether somebody should go and look: then all is not well. */
export const needsPerson = ({ state, printer }: MachineCard): boolean => asking.includes(state) || !!printer?.prompt
const asking: MachineState[] = ['attention', 'bed_to_clear', 'paused', 'offline']

/** After closing only what still goes on stays lit. */
export const stillOn = (cards: readonly MachineCard[]): MachineCard[] =>
  cards.filter(({ state }) => goesOn.includes(state))
const goesOn: MachineState[] = ['attention', 'printing', 'paused']

export const perPage = 6
const pageMs = 12_000

/** Which machines of a long list are on screen now: six at a time, or as many as there is room for; never scrolling. */
export function pageOf<T>(all: readonly T[], now: number, room = perPage): { shown: T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(all.length / room))
  const page = Math.floor(now / pageMs) % pages
  return { shown: all.slice(page * room, (page + 1) * room), page, pages }
}

/** A few pixels of drift, another place each minute, so that nothing burns into the panel. */
export function driftAt(now: number): [number, number] {
  const minute = Math.floor(now / 60_000)
  return [Math.round(12 * Math.sin(minute * 0.7)), Math.round(12 * Math.cos(minute * 1.1))]
}
