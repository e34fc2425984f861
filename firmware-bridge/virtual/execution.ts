import { createCard } from './card.ts'
import type { Commands, Waiting } from './commands.ts'
import type { Dialect } from './dialects.ts'
import { createHeaters } from './heaters.ts'
import { createMemory } from './memory.ts'
import { createMotion } from './motion.ts'
import { changeFilament, createPerson } from './person.ts'
import { createPlanner } from './planner.ts'
import { isReached, type PrinterClock } from './printer-clock.ts'
import { createWatch } from './watch.ts'
import { wordsOf } from '../stream/words.ts'

const homingMs = 8000

const known =
  /^(?:G(?:[0-4]|10|11|17|2[0189]|80|9[0-2])|M(?:0|1|17|18|2[0-9]|3[0-3]|7[3-8]|8[2-4]|85|92|10[4-9]|11[0-9]|12[01]|14[0159]|15[05]|190|20[0-9]|211|22[01]|30[0-4]|400|410|412|413|420|486|50[0-4]|524|569|600|66[56]|851|862|87[56]|90[0-9]|91[0-5])|T\d)(?:\.\d+)?$/

/** What the commands do: moves, heaters, memory, card, questions. */
export function createExecution(options: {
  clock: PrinterClock
  dialect: Dialect
  plannerBlocks: number
  knowsM115: boolean
  uuid: string
  say: (line: string) => void
  /** The firmware's own protections. */
  halt: (because: string) => void
}) {
  const { clock, dialect, say } = options
  const planner = createPlanner(options.plannerBlocks)
  let motion = createMotion()

  const watch = createWatch(clock, {
    report: () => say(heaters.line()),
    sayBusy: (why) => {
      if (dialect.busy) say(dialect.busy(why))
    },
    areHeatersWarm: () => heaters.areWarm(),
    lookAtHeaters: () => heaters.protect(),
  })
  const heaters = createHeaters({
    clock,
    say,
    drain,
    block: watch.block,
    unblock: watch.unblock,
    changed: watch.arm,
    halt: options.halt,
  })
  const person = createPerson({
    clock,
    say,
    hasPrompts: dialect.prompts,
    block: () => watch.block('paused for user'),
    unblock: watch.unblock,
  })
  const memory = createMemory(say)
  const card = createCard(say)

  function* until(moment: () => number): Waiting {
    watch.block()
    for (let time = moment(); !isReached(time, clock.now()); time = moment()) yield time
    watch.unblock()
  }

  function* drain(): Waiting {
    yield* until(planner.endsAt)
    planner.rest()
  }

  function* dwell(ms: number): Waiting {
    yield* drain()
    const end = clock.now() + ms
    yield* until(() => end)
  }

  function* home(): Waiting {
    yield* dwell(homingMs)
    motion.home()
  }

  function* stopForUser(text: string, words: Map<string, number>): Waiting {
    yield* drain()
    const limit = (words.get('P') ?? 0) + (words.get('S') ?? 0) * 1000
    yield* person.ask(text, ['Continue'], limit > 0 ? limit : Infinity)
  }

  function* planWhenRoom(ms: number): Waiting {
    yield* until(() => (planner.hasRoom(clock.now()) ? 0 : planner.roomAt()))
    planner.add(ms, clock.now())
  }

  function plan(ms: number): Waiting | undefined {
    if (ms === 0) return undefined
    if (!planner.hasRoom(clock.now())) return planWhenRoom(ms)
    planner.add(ms, clock.now())
    return undefined
  }

  const place = (): string => {
    const { X, Y, Z, E } = motion.position()
    return `X:${X.toFixed(2)} Y:${Y.toFixed(2)} Z:${Z.toFixed(2)} E:${E.toFixed(2)} Count X:0 Y:0 Z:0`
  }

  const commands: Commands = {
    ...heaters.commands,
    ...memory.commands,
    ...card.commands,
    G4: (words) => dwell((words.get('P') ?? 0) + (words.get('S') ?? 0) * 1000),
    G28: home,
    M0: (words) => stopForUser('M0 Stop', words),
    M1: (words) => stopForUser('M1 Stop', words),
    M18: drain,
    M84: drain,
    M400: drain,
    M105: () => say(dialect.heatInOk ? `ok${heaters.line()}` : heaters.line().trimStart()),
    M110: planner.rest,
    M113: (words) => watch.busyEvery((words.get('S') ?? 2) * 1000),
    M114: () => say(place()),
    M115: () => {
      const identity = `${dialect.firmware} UUID:${options.uuid}`
      say(dialect.identifiesInOk ? `ok ${identity}` : identity)
      for (const cap of dialect.caps) say(`Cap:${cap}`)
    },
    M155: (words) => watch.reportEvery((words.get('S') ?? 0) * 1000),
    M600: () => changeFilament(person, say, dwell),
    M876: (words) => person.answer(words.get('S') ?? 0),
  }

  /** A damaged line may come without its number, unchecked: then it is answered, and nothing is done. */
  function knows(command: string): boolean {
    const code = codeOf(command)
    return known.test(code) && !(code === 'M115' && !options.knowsM115)
  }

  /** `undefined` when the command is over at once. */
  function execute(command: string): Waiting | undefined {
    const code = codeOf(command)
    if (isMove(code)) return plan(motion.take(command))
    if (!knows(command)) {
      say(dialect.unknown(command))
      return undefined
    }
    const act = commands[code]
    return act ? (act(wordsOf(command), command) ?? undefined) : plan(motion.take(command))
  }

  return {
    knows,
    execute,
    /** Says its own "ok", with what was asked for behind it. */
    answersItself: (command: string): boolean => {
      const code = codeOf(command)
      return (code === 'M105' && dialect.heatInOk) || (code === 'M115' && dialect.identifiesInOk && options.knowsM115)
    },
    heaters,
    person,
    card,
    plannerFree: () => planner.free(clock.now()),
    dropMoves: planner.clear,
    stop: (): void => {
      heaters.off()
      person.leave()
      card.restart()
      memory.restart()
      watch.stop()
      planner.clear()
      motion = createMotion()
    },
    start: watch.arm,
    state: () => ({
      targets: heaters.targets(),
      temperatures: heaters.temperatures(),
      plannerRanDry: planner.ranDry(),
      asksPerson: person.isWaiting(),
      ...memory.state(),
      ...card.state(),
    }),
  }
}

function codeOf(command: string): string {
  const space = command.indexOf(' ')
  return space < 0 ? command : command.slice(0, space)
}

/** G0 to G3: nine lines of ten in a print. */
const isMove = (code: string): boolean => code.length === 2 && code[0] === 'G' && code >= 'G0' && code <= 'G3'
