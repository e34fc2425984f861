import type { GateReasonCode } from '#backend/gcode/allowed.ts'
import { canonicalLine, eachCommand, type Command } from '#backend/gcode/tokens.ts'
import { gateFile } from '#backend/gcode/gate.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** What is known of the printer when a line is typed: where its head is, mm, and how hot its nozzle, °C. */
export type ConsoleFacts = { position?: readonly [number, number, number] | undefined; nozzle?: number | undefined }

export type ConsoleRefusal =
  | 'not-one-line'
  /** Its answer would come once the heat is there: the console does not wait. */
  | 'waits-for-heat'
  /** Right in a file, wrong by hand: it would last into the next print, or change what numbers mean. */
  | 'not-by-hand'
  | GateReasonCode

export type ConsoleVerdict =
  | { line: string; moves: boolean; homes: boolean; seeks: boolean; releases: boolean; heats: boolean }
  | { refusal: ConsoleRefusal; text: string; detail: Record<string, number> }

/** The head goes down until it touches something. */
const seeking = new Set(['G28', 'G29', 'G80'])
const moving = new Set(['G0', 'G1', 'G2', 'G3', 'G28', 'G29', 'G80'])
/** What may be typed: of the codes that the gate lets a file use, those whose effect ends with them. */
const mayBeTyped = new Set([
  ...moving,
  ...['G17', 'G21', 'M17', 'M18', 'M84', 'M104', 'M105', 'M106', 'M107', 'M115', 'M140', 'M300', 'M400', 'M420', 'T0'],
])
/** Questions that no file needs: where the head is, what the end stops say. */
const questions = new Set(['M114', 'M119'])
const waiting = new Set(['M109', 'M190'])
/** With S, M18 and M84 set how long the motors hold: that would last. */
const releasing = new Set(['M18', 'M84'])

/** Judges one line from the console by the rules of files, against this printer, from where it stands now. */
export function judgeConsoleLine(typed: string, limits: PrinterLimits, facts: ConsoleFacts): ConsoleVerdict {
  const commands: { code: string; text: string; trouble: boolean; words: string }[] = []
  eachCommand(new TextEncoder().encode(typed), (command) =>
    commands.push({
      code: codeOf(command),
      text: canonicalLine(command).slice(0, 60),
      trouble: command.trouble !== undefined,
      words: canonicalLine(command),
    }),
  )
  const [command] = commands
  const text = command?.text || typed.slice(0, 60)
  if (!command || commands.length > 1) return { refusal: 'not-one-line', text, detail: {} }
  const { code, words } = command
  if (!command.trouble) {
    if (waiting.has(code)) return { refusal: 'waits-for-heat', text, detail: {} }
    if (questions.has(code) && words === code) return allowed(code, words)
  }
  const reason = reasonAgainst(typed, limits, facts)
  if (reason) return { refusal: reason.code, text, detail: reason.detail }
  if (!mayBeTyped.has(code) || (releasing.has(code) && words.includes('S')))
    return { refusal: 'not-by-hand', text, detail: {} }
  return allowed(code, words)
}

const allowed = (code: string, line: string): ConsoleVerdict => ({
  line,
  moves: moving.has(code),
  homes: line === 'G28',
  seeks: seeking.has(code),
  releases: releasing.has(code),
  heats: (code === 'M104' || code === 'M140') && !/ S0(?:\.0*)?$/.test(line),
})

function codeOf({ letter, code, subcode }: Command): string {
  return `${letter}${code < 0 ? '' : code}${subcode > 0 ? `.${subcode}` : ''}`
}

/** The gate's first reason against it, once the program so far has brought the printer where it is. */
function reasonAgainst(typed: string, limits: PrinterLimits, { position, nozzle }: ConsoleFacts) {
  const program = [
    ...(position ? ['G28', `G1 ${words(position)} F600`] : []),
    'M83',
    ...(nozzle !== undefined && nozzle >= 170 ? [`M109 S${Math.min(Math.floor(nozzle), limits.maxNozzle)}`] : []),
    typed,
  ]
  const gate = gateFile(limits)
  gate.push(new TextEncoder().encode(`${program.join('\n')}\n`))
  const { verdict, reasons } = gate.end()
  return verdict === 'refused' ? reasons[0] : undefined
}

const words = ([x, y, z]: readonly [number, number, number]): string =>
  `X${x.toFixed(2)} Y${y.toFixed(2)} Z${Math.max(0, z).toFixed(2)}`
