import { Refused } from '../lib/call.ts'
import { t } from '../lib/texts.ts'

export type Toast = { id: number; text: string; tone: 'good' | 'bad'; undo?: () => unknown; lasts: number }

/** Short messages at the foot of the screen. */
export const toasts = $state<Toast[]>([])
let last = 0

/** Says what was done; with `undo`, ten seconds to take it back. */
export function tell(text: string, options: { undo?: () => unknown; tone?: 'good' | 'bad' } = {}): void {
  const { undo, tone = 'good' } = options
  const toast: Toast = {
    id: ++last,
    text,
    tone,
    lasts: undo || tone === 'bad' ? 10_000 : 5_000,
    ...(undo ? { undo } : {}),
  }
  // Only the last thing done can be taken back: what came before it may have changed since.
  if (undo) for (const older of toasts.filter((one) => one.undo)) dismiss(older.id)
  // What was refused is settled once something else was done.
  for (const older of toasts.filter((one) => one.tone === 'bad')) dismiss(older.id)
  if (toasts.length > 2) toasts.shift()
  toasts.push(toast)
  setTimeout(() => dismiss(toast.id), toast.lasts)
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

/** Does something that may be refused; the refusal's sentence is shown. Gives the result, or undefined when refused. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error)
    tell(error instanceof Refused ? error.sentence : t().unreadable, { tone: 'bad' })
    return undefined
  }
}
