import { Refused } from '../lib/call.ts'

/** What waits until its person has typed their passphrase again. */
class Asked {
  answer = $state.raw<(isConfirmed: boolean) => void>()
}
export const asked = new Asked()

/** Does something that may need the passphrase again: then it is asked for, and the thing is done. Undefined when the person gave up. */
export async function confirmed<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'auth.confirm-needed') throw error
  }
  const isConfirmed = await new Promise<boolean>((answer) => (asked.answer = answer))
  asked.answer = undefined
  return isConfirmed ? action() : undefined
}
