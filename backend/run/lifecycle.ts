/** One physical attempt of a job on one printer. It moves only on evidence that the bridge sends for this very run. */
const lifecycle = {
  claimed: { transfer: 'transferring', end: 'ended' },
  transferring: { begin: 'starting', end: 'ended' },
  starting: { print: 'printing', end: 'ended' },
  printing: { pause: 'paused', finish: 'finishing', end: 'ended' },
  paused: { resume: 'printing', finish: 'finishing', end: 'ended' },
  finishing: { end: 'ended' },
  ended: {},
} as const satisfies Record<string, Record<string, string>>

export type RunState = keyof typeof lifecycle
const order = Object.keys(lifecycle) as [RunState, ...RunState[]]
export const runStates = order

export const runOutcomes = ['completed', 'cancelled', 'failed', 'interrupted', 'unknown'] as const
export type RunOutcome = (typeof runOutcomes)[number]

/**
 * Whether a run seen in state `from` may be told that it is in state `to`. The bridge reports states, not actions, and after a
 * cut only the last one may arrive: so any later state follows, an earlier one never does, and only pause goes back and forth.
 */
export function mayBecome(from: RunState, to: RunState): boolean {
  if (from === 'ended') return false
  if (from === 'paused' && to === 'printing') return true
  return order.indexOf(to) > order.indexOf(from)
}

/** From `starting` on, plastic may lie on the bed: it stays taken until a named person says that it is clear. */
export const takesBed = (state: RunState): boolean => ['starting', 'printing', 'paused', 'finishing'].includes(state)

/** A run that never printed is tried again by hand this often before the job counts as failed. */
const maxAttempts = 3

/** What the end of a run does to its job, as an action of the job's own table. */
export function jobActionAfter(run: {
  outcome: string | null
  hasPrinted: boolean
  attempt: number
}): 'finish' | 'stop' | 'release' | 'fail' {
  if (run.outcome === 'completed') return 'finish'
  if (run.outcome === 'cancelled') return 'stop'
  return !run.hasPrinted && run.attempt < maxAttempts ? 'release' : 'fail'
}

/** What the owner or the team may ask of a run. */
export const runActions = ['pause', 'resume', 'cancel'] as const
export type RunAction = (typeof runActions)[number]

/** Ways into and out of a pause, and pauses that end at the printer: no button of ours does. */
const restless = ['pausing', 'resuming', 'filament', 'at-the-printer', 'position-lost']

/** `reason` is the run's own word for why it is as it is. */
export function allowedRunActions(state: RunState, reason: string | null): RunAction[] {
  if (state === 'ended' || state === 'finishing') return []
  if (reason !== null && restless.includes(reason)) return ['cancel']
  if (state === 'printing') return ['pause', 'cancel']
  if (state === 'paused') return ['resume', 'cancel']
  return ['cancel']
}
