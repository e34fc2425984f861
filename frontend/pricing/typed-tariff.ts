import type { Role } from '#backend/base/role.ts'
import { machineKinds, type MachineKind } from '#backend/machine/kinds.ts'
import type { Tariff } from '#backend/pricing/price.ts'
import { parseMoney, typedMoney } from '../lib/money.ts'

/** A tariff while somebody types it: amounts are text. */
export type TypedTariff = {
  name: string
  roles: Role[]
  gram: string
  materials: { name: string; gram: string }[]
  hour: string
  start: string
  slotHour: Record<MachineKind, string>
}

export const emptyTariff = (): TypedTariff => ({
  name: '',
  roles: [],
  gram: '',
  materials: [],
  hour: '',
  start: '',
  slotHour: Object.fromEntries(machineKinds.map((kind) => [kind, ''])) as Record<MachineKind, string>,
})

export function typed(tariff: Tariff, language: 'fr' | 'en'): TypedTariff {
  const amount = (cents: number) => typedMoney(cents, language)
  return {
    ...emptyTariff(),
    name: tariff.name,
    roles: [...tariff.roles],
    gram: amount(tariff.gram),
    materials: tariff.materials.map(({ name, gram }) => ({ name, gram: amount(gram) })),
    hour: amount(tariff.hour),
    start: amount(tariff.start),
    slotHour: {
      ...emptyTariff().slotHour,
      ...Object.fromEntries(tariff.slotHour.map(({ kind, cents }) => [kind, amount(cents)])),
    },
  }
}

/** The tariff, or undefined while an amount is none. An empty one is nothing to pay. */
export function read(tariff: TypedTariff): Tariff | undefined {
  const amounts = [
    tariff.gram,
    tariff.hour,
    tariff.start,
    ...tariff.materials.map(({ gram }) => gram),
    ...Object.values(tariff.slotHour),
  ]
  if (amounts.some((text) => cents(text) === undefined)) return undefined
  return {
    name: tariff.name.trim(),
    roles: tariff.roles,
    gram: cents(tariff.gram) ?? 0,
    materials: tariff.materials
      .filter(({ name }) => name.trim())
      .map(({ name, gram }) => ({ name: name.trim(), gram: cents(gram) ?? 0 })),
    hour: cents(tariff.hour) ?? 0,
    start: cents(tariff.start) ?? 0,
    slotHour: machineKinds
      .map((kind) => ({ kind, cents: cents(tariff.slotHour[kind]) ?? 0 }))
      .filter((slot) => slot.cents > 0),
  }
}

export const cents = (text: string): number | undefined => (text.trim() === '' ? 0 : parseMoney(text))
