/** Why a queued job does not print yet, first reason first. `ready` waits only for a person at the printer. */
export const waitReasons = [
  'no_printer',
  'out_of_order',
  'offline',
  'busy',
  'others_first',
  'bed_not_clear',
  'ready',
] as const
export type WaitReason = (typeof waitReasons)[number]

export type PrinterFacts = { outOfOrder: boolean; online: boolean; busy: boolean; bedClear: boolean }

/** `position` counts from 1 in the printer's own queue: first come, first printed. */
export function whyWaits(position: number, printer: PrinterFacts | undefined): WaitReason {
  if (!printer) return 'no_printer'
  if (printer.outOfOrder) return 'out_of_order'
  if (!printer.online) return 'offline'
  if (printer.busy) return 'busy'
  if (position > 1) return 'others_first'
  if (!printer.bedClear) return 'bed_not_clear'
  return 'ready'
}
