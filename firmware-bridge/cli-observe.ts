import { baudVerdict } from './port/baud-verdict.ts'
import { createObservation, type Seen } from './printer/observation.ts'
import { bootMsFor, openPort } from './port/open-port.ts'
import type { Port } from './port/port.ts'
import { NoAnswer, PortRefused, troubleOf } from './port/trouble.ts'

export type ObserveOptions = { port: string; baud: number; json: boolean; silent: boolean }

/** All that is ever written, as it stands here, each with its pause. */
const questions = { M115: 30_000, M105: 10_000 } as const
type Question = keyof typeof questions

type Told =
  | Seen
  | { type: 'unreadable'; baud: number }
  | { type: 'ended'; why: string; written: Record<Question, number>; longLines: number; oddBytes: number }

/** Listens to a printer and asks it nothing but who it is and how warm. Ends with the port, or by Ctrl-C. */
export async function observe({ port: address, baud, json, silent }: ObserveOptions): Promise<number> {
  const tell = json ? tellJson : tellPerson
  let latest = Buffer.alloc(0)
  let port: Port
  try {
    port = await openPort(address, baud, (bytes) => (latest = Buffer.concat([latest, bytes]).subarray(-512)))
  } catch (error) {
    if (!(error instanceof PortRefused || error instanceof NoAnswer)) throw error
    if (json) process.stdout.write(`${JSON.stringify({ type: 'ended', trouble: troubleOf(error, address) })}\n`)
    process.stderr.write(`${error.message}\n`)
    return 1
  }

  const seen = createObservation()
  const written: Record<Question, number> = { M115: 0, M105: 0 }
  let isKnown = false
  port.onLine((line) => {
    const news = seen(line)
    isKnown ||= news?.type === 'identity'
    if (news && baudVerdict(latest) !== 'garbage') tell(news)
  })
  const ask = (question: Question): void => {
    written[question]++
    port.write(`${question}\n`)
  }

  const timers: NodeJS.Timeout[] = []
  let isTold = false
  timers.push(
    setInterval(() => {
      if (isTold || baudVerdict(latest) !== 'garbage') return
      isTold = true
      tell({ type: 'unreadable', baud })
    }, 500),
  )
  if (!silent) {
    timers.push(
      // A board that has just been restarted by the opening of its port hears nothing yet.
      setTimeout(() => {
        ask('M115')
        timers.push(setInterval(() => (isKnown ? undefined : ask('M115')), questions.M115))
        timers.push(setInterval(() => ask('M105'), questions.M105))
      }, bootMsFor(address)),
      setTimeout(() => ask('M105'), bootMsFor(address) + 1000),
    )
  }

  const why = await new Promise<string>((over) => {
    port.onClose((reason) => over(reason ?? 'closed'))
    process.once('SIGINT', () => over('told to'))
    process.once('SIGTERM', () => over('told to'))
  })
  timers.forEach((timer) => clearInterval(timer))
  await port.close()
  tell({ type: 'ended', why, written, ...(port.noise?.() ?? { longLines: 0, oddBytes: 0 }) })
  return why === 'told to' ? 0 : 1
}

const tellJson = (told: Told): void => void process.stdout.write(`${JSON.stringify(told)}\n`)

const degrees = (now?: number, target?: number): string => `${now?.toFixed(0) ?? '–'}/${target?.toFixed(0) ?? '–'} °C`

const sentences: { [T in Told['type']]: (told: Extract<Told, { type: T }>) => string } = {
  identity: ({ firmware, machine, uuid }) =>
    `firmware ${firmware}${machine === undefined ? '' : `, machine ${machine}`}${uuid === undefined ? ', no UUID' : `, UUID ${uuid}`}`,
  capability: ({ name, has }) => `${has ? 'can' : 'cannot'} ${name}`,
  heat: ({ nozzle, nozzleTarget, bed, bedTarget }) =>
    `nozzle ${degrees(nozzle, nozzleTarget)}  bed ${degrees(bed, bedTarget)}`,
  busy: ({ text }) => `busy: ${text}`,
  action: ({ text }) => `it asks its host: ${text}`,
  restarted: () => 'it has restarted',
  failure: ({ text }) => `it has stopped: ${text}`,
  said: ({ text }) => `it says: ${text}`,
  unreadable: ({ baud }) => `what comes in is no text at ${baud} baud: try --baud 250000, or another speed`,
  ended: ({ why, written, longLines, oddBytes }) =>
    `ended (${why}); written: M115 ${written.M115} times, M105 ${written.M105} times, nothing else; ` +
    `unreadable: ${oddBytes} bytes, ${longLines} lines too long`,
}

function tellPerson(told: Told): void {
  const sentence = sentences[told.type] as (told: Told) => string
  process.stdout.write(`${new Date().toTimeString().slice(0, 8)}  ${sentence(told)}\n`)
}
