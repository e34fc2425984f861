import type { BookingFacts, MachineBlock } from '#backend/booking/conflict.ts'
import type { Db } from '#backend/io/database.ts'
import type { MachineRow } from '#backend/machine/store.ts'
import { blocksFrom, type BlockRow } from './store.ts'

/** When the machine is not to be had: until its expected end, and during what is planned. */
export const blocksOf = async (db: Db, machine: MachineRow, now: number): Promise<MachineBlock[]> =>
  asBlocks(machine, await blocksFrom(db, machine.labId, now, machine.id), now)

export const blockFacts = async (
  db: Db,
  machine: MachineRow,
  now: number,
): Promise<Pick<BookingFacts, 'outOfOrder' | 'blocks'>> => ({
  outOfOrder: isEndless(machine, now),
  blocks: await blocksOf(db, machine, now),
})

/** The same for a search over all machines: what is planned is read once. */
export async function labBlocks(db: Db, labId: string, now: number) {
  const rows = await blocksFrom(db, labId, now)
  return (machine: MachineRow): Pick<BookingFacts, 'outOfOrder' | 'blocks'> => ({
    outOfOrder: isEndless(machine, now),
    blocks: asBlocks(
      machine,
      rows.filter(({ machineId }) => machineId === machine.id),
      now,
    ),
  })
}

/** An expected end that has gone by tells nothing any more: the machine is out of order until somebody says otherwise. */
const isEndless = ({ outOfOrder, outOfOrderUntil }: MachineRow, now: number): boolean =>
  outOfOrder !== null && (outOfOrderUntil === null || outOfOrderUntil <= now)

function asBlocks(machine: MachineRow, planned: BlockRow[], now: number): MachineBlock[] {
  const { outOfOrder, outOfOrderUntil } = machine
  const repair =
    outOfOrder !== null && outOfOrderUntil !== null && outOfOrderUntil > now
      ? [{ start: 0, end: outOfOrderUntil, refusal: 'booking.under-repair' as const, reason: outOfOrder }]
      : []
  return [
    ...repair,
    ...planned.map(({ startsAt, endsAt, reason }) => ({
      start: startsAt,
      end: endsAt,
      refusal: 'booking.maintenance' as const,
      reason,
    })),
  ]
}
