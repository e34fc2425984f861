import { allowsMaterial } from '#backend/machine/materials.ts'
import { suits } from '#backend/slicing/profile.ts'
import type { SliceValues } from './values.ts'

/** A profile as it is sliced with; `id` null for the one that every lab has without making it. */
export type Profile = {
  id: string | null
  name: string
  material: string
  machineId: string | null
  version: number
  values: SliceValues
}
type Printer = { machineId: string; materials: string; maxNozzle: number; maxBed: number }

/** PLA at 0.2 mm: where a lab has no profile for a printer. */
export const withoutProfile: Profile = { id: null, name: '', material: 'PLA', machineId: null, version: 0, values: {} }

/** The profiles that a printer can print, in the lab's order; never none. */
export function profilesFor<P extends Profile>(profiles: readonly P[], printer: Printer): (P | Profile)[] {
  const usable = profiles.filter(
    ({ machineId, material, values }) =>
      (machineId === null || machineId === printer.machineId) &&
      allowsMaterial(printer.materials, material) &&
      suits(values, printer),
  )
  return usable.length > 0 ? usable : [withoutProfile]
}

/** The one that was chosen, where this printer can print it; else the first of the same material; else the first. */
export function profileOf<P extends Profile>(
  profiles: readonly P[],
  printer: Printer,
  chosen: { profileId: string | null; material: string | null },
): P | Profile {
  const usable = profilesFor(profiles, printer)
  return (
    usable.find(({ id }) => id !== null && id === chosen.profileId) ??
    usable.find(({ material }) => material === chosen.material) ??
    usable[0]!
  )
}
