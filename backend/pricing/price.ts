import type { Interval } from '#backend/base/interval.ts'
import type { Role } from '#backend/base/role.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'

/** What one group of people pays. Integer cents; `gram` is for every material that is not named. */
export type Tariff = {
  /** Empty for the usual one. */
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

/** The tariff for somebody of this role: a later one that names the role wins over the first. */
export function tariffFor(list: Pick<PriceList, 'tariffs'>, role: Role): Tariff | undefined {
  const [usual, ...special] = list.tariffs
  return special.find(({ roles }) => roles.includes(role)) ?? usual
}

/** What a gram costs; « pla » and « PLA » are the same material. */
export const gramPrice = (tariff: Tariff, material: string | null): number =>
  tariff.materials.find(({ name }) => sameMaterial(name, material ?? ''))?.gram ?? tariff.gram

export const sameMaterial = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/** Material by the gram, machine by the hour, and the start; rounded once, at the end. */
export function quotePrint(
  { id, tariffs }: PriceList,
  role: Role,
  print: { grams: number; seconds: number; material: string | null },
): Quote | undefined {
  const tariff = tariffFor({ tariffs }, role)
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
    if (!names.some((known) => sameMaterial(known, name))) names.push(name)
  return names
}
