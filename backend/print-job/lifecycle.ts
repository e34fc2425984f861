/**
 * The life of a print job, as data: state → action → next state. The server obeys it, the buttons are drawn from it,
 * the documents print it, the tests walk over it. A job survives several runs; a changed file voids its approval.
 */
const lifecycle = {
  /** Analysed, perhaps sliced; the maker has not sent it yet. */
  draft: { submit: 'submitted', cancel: 'cancelled' },
  needs_changes: { submit: 'submitted', cancel: 'cancelled' },
  submitted: { approve: 'queued', send_back: 'needs_changes', reject: 'rejected', cancel: 'cancelled' },
  queued: { claim: 'running', recall: 'submitted', cancel: 'cancelled' },
  running: { release: 'queued', finish: 'awaiting_pickup', fail: 'failed', stop: 'cancelled' },
  awaiting_pickup: { collect: 'collected', fail: 'failed' },
  failed: { requeue: 'queued', restart: 'running', give_up: 'cancelled' },
  collected: {},
  rejected: {},
  cancelled: {},
} as const satisfies Record<string, Record<string, string>>

export type PrintJobState = keyof typeof lifecycle
export type PrintJobAction = { [S in PrintJobState]: keyof (typeof lifecycle)[S] }[PrintJobState]

type Moves = Partial<Record<PrintJobAction, PrintJobState>>
// Checked here rather than above so that a misspelt target state does not compile.
const moves: Record<PrintJobState, Moves> = lifecycle

export const printJobStates = Object.keys(moves) as [PrintJobState, ...PrintJobState[]]

/** Who may do what: the owner of the job, the team (with the role it takes), or only the system, on evidence from a run. */
export const printJobActors = {
  submit: ['owner'],
  cancel: ['owner', 'staff'],
  approve: ['staff'],
  send_back: ['staff'],
  reject: ['staff'],
  recall: ['staff'],
  collect: ['owner', 'volunteer'],
  requeue: ['staff'],
  give_up: ['owner', 'staff'],
  claim: [],
  /** By an endpoint of its own: the part is still on the bed. */
  restart: [],
  release: [],
  finish: [],
  fail: [],
  stop: [],
} as const satisfies Record<PrintJobAction, readonly ('owner' | 'volunteer' | 'staff')[]>

/** Actions by which the team overrules or answers a maker: they carry a reason in words. */
export const reasonedActions = ['send_back', 'reject', 'recall'] as const satisfies readonly PrintJobAction[]

/** Nobody waits for it: its maker may throw it away. */
export const removableStates: readonly PrintJobState[] = [
  'draft',
  'needs_changes',
  'rejected',
  'cancelled',
  'collected',
]

/** The steps a maker sees, always the same words, in this order; every other state is a side exit. */
export const printJobSteps = ['draft', 'submitted', 'queued', 'running', 'awaiting_pickup', 'collected'] as const

export const printJobActions = Object.keys(printJobActors) as [PrintJobAction, ...PrintJobAction[]]

export const nextState = (state: PrintJobState, action: PrintJobAction): PrintJobState | undefined =>
  moves[state][action]

/** What this viewer may do with a job in this state. */
export function allowedActions(
  state: PrintJobState,
  viewer: { isOwner: boolean; isVolunteer: boolean; isStaff: boolean },
): PrintJobAction[] {
  const hats = { owner: viewer.isOwner, volunteer: viewer.isVolunteer, staff: viewer.isStaff }
  return (Object.keys(moves[state]) as PrintJobAction[]).filter((action) =>
    printJobActors[action].some((hat) => hats[hat]),
  )
}
