import { dayOf, instantOf } from '#backend/base/calendar-day.ts'
import type { Usage } from './usage.ts'

export const upkeepUnits = ['hours', 'prints', 'grams', 'days'] as const
export type UpkeepUnit = (typeof upkeepUnits)[number]

/** « Tous les 200 h : graisser les axes ». */
export type UpkeepTask = { every: number; unit: UpkeepUnit; doneAt: number }

/** What a printer counts; other machines have hours and days. */
export const unitsOf = (kind: string): UpkeepUnit[] =>
  upkeepUnits.filter((unit) => kind === 'printer' || unit === 'hours' || unit === 'days')

/** How far a task has come since it was done, in its own unit; days are those of the lab's calendar. */
export function usedOf(task: UpkeepTask, usage: Usage, now: number, timeZone: string): number {
  if (task.unit !== 'days') return usage[task.unit]
  const [from, to] = [task.doneAt, now].map((at) => instantOf(dayOf(at, timeZone), '12:00', timeZone))
  return Math.round((to! - from!) / 86_400_000)
}

export const isDue = (task: UpkeepTask, used: number): boolean => used >= task.every
