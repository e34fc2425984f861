import type { MachineCard } from '#backend/machine/schema.ts'

/** Above this a nozzle or a bed burns whoever touches it, °C. */
const touchable = 50

/** Whether there is heat to turn off: the printer is there, prints nothing, and heats or is still hot. */
export function mayCool({ online, runPhase, report }: NonNullable<MachineCard['printer']>): boolean {
  if (!online || runPhase !== null || !report) return false
  const { nozzle, nozzleTarget, bed, bedTarget } = report
  return (nozzleTarget ?? 0) > 0 || (bedTarget ?? 0) > 0 || (nozzle ?? 0) > touchable || (bed ?? 0) > touchable
}
