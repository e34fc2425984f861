import type { Role } from '#backend/base/role.ts'

/** Who must hear that something was changed, or taken back: everybody reads the lab, or each machine, again. */
type Hears = 'lab' | 'machines' | 'nobody'

type ActRule = {
  /** Who may take it back. */
  who: Role
  hears: Hears
  /** Its rows speak of persons: what undoes it is forgotten after thirty days. */
  personal?: true
  /** Its title names a person, or what they made: it goes with the rows. */
  names?: true
  /** Who may be told of it: what lower roles read nowhere else, they do not read here. */
  told?: Role
  /** Done to persons of lower roles only; by default to nobody above. */
  rank?: 'rule'
  /** Told, never taken back from here: a token or a password cannot come back, a port is opened by its own switch. */
  final?: true
  /** A maker's own affair: taken back by whoever did it, or by staff. */
  own?: true
  /** What is gone, and lies in the bin until then. */
  removes?: true
}

/** Everything that is kept in the history and can be taken back. Sentences: frontend/change/texts.ts. */
export const acts = {
  'opening-hours.changed': { who: 'staff', hears: 'lab' },
  'booking-rules.changed': { who: 'staff', hears: 'lab' },
  'announcement.made': { who: 'staff', hears: 'lab' },
  'announcement.changed': { who: 'staff', hears: 'lab' },
  'announcement.ended': { who: 'staff', hears: 'lab' },
  'lab.changed': { who: 'staff', hears: 'lab' },
  'lab.network-changed': { who: 'staff', hears: 'nobody', final: true },
  'mail-server.changed': { who: 'admin', hears: 'nobody', final: true, told: 'admin' },
  'screen.paired': { who: 'staff', hears: 'nobody', final: true },
  'screen.revoked': { who: 'staff', hears: 'nobody', final: true },
  'bridge.revoked': { who: 'staff', hears: 'nobody', final: true },
  'machine.added': { who: 'staff', hears: 'machines' },
  'machine.out-of-order': { who: 'volunteer', hears: 'machines' },
  'machine.changed': { who: 'staff', hears: 'machines' },
  'machine-feed.made': { who: 'staff', hears: 'nobody', final: true },
  'machine-feed.revoked': { who: 'staff', hears: 'nobody', final: true },
  'machine.removed': { who: 'staff', hears: 'machines', removes: true },
  'job.removed': { who: 'visitor', hears: 'nobody', personal: true, names: true, own: true },
  'closure.added': { who: 'staff', hears: 'lab' },
  'closure.removed': { who: 'staff', hears: 'lab' },
  'external-calendar.added': { who: 'staff', hears: 'lab' },
  'external-calendar.removed': { who: 'staff', hears: 'lab' },
  'webcam.changed': { who: 'staff', hears: 'nobody' },
  'price-list.changed': { who: 'staff', hears: 'lab' },
  'member.added': { who: 'staff', hears: 'nobody', personal: true },
  'member.changed': { who: 'staff', hears: 'nobody', personal: true },
  'member.paid': { who: 'staff', hears: 'nobody', personal: true },
  'member.role-given': { who: 'staff', hears: 'nobody', personal: true, rank: 'rule' },
  'member.authorized': { who: 'member', hears: 'nobody', personal: true, own: true },
  'member.unauthorized': { who: 'member', hears: 'nobody', personal: true, own: true },
  'authorizations.imported': { who: 'staff', hears: 'nobody', personal: true },
  'member.passphrase-reset': { who: 'staff', hears: 'nobody', personal: true, rank: 'rule' },
  'member.suspended': { who: 'staff', hears: 'nobody', personal: true, rank: 'rule' },
  'member.resumed': { who: 'staff', hears: 'nobody', personal: true, rank: 'rule' },
  'member.bookings-cancelled': { who: 'staff', hears: 'nobody' },
  'member.merged': { who: 'staff', hears: 'nobody', personal: true, rank: 'rule' },
  'member.removed': { who: 'staff', hears: 'nobody', personal: true, rank: 'rule', removes: true },
  'members.imported': { who: 'staff', hears: 'nobody', personal: true },
  'organization.added': { who: 'staff', hears: 'nobody' },
  'organization.changed': { who: 'staff', hears: 'nobody' },
  'organization.removed': { who: 'staff', hears: 'nobody', removes: true },
  'organization.joined': { who: 'staff', hears: 'nobody', personal: true },
  'organization.left': { who: 'staff', hears: 'nobody', personal: true },
  'class.added': { who: 'staff', hears: 'nobody', personal: true },
  'class.removed': { who: 'staff', hears: 'nobody', personal: true, removes: true },
  'induction.given': { who: 'volunteer', hears: 'nobody', personal: true },
  'induction.taken': { who: 'volunteer', hears: 'nobody', personal: true },
  'induction.asked': { who: 'staff', hears: 'lab' },
  'training.planned': { who: 'staff', hears: 'nobody' },
  'training.cancelled': { who: 'staff', hears: 'nobody', final: true },
  'training.attended': { who: 'volunteer', hears: 'nobody', personal: true, own: true },
  'ticket.started': { who: 'volunteer', hears: 'machines' },
  'ticket.resolved': { who: 'volunteer', hears: 'machines' },
  'ticket.reopened': { who: 'volunteer', hears: 'machines' },
  'maintenance.planned': { who: 'volunteer', hears: 'machines' },
  'maintenance.removed': { who: 'volunteer', hears: 'machines' },
  'upkeep.added': { who: 'staff', hears: 'machines' },
  'upkeep.changed': { who: 'staff', hears: 'machines' },
  'upkeep.removed': { who: 'staff', hears: 'machines' },
  'upkeep.done': { who: 'volunteer', hears: 'machines' },
  'month.settled': { who: 'staff', hears: 'nobody', personal: true, names: true, told: 'staff' },
  'month.unsettled': { who: 'staff', hears: 'nobody', personal: true, names: true, told: 'staff' },
  'spool.added': { who: 'volunteer', hears: 'nobody' },
  'spool.changed': { who: 'volunteer', hears: 'nobody' },
  'spool.removed': { who: 'volunteer', hears: 'nobody', removes: true },
  'shelf-bin.added': { who: 'volunteer', hears: 'nobody' },
  'shelf-bin.removed': { who: 'volunteer', hears: 'nobody', removes: true },
  'slicing-profile.added': { who: 'staff', hears: 'nobody' },
  'slicing-profile.changed': { who: 'staff', hears: 'nobody' },
  'slicing-profile.first': { who: 'staff', hears: 'nobody' },
  'slicing-profile.removed': { who: 'staff', hears: 'nobody', removes: true },
} as const satisfies Record<string, ActRule>

export type Act = keyof typeof acts
export const ruleOf = (act: string): ActRule => acts[act as Act]

/** How long an act can be taken back, and how long the bin keeps what was thrown away. */
export const undoableMs = 30 * 86_400_000
