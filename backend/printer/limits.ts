import { usualProfile, type PrinterConfig, type PrinterLimits, type PrinterProfile } from '#firmware-bridge/messages.ts'

type Row = { bedX: number; bedY: number; bedZ: number; maxNozzle: number; maxBed: number }

/** Faster than any desktop printer moves: a feedrate beyond it is a mistake in the file. mm/s */
const fastest = 500

/** What the gate measures a file against. */
export const limitsOf = ({ bedX, bedY, bedZ, maxNozzle, maxBed }: Row): PrinterLimits => ({
  bedX,
  bedY,
  bedZ,
  maxNozzle,
  maxBed,
  maxFeed: fastest,
})

/** Where it parks, and how a cancelled print leaves it: as its lab has said, else what suits its size. */
export const profileOf = (row: Row & { profile: string | null }): PrinterProfile =>
  row.profile === null ? usualProfile(row) : JSON.parse(row.profile)

/** How the printer is described to the bridge that owns its port. */
export const configOf = (
  row: Row & { machineId: string; name: string; port: string; baud: number; profile: string | null },
): PrinterConfig => ({
  id: row.machineId,
  name: row.name,
  port: row.port,
  baud: row.baud,
  limits: limitsOf(row),
  profile: profileOf(row),
})
