import { messageApi } from '#backend/message/schema.ts'
import { call } from '../lib/call.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** How many messages wait to be read, live. */
class Inbox {
  unread = $state(0)

  /** Made for `$effect(() => inbox.follow())`; the shell does it while somebody is signed in. */
  follow(): () => void {
    const stops = [
      on('message:changed', ({ unread }) => (this.unread = unread)),
      onEachConnection(async () => {
        const found = await call(messageApi.unread).catch(() => undefined) // Offline: the banner says so.
        if (found) this.unread = found.unread
      }),
    ]
    return () => {
      stops.forEach((stop) => stop())
      this.unread = 0
    }
  }
}

export const inbox = new Inbox()
