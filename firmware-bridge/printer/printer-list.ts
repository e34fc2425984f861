import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { log } from '../log.ts'
import type { PrinterConfig } from '../messages.ts'

/** The printers as the server last described them: a bridge that starts without it knows its ports. */
export function readPrinters(path: string): PrinterConfig[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as PrinterConfig[]
  } catch {
    return []
  }
}

/** A full disk must not end a bridge that prints: the list before stays. */
export function writePrinters(path: string, printers: PrinterConfig[]): void {
  try {
    writeFileSync(`${path}.new`, JSON.stringify(printers))
    renameSync(`${path}.new`, path)
  } catch (error) {
    log('the list of printers cannot be written', { path, trouble: (error as Error).message })
  }
}
