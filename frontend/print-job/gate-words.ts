import { gateReasons, type GateReasonCode } from '#backend/gcode/allowed.ts'
import { gateSentence } from '#backend/gcode/sentences.ts'
import type { PrintJob } from '#backend/print-job/schema.ts'
import { language } from '../lib/language.svelte.ts'

type Reason = PrintJob['reasons'][number] & { count?: number }

/** A reason of the gate, in words. A code that this page does not know yet is shown as it came. */
export function gateWords(reason: Reason): string {
  if (!isKnown(reason.code)) return `${reason.code} ${reason.text}`
  const { code, text } = reason
  const detail = Object.fromEntries(Object.entries(reason.detail).map(([name, value]) => [name, Number(value)]))
  return gateSentence({ code, text, detail, line: reason.line ?? 0, count: reason.count ?? 1 }, language.current)
}

const isKnown = (code: string): code is GateReasonCode => code in gateReasons
