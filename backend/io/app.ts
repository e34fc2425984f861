import type { ServerEvents, Audience } from '#backend/events.ts'
import type { Config } from '#backend/config.ts'
import type { LivePrinters } from '#backend/printer/live-printers.ts'
import type { Analysis } from './analysis.ts'
import type { Bridges } from './bridges.ts'
import type { FetchCalendar } from './calendar-fetch.ts'
import type { Db } from './database.ts'
import type { FileStore } from './files.ts'
import type { KeptAnswers } from './kept-answers.ts'
import type { Log } from './log.ts'
import type { SendMail } from './mail.ts'
import type { Slicer } from './slicer.ts'

/** What the use-cases need from the outside world. Built once in main.ts, and anew in each test. */
export type App = {
  db: Db
  config: Config
  now: () => number
  log: Log
  publish: <E extends keyof ServerEvents>(event: E, audience: Audience, ...args: Parameters<ServerEvents[E]>) => void
  /** What many screens ask at once, in bytes; whatever is published makes it old. */
  answers: KeptAnswers
  /** Closes the live connections of a session, a screen or a member whose right is gone, or another one now. */
  disconnect: (room: `session:${string}` | `screen:${string}` | `member:${string}`) => void
  files: FileStore
  analysis: Analysis
  slicer: Slicer
  sendMail: SendMail
  fetchCalendar: FetchCalendar
  bridges: Bridges
  /** The list of printers changed: each bridge of the lab is told. */
  tellBridges: (labId: string) => Promise<void>
  printers: LivePrinters
  /** The address that phones use, and what listens. */
  network: Network
  /** The first secret of the bridge that the server starts itself, and how to replace it. */
  bridgeToken: string
  keepBridgeToken: (token: string) => void
  /** Set while an empty lab waits for its first run: the code printed in the terminal. */
  setupCode: { value: string | undefined }
}

export type Network = {
  /** The address to print in QR codes, e.g. http://192.168.1.20:3000 */
  url: () => string
  isOpen: () => boolean
  /** Listens on the network's addresses, or only on this machine. */
  setOpen: (open: boolean) => Promise<void>
}
