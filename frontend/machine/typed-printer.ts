import type { MachineSettings } from '#backend/machine/schema.ts'

type PrinterSettings = NonNullable<MachineSettings['printer']>

/** A printer's connection and limits while somebody types them: numbers are text. */
export type TypedPrinter = Record<keyof PrinterSettings, string>

export const typedPrinter = (printer: PrinterSettings): TypedPrinter =>
  Object.fromEntries(Object.entries(printer).map(([name, value]) => [name, String(value)])) as TypedPrinter

export const readPrinter = ({ port, ...numbers }: TypedPrinter): PrinterSettings => ({
  port: port.trim(),
  baud: Number(numbers.baud) as PrinterSettings['baud'],
  bedX: Number(numbers.bedX),
  bedY: Number(numbers.bedY),
  bedZ: Number(numbers.bedZ),
  maxNozzle: Number(numbers.maxNozzle),
  maxBed: Number(numbers.maxBed),
})
