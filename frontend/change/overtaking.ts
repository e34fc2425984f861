import { changeApi, type Receipt, type Told } from '#backend/change/schema.ts'
import { confirmed } from '../confirmation/confirm.svelte.ts'
import { call, Refused } from '../lib/call.ts'
import { attempt, tell } from '../ui/toasts.svelte.ts'
import { t } from './texts.ts'

/** What somebody else changed meanwhile. */
export type Overtaking = { who?: string; at: number; what: Told[] }

/** Saves; where somebody was faster, says so to `overtaken` instead of overwriting. Gives undefined when nothing was saved. */
export function saveUnlessOvertaken<T>(
  save: () => Promise<T>,
  overtaken: (by: Overtaking) => void,
): Promise<T | undefined> {
  return attempt(() =>
    save().catch((error: unknown) => {
      if (error instanceof Refused && error.code === 'change.overtaken') overtaken(error.detail as Overtaking)
      throw error
    }),
  )
}

/** Says what was done, with ten seconds to take it back; after that the history does it. `then` reads the thing again. */
export function tellWithUndo(text: string, change: Receipt | null | undefined, then: () => unknown): void {
  tell(text, change ? { undo: () => takeBack(change.id, then) } : {})
}

export async function takeBack(id: string, then: () => unknown): Promise<void> {
  const done = await attempt(() => confirmed(() => call(changeApi.undo, { params: { id } })))
  if (done) tell(t().done)
  then()
}
