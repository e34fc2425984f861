import { mailProblems, type MailProblem } from './problem.ts'

const minute = 60_000

/** How long a mail waits after each failed attempt; after the last of them it is given up. */
export const retryAfterMs = [1 * minute, 5 * minute, 30 * minute, 120 * minute, 720 * minute]

/** One attempt is over well before this: what is still marked as being sent was cut off with its server. */
export const leaseMs = 3 * minute

/** What becomes of a mail after its n-th attempt has failed. */
export function afterFailure(
  problem: MailProblem,
  attempts: number,
  now: number,
): { state: 'waiting'; nextAt: number } | { state: 'failed' } {
  const wait = retryAfterMs[attempts - 1]
  if (mailProblems[problem] === 'never' || wait === undefined) return { state: 'failed' }
  return { state: 'waiting', nextAt: now + wait }
}
