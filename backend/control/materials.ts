import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** What a spool is usually printed with, °C. */
const usual = {
  PLA: { nozzle: 210, bed: 60 },
  PETG: { nozzle: 240, bed: 80 },
  TPU: { nozzle: 225, bed: 50 },
  ABS: { nozzle: 245, bed: 100 },
  ASA: { nozzle: 250, bed: 100 },
} as const

export type Material = keyof typeof usual
export const materials = Object.keys(usual) as [Material, ...Material[]]

/** What this printer is heated to for a material: never beyond what it can take. */
export function targetsFor(
  material: Material,
  { maxNozzle, maxBed }: Pick<PrinterLimits, 'maxNozzle' | 'maxBed'>,
): { nozzle: number; bed: number } {
  const { nozzle, bed } = usual[material]
  return { nozzle: Math.min(nozzle, maxNozzle), bed: Math.min(bed, maxBed) }
}
