import { sameName } from '#backend/base/same-name.ts'

/** Who pays: a member, or the organization that pays for its people. */
export type Payer = { kind: 'member' | 'organization'; id: string; name: string }

/** A print that gave a part. Its price is the one that was quoted for it, whatever the list says by now. */
export type Print = { payer: Payer; material: string | null; grams: number; seconds: number; cents: number }
/** A booked slot that is over. */
export type Slot = { payer: Payer; machine: string; seconds: number; cents: number }

export type Consumed = {
  prints: number
  printSeconds: number
  materials: { material: string | null; grams: number }[]
  printCents: number
  slots: { machine: string; seconds: number }[]
  slotCents: number
  cents: number
}
export type Line = Consumed & { payer: Payer }

/** One line for each payer, by name. */
export function linesOf(prints: Print[], slots: Slot[]): Line[] {
  const payers = new Map([...prints, ...slots].map(({ payer }) => [keyOf(payer), payer]))
  return [...payers]
    .map(([key, payer]) => {
      const theirs = ({ payer }: { payer: Payer }) => keyOf(payer) === key
      return { payer, ...consumed(prints.filter(theirs), slots.filter(theirs)) }
    })
    .toSorted((a, b) => a.payer.name.localeCompare(b.payer.name, 'fr'))
}

export const keyOf = ({ kind, id }: Pick<Payer, 'kind' | 'id'>): string => `${kind}:${id}`

/** What all of these come to. */
export function consumed(
  prints: Pick<Print, Measured>[],
  slots: Pick<Slot, 'machine' | 'seconds' | 'cents'>[],
): Consumed {
  const [printCents, slotCents] = [sum(prints, 'cents'), sum(slots, 'cents')]
  return {
    prints: prints.length,
    printSeconds: sum(prints, 'seconds'),
    materials: byMaterial(prints),
    printCents,
    slots: byMachine(slots),
    slotCents,
    cents: printCents + slotCents,
  }
}
type Measured = 'material' | 'grams' | 'seconds' | 'cents'

const sum = <K extends string>(all: Record<K, number>[], what: K): number =>
  all.reduce((total, one) => total + one[what], 0)

function byMaterial(prints: Pick<Print, Measured>[]): Consumed['materials'] {
  const found: Consumed['materials'] = []
  for (const { material, grams } of prints) {
    const known = found.find((one) => sameName(one.material ?? '', material ?? ''))
    if (known) known.grams += grams
    else found.push({ material, grams })
  }
  return found.toSorted((a, b) => b.grams - a.grams)
}

function byMachine(slots: Pick<Slot, 'machine' | 'seconds'>[]): Consumed['slots'] {
  const found = new Map<string, number>()
  for (const { machine, seconds } of slots) found.set(machine, (found.get(machine) ?? 0) + seconds)
  return [...found]
    .map(([machine, seconds]) => ({ machine, seconds }))
    .toSorted((a, b) => a.machine.localeCompare(b.machine, 'fr', { numeric: true }))
}
