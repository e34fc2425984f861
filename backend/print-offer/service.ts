import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { findMachine, findPrinter } from '#backend/machine/store.ts'
import { findMemberRow } from '#backend/member/store.ts'
import { facingAlong, type Facing } from '#backend/mesh/measure.ts'
import { upIn } from '#backend/mesh/placement.ts'
import { quotePrint } from '#backend/pricing/price.ts'
import { priceListAt } from '#backend/pricing/store.ts'
import { mustSee } from '#backend/print-job/service.ts'
import type { PrintJobRow } from '#backend/print-job/store.ts'
import { placementOf } from '#backend/print-job/views.ts'
import { limitsOf } from '#backend/printer/limits.ts'
import { profileOf, profilesFor } from '#backend/slicing-profile/choose.ts'
import { listProfiles } from '#backend/slicing-profile/store.ts'
import { numberIn } from '#backend/slicing-profile/values.ts'
import { wholeValues } from '#backend/slicing/profile.ts'
import { ratiosOf } from '#backend/slicing/store.ts'
import { calibrated, roughCost, type Solid } from './estimate.ts'
import type { PrintOffer } from './schema.ts'

/** Nothing where no printer was chosen, and for G-code: what it prints is in it. */
export async function offersFor(app: App, caller: MemberCaller, jobId: string): Promise<PrintOffer[]> {
  const job = await mustSee(app.db, caller, jobId)
  const row = job.machineId ? await findPrinter(app.db, job.machineId) : undefined
  const machine = job.machineId ? await findMachine(app.db, job.labId, job.machineId) : undefined
  if (!row || !machine || job.source !== 'model') return []
  const printer = { ...row, materials: machine.materials }
  const all = await listProfiles(app.db, job.labId)
  const chosen = profileOf(all, printer, job)
  const list = await priceListAt(app.db, job.labId, app.now())
  const owner = await findMemberRow(app.db, job.labId, job.ownerId)
  const solid = solidOf(job)

  return Promise.all(
    profilesFor(all, printer).map(async (profile) => {
      const values = wholeValues({ values: profile.values, limits: limitsOf(row) })
      const range =
        solid && calibrated(roughCost(solid, values), await ratiosOf(app.db, JSON.stringify(profile.values)))
      const cents = (end: 'from' | 'to'): number | undefined =>
        list &&
        owner &&
        range &&
        quotePrint(list, owner, {
          ...{ seconds: range.seconds[end], grams: range.grams[end] },
          material: profile.material,
        })?.cents
      const [least, most] = [cents('from'), cents('to')]
      return {
        profileId: profile.id,
        name: profile.name,
        material: profile.material,
        layerHeight: numberIn(values.layer_height) ?? 0,
        infill: numberIn(values.fill_density) ?? 0,
        chosen: profile.id === chosen.id,
        seconds: range?.seconds ?? null,
        grams: range?.grams ?? null,
        cents: least === undefined || most === undefined ? null : { from: least, to: most },
      }
    }),
  )
}

/** The model of a job as it lies, where its volume is known. */
export function solidOf(job: Pick<PrintJobRow, 'modelFacts' | 'placement' | 'placedMm'>): Solid | undefined {
  const facts = JSON.parse(job.modelFacts ?? '{}') as {
    volumeCm3?: number | null
    repair?: { volumeCm3: number | null } | null
    facing?: Facing
    sizeMm?: number[]
  }
  const { facing, sizeMm } = facts
  // An open surface has no volume of its own; what it would have mended is near enough for an estimate.
  const volumeCm3 = facts.volumeCm3 ?? facts.repair?.volumeCm3
  if (!volumeCm3 || !facing || !sizeMm) return undefined
  const { turn, scale, copies } = placementOf(job)
  const placed = job.placedMm ? (JSON.parse(job.placedMm) as number[]) : undefined
  return {
    volume: volumeCm3 * 1000 * scale ** 3,
    surface: (facing[0] + facing[1] + facing[2]) * scale ** 2,
    flat: facingAlong(facing, upIn(turn)) * scale ** 2,
    height: placed?.[2] ?? (sizeMm[2] ?? 0) * scale,
    copies,
  }
}
