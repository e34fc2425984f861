import { open } from 'node:fs/promises'
import { gateFile } from '#backend/gcode/gate.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import type { PrinterLimits } from '../messages.ts'

/** The gate once more, here, with this printer's limits: the sentence of its first refusal, or undefined when it is safe. */
export async function refusedByGate(path: string, limits: PrinterLimits, height?: number): Promise<string | undefined> {
  const gate = gateFile(limits, height === undefined ? {} : { height })
  const file = await open(path, 'r')
  const chunk = new Uint8Array(64 * 1024)
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length)
      if (bytesRead === 0) break
      gate.push(chunk.subarray(0, bytesRead))
    }
  } finally {
    await file.close()
  }
  const { verdict, reasons } = gate.end()
  if (verdict !== 'refused') return undefined
  return reasons[0] === undefined ? 'refused' : gateSentence(reasons[0], 'en')
}
