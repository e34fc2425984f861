import { startCounting, type Firmware } from './greet.ts'
import { createHandHeat } from './hand-heat.ts'
import { coldBelow, programFor, readPosition, type HandProgram, type Position } from './hand-lines.ts'
import { heatersOffLines } from './safe-script.ts'
import type { ByHand, CommandRefusal, HandAct, PrinterLimits } from '../messages.ts'
import type { Port } from '../port/port.ts'
import { settingsFor } from '../stream/dialects.ts'
import { escaped } from '../stream/framing.ts'
import { playStream, type Playing } from '../stream/play-stream.ts'
import type { Heat, Reply } from '../stream/reply.ts'
import type { StreamLine } from '../stream/stream.ts'

/** What acts by hand need of their printer. */
export type HandSurroundings = {
  /** Only while it is reached. */
  port: () => Port | undefined
  firmware: () => Firmware
  limits: () => PrinterLimits
  heat: () => Heat
  onReply: (reply: Reply, line: string) => void
  /** A conversation is over: the port is the printer's own again. */
  listen: (port: Port) => void
  /** The printer's answers to a line of the console. */
  said: (command: string, lines: string[]) => void
  /** It does not answer any more. */
  lost: (reason: string) => void
}

/** Acts of people on a printer that prints nothing: one after another, each in a conversation of its own. */
export type Hand = {
  /** Why not, or undefined: it is done now, or after what is under way. */
  act: (act: HandAct, command: string) => CommandRefusal | undefined
  /** A conversation is going on: nothing else may be written. */
  isTalking: () => boolean
  /** Breaks off whatever is done; true when the heaters go off in its conversation. */
  coolDown: () => boolean
  /** True when the stop has gone through its conversation. */
  stop: () => boolean
  interject: (text: string) => boolean
  /** Where the head is then is the run's to know. Its end turns off what was turned on by hand. */
  runBegins: () => void
  /** The port is gone. */
  forget: () => void
  hear: (heat: Heat) => void
  /** True when heat that was turned on by hand must go off now. */
  isForgotten: () => boolean
  /** Heat that was turned on by hand may still be on. */
  isHot: () => boolean
  now: () => ByHand
}

type Waiting = { act: HandAct; command: string; since: number }

const mostWaiting = 8
/** One that had to wait for so long is no longer what its person wants. (S3) */
const waitMs = 30_000
/** Firmware lets go of its motors after two minutes of standstill; a head that was pushed is somewhere else. */
const holdMs = 110_000
const lookMs = 100
const almost = 3
const mostSaid = 40

export function createHand(around: HandSurroundings): Hand {
  const heat = createHandHeat()
  let waiting: Waiting[] = []
  let current: Waiting | undefined
  let playing: Playing | undefined
  let step: ByHand['step']
  let trouble: ByHand['trouble']
  let brokenOff = false
  let place: Position | undefined
  let movedAt = 0
  let holds = false
  let heard: ((line: string) => void) | undefined

  function loseThePlace(): void {
    place = trouble = undefined
    holds = false
  }
  const position = (): Position | undefined => {
    holds &&= performance.now() - movedAt < holdMs
    return holds ? place : undefined
  }
  const program = (act: HandAct): HandProgram | { refusal: CommandRefusal } =>
    programFor(act, {
      limits: around.limits(),
      position: position(),
      wasAt: place,
      nozzle: around.heat().nozzle,
    })

  function act(wanted: HandAct, command: string): CommandRefusal | undefined {
    if (!around.port()) return 'printer-offline'
    const isFeeding = current && (current.act.act === 'load' || current.act.act === 'unload')
    if (isFeeding || waiting.length >= mostWaiting) return 'printer-busy'
    // Where the head will be is not known before it is there.
    const needsPlace = wanted.act === 'jog' || wanted.act === 'console'
    const moves = [current, ...waiting].some((other) => other && other.act.act !== 'fan' && other.act.act !== 'preheat')
    if (needsPlace && moves && current?.act.act !== 'jog') return 'printer-busy'
    const judged = program(wanted)
    if ('refusal' in judged) return judged.refusal
    waiting.push({ act: wanted, command, since: performance.now() })
    if (!current) void work()
    return undefined
  }

  async function work(): Promise<void> {
    const port = around.port()
    while (port && around.port() === port && waiting.length > 0) {
      current = waiting.shift()!
      step = trouble = undefined
      brokenOff = false
      // Judged again: the act before it may have moved the head, or cooled the nozzle.
      const judged = performance.now() - current.since > waitMs ? undefined : program(current.act)
      if (judged && !('refusal' in judged)) await talk(port, judged, current).catch(() => (trouble = 'no-answer'))
      else if (current.act.act === 'console') around.said(current.command, [])
    }
    current = undefined
    step = undefined
    if (port && around.port() === port) around.listen(port)
  }

  async function talk(port: Port, does: HandProgram, { act: wanted, command }: Waiting): Promise<void> {
    const firmware = around.firmware()
    heat.used(performance.now(), does.heats)
    if (does.releases) holds = false
    await startCounting(port, around.onReply)
    if (around.port() !== port) return
    const said: string[] = []
    const places: Position[] = []
    heard = (line) => {
      const told = readPosition(line)
      if (told) places.push(told)
      if (wanted.act !== 'console' || said.length >= mostSaid || !isWords(line)) return
      const words = escaped(line.trim())
      if (said.at(-1) !== words) said.push(words)
    }
    const source = brokenOff ? [[...heatersOffLines, 'M105']] : [[...does.lines, ...(does.moves ? whereIsIt : [])]]
    playing = playStream(
      port,
      { next: async () => asLines(source.shift() ?? (does.feed && !brokenOff ? await fed(does.feed) : undefined)) },
      {
        settings: settingsFor(firmware),
        closing: does.feed ? ['M82', 'M105'] : [],
        cancelled: [...heatersOffLines, 'M82', 'M105'],
        reportsHeat: firmware.reportsHeat,
        emergencyParser: firmware.emergencyParser,
        onReply: (reply, line) => {
          heard?.(line)
          around.onReply(reply, line)
        },
      },
    )
    const end = await playing.ended
    playing = undefined
    heard = undefined
    if (wanted.act === 'console') around.said(command, said)
    if (does.moves) {
      place = end.outcome === 'done' ? saidTwice(places) : undefined
      movedAt = performance.now()
      holds = place !== undefined && (holds || does.homes)
    }
    heat.used(performance.now(), false)
    if (end.outcome === 'failed' && around.port() === port) around.lost(end.detail ?? end.reason ?? 'no answer')
  }

  /** One piece of filament at a time, once the one before is through: breaking off means now. */
  async function fed({ nozzle, steps }: NonNullable<HandProgram['feed']>): Promise<string[] | undefined> {
    const isThere = (): boolean => playing !== undefined && !brokenOff
    step ??= 'heating'
    while (isThere() && step === 'heating' && (around.heat().nozzle ?? 0) < nozzle - almost) await look()
    step = 'moving'
    while (isThere() && playing!.progress().inFlight > 0) await look()
    if (!isThere() || steps.length === 0) return undefined
    if ((around.heat().nozzle ?? 0) < coldBelow) {
      trouble = 'too-cold'
      return undefined
    }
    heat.used(performance.now(), false)
    return [steps.shift()!, 'M400']
  }

  return {
    act,
    isTalking: () => current !== undefined,
    coolDown() {
      waiting = []
      brokenOff = true
      if (!current) return false
      playing?.cancel()
      return true
    },
    stop() {
      waiting = []
      brokenOff = true
      playing?.stop()
      return playing !== undefined
    },
    interject(text) {
      playing?.interject(text)
      return playing !== undefined
    },
    runBegins: loseThePlace,
    forget() {
      waiting = []
      brokenOff = true
      playing?.lost('the port has gone')
      loseThePlace()
      heat.forget()
    },
    hear: (news) => heat.hear({ ...around.heat(), ...news }, performance.now()),
    isForgotten: () => heat.isOver(performance.now()),
    isHot: heat.isOn,
    now() {
      const [at, endsIn] = [position(), heat.endsIn(performance.now())]
      return {
        ...(current && { act: current.act.act }),
        ...(current && step && { step }),
        ...(at && { position: [...at] as [number, number, number] }),
        ...(endsIn !== undefined && { heatEndsIn: endsIn }),
        ...(trouble && { trouble }),
      }
    },
  }
}

/** Replies carry no checksum: a place counts once it has been said twice. */
const whereIsIt = ['M114', 'M114', 'M114']
const saidTwice = (places: Position[]): Position | undefined =>
  places.find((place, i) => places.some((other, j) => j > i && other.join() === place.join()))

const look = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, lookMs))
const asLines = (lines: string[] | undefined): StreamLine[] | undefined => lines?.map((text) => ({ text }))
/** What a person wants to read: neither the signs of the conversation nor the temperatures that come by themselves. */
const isWords = (line: string): boolean =>
  !/^\s*(ok\s*(N\d+)?\s*(P\d+)?\s*(B\d+)?|wait|T:.*|(echo:)?busy:.*|Resend:.*|rs .*|Error:Line Number.*)?\s*$/.test(
    line,
  )
