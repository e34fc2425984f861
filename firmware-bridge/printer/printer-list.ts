import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { PrinterConfig } from '../messages.ts'

/** The printers as the server last described them: a bridge that starts without it knows its ports. */
export function readPrinters(path: string): PrinterConfig[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PrinterConfig[]
  } catch {
    return []
  }
}

export function writePrinters(path: string, printers: PrinterConfig[]): void {
  writeFileSync(`${path}.new`, JSON.stringify(printers))
  renameSync(`${path}.new`, path)
}
