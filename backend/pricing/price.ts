import { sameName } from '#backend/base/same-name.ts'
import type { Interval } from '#backend/base/interval.ts'
import type { Role } from '#backend/base/role.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'

/** What one group of people pays. Integer cents; `gram` is for every material that is not named. */
export type Tariff = {
  /** Empty for the usual one. Whoever has a plan of this name pays by it. */
  name: string
  /** Whom it is for. The first tariff of a list is for everybody whom no other one names. */
  roles: Role[]
  gram: number
  materials: { name: string; gram: number }[]
  /** For each hour that a printer prints. */
  hour: number
  /** For each print that begins. */
  start: number
  /** For each hour of a booked slot, by kind of machine. */
  slotHour: { kind: MachineKind; cents: number }[]
}

/** One dated version of the list. It is never edited: a new one follows, and old quotes keep theirs. */
export type PriceList = { id: string; validFrom: number; tariffs: Tariff[] }

export type Quote = {
  cents: number
  grams: number
  centsPerGram: number
  seconds: number
  centsPerHour: number
  centsPerStart: number
  material: string | null
  priceListId: string
}

/** Who pays: a role, and the plan that they have, empty for none. */
export type Payer = { role: string; plan: string }

/** The tariff that is called like somebody's plan; else a later one that names their role; else the first. */
export function tariffFor(list: Pick<PriceList, 'tariffs'>, { role, plan }: Payer): Tariff | undefined {
  const [usual, ...special] = list.tariffs
  const ofPlan = plan ? special.find(({ name }) => sameName(name, plan)) : undefined
  return ofPlan ?? special.find(({ roles }) => roles.includes(role as Role)) ?? usual
}

/** What a gram costs; « pla » and « PLA » are the same material. */
export const gramPrice = (tariff: Tariff, material: string | null): number =>
  tariff.materials.find(({ name }) => sameName(name, material ?? ''))?.gram ?? tariff.gram

/** Material by the gram, machine by the hour, and the start; rounded once, at the end. */
export function quotePrint(
  { id, tariffs }: PriceList,
  payer: Payer,
  print: { grams: number; seconds: number; material: string | null },
): Quote | undefined {
  const tariff = tariffFor({ tariffs }, payer)
  if (!tariff) return undefined
  const { grams, seconds, material } = print
  const rates = { centsPerGram: gramPrice(tariff, material), centsPerHour: tariff.hour, centsPerStart: tariff.start }
  const cents = Math.round(grams * rates.centsPerGram + (seconds / 3600) * rates.centsPerHour + rates.centsPerStart)
  return { cents, grams, seconds, material, ...rates, priceListId: id }
}

/** What a booked slot costs, by the hour of its kind of machine. */
export function slotPrice(tariff: Tariff, kind: string, { start, end }: Interval): number {
  const cents = tariff.slotHour.find((slot) => slot.kind === kind)?.cents ?? 0
  return Math.round(((end - start) / 3_600_000) * cents)
}

/** The materials that people choose from: those that the list names, in its order, once each. */
export function materialsIn({ tariffs }: Pick<PriceList, 'tariffs'>): string[] {
  const names: string[] = []
  for (const { name } of tariffs.flatMap(({ materials }) => materials))
    if (!names.some((known) => sameName(known, name))) names.push(name)
  return names
}
