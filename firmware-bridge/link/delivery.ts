import type { BridgeEvent } from '../messages.ts'
import type { Outbox } from './outbox.ts'

/** Events on their way to the server: oldest first, each until it is acknowledged. */
export type Delivery = {
  /** Something new waits. */
  more: () => void
  /** A new connection: nothing is under way on it yet. */
  begin: () => void
}

/** After a long cut thousands wait: given all at once, each would be late and be given again. */
const mostUnderWay = 32

/** `give` calls back with the number that was acknowledged, or undefined when no answer came; never for a connection that is gone. */
export function createDelivery(
  outbox: Pick<Outbox, 'pending' | 'acked'>,
  give: (event: BridgeEvent, done: (seq: number | undefined) => void) => void,
): Delivery {
  let underWay = new Set<number>()

  function more(): void {
    const on = underWay
    for (const event of outbox.pending()) {
      if (on.size >= mostUnderWay) return
      if (on.has(event.seq)) continue
      on.add(event.seq)
      give(event, (seq) => {
        if (on !== underWay) return
        on.delete(event.seq)
        if (seq !== undefined) outbox.acked(seq)
        more()
      })
    }
  }

  return {
    more,
    begin() {
      underWay = new Set()
      more()
    },
  }
}
