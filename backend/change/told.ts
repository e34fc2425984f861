import type { Told } from './schema.ts'
import type { Row, RowChange } from './rows.ts'

/**
 * The columns that the history shows, by table. Whatever is not named here is never sent: secrets, ids, and what a person
 * wrote in confidence.
 */
const shown: Record<string, readonly string[]> = {
  smtp: ['host', 'port', 'security', 'user', 'fromAddress'],
  screen: ['kind', 'name'],
  lab: [
    'name',
    'town',
    'timeZone',
    'language',
    'openToNetwork',
    'inductionAsked',
    'holidays',
    'schoolHolidays',
    'staffHours',
  ],
  machine: ['name', 'room', 'rules', 'materials', 'trainedBy', 'outOfOrder', 'outOfOrderUntil'],
  printer: ['port', 'baud', 'bedX', 'bedY', 'bedZ', 'maxNozzle', 'maxBed', 'profile'],
  ticket: ['state', 'severity'],
  maintenanceBlock: ['startsAt', 'endsAt', 'reason'],
  upkeepTask: ['title', 'every', 'unit', 'doneAt'],
  closure: ['firstDay', 'lastDay', 'reason'],
  booking: ['state', 'startsAt', 'endsAt'],
  announcement: ['fr', 'en', 'startsAt', 'endsAt', 'byMail', 'endedAt'],
  priceList: ['validFrom', 'tariffs'],
  openingHours: ['weekday', 'opens', 'closes'],
  openingException: ['day', 'opens', 'closes'],
  bookingRule: ['rules'],
  member: [
    'name',
    'email',
    'role',
    'language',
    'membershipFrom',
    'membershipUntil',
    'plan',
    'feeKind',
    'feeState',
    'charterVersion',
    'charterOn',
    'insuranceUntil',
    'shownAs',
    'suspendedReason',
  ],
  authorization: ['machineKind', 'level', 'expiresOn', 'revokedReason'],
  organization: ['kind', 'name', 'contact', 'note'],
  roster: ['name'],
  settlement: ['month', 'how'],
  spool: ['number', 'material', 'colour', 'brand', 'remaining'],
  shelfBin: ['name'],
  slicingProfile: ['name', 'material', 'values'],
  training: ['name', 'place', 'startsAt', 'endsAt'],
}

/** What is told and never taken back is kept without what is not shown: no password stays behind. */
export const onlyShown = (changes: RowChange[]): RowChange[] =>
  changes.map(({ table, before, after }) => ({
    table,
    key: {},
    before: visible(table, before),
    after: visible(table, after),
  }))

/** What people may read of a change. A row that moved without any shown column moving is left out. */
export function tell(changes: RowChange[]): Told[] {
  return changes
    .map(({ table, before, after }) => ({ table, from: visible(table, before), to: visible(table, after) }))
    .filter(({ from, to }) => from !== null || to !== null)
}

function visible(table: string, row: Row | null): Row | null {
  const columns = row ? (shown[table] ?? []).filter((name) => name in row) : []
  return row && columns.length ? Object.fromEntries(columns.map((name) => [name, row[name]!])) : null
}
