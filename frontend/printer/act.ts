import type { MachineCard } from '#backend/machine/schema.ts'
import { machines } from '../lib/machines.svelte.ts'
import { attempt, tell } from '../ui/toasts.svelte.ts'

/** Asks something of the printer; what it refuses is said, what it does is seen. */
export async function act(ask: () => Promise<MachineCard>, done?: string): Promise<void> {
  await attempt(async () => {
    machines.put(await ask())
    if (done) tell(done)
  })
}
