import { publicPageApi, type PublicMachine } from '#backend/public-page/schema.ts'
import { call, Refused } from '../lib/call.ts'

/** The machines as a passer-by sees them, read again every half minute: no live connection for strangers. */
export class PublicMachines {
  all = $state.raw<PublicMachine[]>()
  problem = $state<string>()

  /** Made for `$effect(() => machines.follow())`. */
  follow(): () => void {
    void this.#read()
    const timer = setInterval(() => void this.#read(), 30_000)
    return () => clearInterval(timer)
  }

  async #read(): Promise<void> {
    try {
      this.all = await call(publicPageApi.machines)
      this.problem = undefined
    } catch (error) {
      this.problem = error instanceof Refused ? error.sentence : String(error)
    }
  }
}
