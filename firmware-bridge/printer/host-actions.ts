/** What a firmware asks of its host, or tells it, with `//action:…` (Marlin's and OctoPrint's words). */
export type HostAction =
  /** Somebody at the printer wishes it: the host does it. */
  | { type: 'pause' | 'resume' | 'cancel' }
  /** The firmware has parked, or goes on, by itself: the host only waits. */
  | { type: 'held' | 'released' }
  | { type: 'runout'; parked: boolean }
  | { type: 'prompt'; word: string; text: string }
  /** Never obeyed: what a printer starts, switches or disconnects is for people to decide. */
  | { type: 'reported'; text: string }

const wishes: Record<string, HostAction['type'] & ('pause' | 'resume' | 'cancel' | 'held' | 'released')> = {
  pause: 'pause',
  resume: 'resume',
  cancel: 'cancel',
  paused: 'held',
  resumed: 'released',
}
const runouts = ['out_of_filament', 'filament_runout']

export function readAction(text: string): HostAction {
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text.trim()) ?? []
  const name = word.toLowerCase()
  if (name.startsWith('prompt_')) return { type: 'prompt', word: name.slice('prompt_'.length), text: rest }
  if (runouts.includes(name)) return { type: 'runout', parked: false }
  // Marlin: `paused filament_runout 0`, with its own park behind it.
  if (name === 'paused' && /filament|runout/i.test(rest)) return { type: 'runout', parked: true }
  const type = Object.hasOwn(wishes, name) ? wishes[name] : undefined
  return type ? { type } : { type: 'reported', text }
}
