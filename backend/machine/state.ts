/** What a machine is doing, in the order in which a screen should show it: what needs a person first. */
export const machineStates = [
  'attention',
  'bed_to_clear',
  'printing',
  'paused',
  'in_use',
  'offline',
  'free',
  'out_of_order',
] as const
export type MachineState = (typeof machineStates)[number]

export type MachineFacts = {
  outOfOrder: boolean
  /** A booking is under way. */
  booked: boolean
  printer?: {
    online: boolean
    bed: 'clear' | 'not_clear' | 'unknown'
    runPhase: string | null
    /** A run ended in a way that only a person can settle. */
    needsPerson: boolean
  }
}

/** The one word for a machine. A printer that prints is shown printing even when its booking or its link says otherwise. */
export function machineState({ outOfOrder, booked, printer }: MachineFacts): MachineState {
  if (printer?.runPhase === 'paused') return 'paused'
  if (printer?.runPhase) return 'printing'
  if (outOfOrder) return 'out_of_order'
  if (printer?.needsPerson) return 'attention'
  if (printer && printer.bed !== 'clear') return 'bed_to_clear'
  if (printer && !printer.online) return 'offline'
  return booked ? 'in_use' : 'free'
}
