/** How bad it is: one can go on, or not. */
export const severities = ['annoying', 'unusable'] as const
export type Severity = (typeof severities)[number]

/** Everything that can become of a ticket. The database knows the same states: migration 0028. */
export const ticketSteps = {
  start: { from: ['open'], to: 'in_progress', act: 'ticket.started' },
  resolve: { from: ['open', 'in_progress'], to: 'resolved', act: 'ticket.resolved' },
  reopen: { from: ['resolved'], to: 'open', act: 'ticket.reopened' },
} as const

export const ticketStates = ['open', 'in_progress', 'resolved'] as const
export type TicketState = (typeof ticketStates)[number]
export type TicketStep = keyof typeof ticketSteps
export const ticketStepNames = Object.keys(ticketSteps) as [TicketStep, ...TicketStep[]]

export const mayStep = (step: TicketStep, state: TicketState): boolean =>
  (ticketSteps[step].from as readonly TicketState[]).includes(state)

export const stepsFrom = (state: TicketState): TicketStep[] => ticketStepNames.filter((step) => mayStep(step, state))

/** What the history of a ticket tells: what was said, and each step. */
export const ticketEvents = ['report', 'comment', ...ticketStepNames] as const
export type TicketEvent = (typeof ticketEvents)[number]

/** A machine that one person cannot use is not used by the next because another finds it bearable. */
export const worse = (a: Severity, b: Severity): Severity => (a === 'unusable' || b === 'unusable' ? 'unusable' : a)
