import type { Booking } from '#backend/booking/schema.ts'
import type { MachineCard, PrinterReport } from '#backend/machine/schema.ts'
import type { PrintJobState } from '#backend/print-job/lifecycle.ts'

/** Who hears an event: everyone who is signed in and every screen, or one member, or the team, or one member and the team. */
export type Audience = { to: 'lab' } | { to: 'members' } | { to: 'member'; id: string } | { to: 'team' }

/** Server → browser. Named noun:past-participle, carrying the whole new value where everybody may see it. */
export type ServerEvents = {
  'machine:changed': (card: MachineCard) => void
  'machine:removed': (id: string) => void
  /** What printers said of themselves in the same moment. Volatile, at most twice a second for each printer. */
  'printers:reported': (reports: PrinterReport[]) => void
  'booking:changed': (booking: Booking) => void
  /** Its owner and the team read the job again: what each may see of it differs. */
  'job:changed': (job: { id: string; state: PrintJobState }) => void
  /** A line was sent at the console of this printer, or answered: staff read its log again. */
  'console:changed': (machineId: string) => void
  /** Opening hours, name, network or what is announced changed: read the lab again. */
  'lab:changed': () => void
  /** A member has a new message, or has read some: how many are left. */
  'message:changed': (unread: { unread: number }) => void
  /** A mail left or did not: the team reads the outbox again. */
  'mail:changed': () => void
  /** A fault was reported, or something became of it, or a maintenance was planned: the team reads them again. */
  'ticket:changed': () => void
  /** Somebody was authorized on a kind of machine, or is no longer: whoever shows it reads it again. */
  'authorization:changed': () => void
  /** A training was planned or cancelled, or its places moved: read them again. */
  'training:changed': () => void
  /** The right of this device or session is gone. */
  'session:ended': () => void
}

/** Browser → server: nothing. Commands go over HTTP, and the rooms follow from the session. */
export type ClientEvents = Record<never, never>
