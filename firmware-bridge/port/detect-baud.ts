import { baudRates, baudVerdict, type BaudVerdict } from './baud-verdict.ts'
import { openSerialPort } from './serial-port.ts'
import { NoAnswer } from './trouble.ts'

const garbageMs = 500
const tries = 2
const lookMs = 50

/**
 * Finds the speed at which a printer is understood, by the harmless question `M115`. Only for ports that belong to a printer, and never
 * while one prints: bytes at the wrong speed are garbage to it.
 * `bootMs`: opening for the first time restarts many boards, and their bootloader takes its time.
 */
export async function detectBaud(path: string, bootMs: number, answerMs = 1500): Promise<number> {
  let heardAnything = false
  for (const [turn, baud] of baudRates.entries()) {
    const verdict = await tryBaud(path, baud, turn === 0 ? bootMs : 0, answerMs)
    if (verdict === 'understood') return baud
    heardAnything ||= verdict !== 'silent'
  }
  throw new NoAnswer(heardAnything ? 'not-understood' : 'no-answer', path)
}

async function tryBaud(path: string, baud: number, bootMs: number, answerMs: number): Promise<BaudVerdict> {
  let bytes = Buffer.alloc(0)
  const port = await openSerialPort(path, baud, (piece) => (bytes = Buffer.concat([bytes, piece]).subarray(-4096)))
  try {
    let verdict = await listenFor(() => bytes, bootMs)
    for (let attempt = 0; attempt < tries && verdict !== 'understood'; attempt++) {
      if (verdict === 'garbage') return verdict
      port.write('\nM115\n')
      verdict = await listenFor(() => bytes, answerMs)
    }
    return verdict
  } finally {
    await port.close()
  }
}

/** Until it is understood, or garbage for half a second, or the time is up. */
async function listenFor(bytes: () => Buffer, ms: number): Promise<BaudVerdict> {
  let garbageFor = 0
  for (let waited = 0; waited < ms; waited += lookMs) {
    await new Promise((resolve) => setTimeout(resolve, lookMs))
    const verdict = baudVerdict(bytes())
    if (verdict === 'understood') return verdict
    garbageFor = verdict === 'garbage' ? garbageFor + lookMs : 0
    if (garbageFor >= garbageMs) return verdict
  }
  return baudVerdict(bytes())
}
