import { createAsking } from './asking.ts'
import { createHand } from './by-hand.ts'
import { escaped } from '../stream/framing.ts'
import { greet, type Firmware } from './greet.ts'
import { createHeatGuard } from './heat-guard.ts'
import { createHeatMemory } from './heat-memory.ts'
import { createLeftRun } from './left-run.ts'
import { readAction } from './host-actions.ts'
import type { HeatTrouble } from './heat-watch.ts'
import type { Journal } from '../run/journal.ts'
import type { Log } from '../log.ts'
import {
  usualProfile,
  type Command,
  type CommandAnswer,
  type CommandRefusal,
  type PrinterConfig,
  type PrinterTrouble,
  type RunOrder,
  type RunStatus,
  type Telemetry,
} from '../messages.ts'
import type { News } from '../link/outbox.ts'
import type { Port } from '../port/port.ts'
import { beginRun, type FoundRun, type PrintRun } from '../run/print-run.ts'
import { readReply, type Reply } from '../stream/reply.ts'
import { coldBelow, fanOff, fanOn, heatersOffLines, writeHeatersOff, writeStop } from './safe-script.ts'
import { NoAnswer, troubleOf } from '../port/trouble.ts'

export type PrinterSurroundings = {
  openPort: (config: PrinterConfig) => Promise<Port>
  bootMs: (config: PrinterConfig) => number
  /** It has answered, and told its UUID when it has one: by that it is known from then on. */
  met: (config: PrinterConfig, uuid: string | undefined) => void
  /** Whoever answers next is the printer. */
  forget: () => void
  /** The printer has halted and stays so: what can be done about it from here (switching a virtual one off and on). */
  hasHalted: (config: PrinterConfig) => void
  journal: Journal
  fetchFile: (order: RunOrder) => Promise<string>
  keptFile: (order: RunOrder) => Promise<string | undefined>
  tell: (news: News) => void
  log: Log
}

export type Printer = {
  config: () => PrinterConfig
  online: () => boolean
  firmware: () => string | undefined
  /** Why it cannot be reached. */
  trouble: () => PrinterTrouble | undefined
  run: () => RunStatus | undefined
  isPrinting: () => boolean
  telemetry: () => Telemetry
  command: (command: Command) => CommandAnswer
  reconfigure: (config: PrinterConfig) => void
  /** Heaters off in the conversation, when it prints. */
  cancelRun: () => void
  close: () => Promise<void>
}

const againMs = 2000
/** A printer that stands still with its heaters on is not left waiting. */
const againWithRunMs = 200
/** An idle printer that says nothing is asked, then given up. */
const askAfterMs = 6000
const goneAfterMs = 20_000

/** One printer on one port, for as long as the bridge has it: found, lost and found again; one run at a time. */
export function createPrinter(initial: PrinterConfig, around: PrinterSurroundings): Printer {
  const { journal, tell } = around
  let config = initial
  let port: Port | undefined
  let firmware: Firmware | undefined
  let online = false
  let knownUuid: string | undefined
  let run: PrintRun | undefined
  /** Heaters that a run has left on, as far as anyone knows, and the fan that stays on until they are cold. */
  let leftHot = false
  let fanTurns = false
  let lastRun: RunStatus | undefined
  let heardAt = 0
  let closing = false
  let drop: (reason: string) => void = () => {}
  let wake: () => void = () => {}
  let trouble: PrinterTrouble | undefined
  let lastReport = ''
  const asking = createAsking()
  const heat = createHeatMemory()
  const left = createLeftRun(initial.id, around, (status) => {
    leftHot ||= status.heatersOff !== true
    lastRun = status
    tell({ type: 'run:moved', printerId: initial.id, run: status })
  })
  const guard = createHeatGuard()
  const hand = createHand({
    port: () => (online && !run ? port : undefined),
    firmware: () => firmware!,
    limits: () => config.limits,
    heat: heat.now,
    onReply: hear,
    listen: (opened) => listen(opened),
    said: (command, lines) => tell({ type: 'printer:said', printerId: config.id, command, lines }),
    lost: (reason) => drop(reason),
  })

  async function live(): Promise<void> {
    while (!closing) {
      try {
        await connect()
        trouble = undefined
      } catch (error) {
        const now = troubleOf(error, config.port)
        if (now.code !== trouble?.code) {
          around.log('printer not reached', { printer: config.id, trouble: (error as Error).message })
          tell({ type: 'printer:unreached', printerId: config.id, trouble: now })
        }
        trouble = now
        if (error instanceof NoAnswer) around.hasHalted(config)
        if (!run) left.endIfLate()
      }
      if (closing) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, journal.openRun() ? againWithRunMs : againMs)
        wake = () => (clearTimeout(timer), resolve())
      })
    }
  }

  async function connect(): Promise<void> {
    const opened = await around.openPort(config)
    if (closing) return opened.close()
    port = opened
    const gone = new Promise<string>((resolve) => {
      drop = resolve
      opened.onClose((reason) => resolve(reason ?? 'closed'))
    })
    const lost = gone.then((reason): never => {
      throw new Error(`${opened.name}: the port has gone (${reason})`)
    })
    lost.catch(() => {})
    try {
      const found = await Promise.race([findRunAgain(opened), lost])
      if (!found) await Promise.race([meet(opened), lost])
      online = true
      heardAt = performance.now()
      if (found) begin(found.left.order, opened, found)
      else listen(opened)
      const { identity } = firmware!
      tell({ type: 'printer:reached', printerId: config.id, ...(identity && { firmware: identity }) })
      const reason = await untilGone(opened, gone)
      tell({ type: 'printer:lost', printerId: config.id, detail: escaped(reason) })
    } finally {
      // Whoever turned it on by hand does not keep it on through a bridge that goes, or a port that changes.
      if (!run && hand.isHot()) opened.write(`\n${heatersOffLines.join('\n')}\n`)
      online = false
      port = undefined
      hand.forget()
      heat.forget()
      asking.forget()
      guard.forget()
      await opened.close()
    }
  }

  async function findRunAgain(opened: Port): Promise<FoundRun | undefined> {
    const found = await left.find(opened, () => port === opened, hear)
    leftHot ||= found === 'given-up'
    if (found === undefined || found === 'given-up') return undefined
    firmware = found.left.firmware
    knownUuid = firmware?.uuid
    return found
  }

  /** Opens the conversation with an idle printer. */
  async function meet(opened: Port): Promise<void> {
    if (leftHot) writeHeatersOff(opened)
    const since = performance.now()
    const also = leftHot ? [...heatersOffLines, fanOn] : heatersOffLines
    firmware = await greet(opened, around.bootMs(config), hear, also)
    if (knownUuid !== undefined && firmware.uuid !== undefined && firmware.uuid !== knownUuid) {
      throw new Error(`${opened.name}: another printer answers (${firmware.uuid})`)
    }
    knownUuid ??= firmware.uuid
    around.met(config, firmware.uuid)
    fanTurns ||= leftHot
    leftHot = false
    if (!run) left.end(heat.saidCold(since))
  }

  /** Between runs: hears what the printer says by itself, and asks it when it says nothing. */
  async function untilGone(opened: Port, gone: Promise<string>): Promise<string> {
    const watch = setInterval(() => {
      if (run) return
      if (hand.isForgotten() && coolDown()) {
        around.log('heat that was turned on by hand goes off', { printer: config.id })
      }
      if (hand.isTalking()) return
      const silence = performance.now() - heardAt
      if (silence > askAfterMs) opened.write('M105\n')
      if (silence > goneAfterMs) drop('no answer')
    }, askAfterMs / 2)
    const reason = await gone
    clearInterval(watch)
    if (run) {
      run.lost(reason)
      await run.ended
    }
    return reason
  }

  const listen = (opened: Port): void => opened.onLine((line) => hear(readReply(line), line))

  function hear(reply: Reply, line = ''): void {
    heardAt = performance.now()
    asking.hear(reply, line)
    if (reply.type === 'action') report(reply.text)
    if ((reply.type === 'ok' || reply.type === 'heat') && reply.heat) {
      heat.hear(reply.heat, heardAt)
      if (!run) hand.hear(reply.heat)
      const trouble = guard.hear(reply.heat, config, heardAt)
      if (trouble) stopFor(trouble)
    }
    if (fanTurns && !run && !hand.isTalking() && (heat.now().nozzle ?? Infinity) < coldBelow) {
      fanTurns = false
      port?.write(`${fanOff}\n`)
    }
    if (reply.type === 'failure') tell({ type: 'printer:failed', printerId: config.id, detail: escaped(reply.text) })
    if (run || !online) return
    if (reply.type === 'failure') drop(reply.text)
    if (reply.type === 'restarted') drop('restarted')
  }

  /** What was seen in the temperatures must not go on, whatever the firmware makes of it. */
  function stopFor(trouble: HeatTrouble): void {
    guard.forget()
    around.log('the printer is stopped', { printer: config.id, ...trouble })
    if (run) return run.trip(trouble)
    if (!port || !online) return
    if (!hand.stop()) writeStop(port, 0)
    tell({ type: 'printer:failed', printerId: config.id, detail: trouble.detail })
    drop(trouble.detail)
  }

  /** What the printer would have its host start or switch is only noted. */
  function report(text: string): void {
    const action = readAction(text)
    if (action.type !== 'reported' || action.text === lastReport) return
    lastReport = action.text
    around.log('the printer says', { printer: config.id, action: escaped(action.text) })
  }

  function start(order: RunOrder): CommandAnswer {
    if (journal.hasStarted(order.runId, order.attempt)) return no('attempt-already-started')
    if (run || hand.isTalking()) return no('printer-busy')
    if (!online || !port || !firmware) return no('printer-offline')
    try {
      journal.started(order)
    } catch (error) {
      return { ...no('not-possible-now'), detail: (error as Error).message }
    }
    begin(order, port)
    return { ok: true }
  }

  function begin(order: RunOrder, opened: Port, found?: FoundRun): void {
    const moved = (status: RunStatus): void => {
      lastRun = status
      tell({ type: 'run:moved', printerId: config.id, run: status })
    }
    const { limits } = config
    const begun = beginRun(
      order,
      {
        port: opened,
        firmware: firmware!,
        limits,
        profile: config.profile ?? usualProfile(limits),
        journal,
        fetchFile: around.fetchFile,
        moved,
        onReply: hear,
        heat: heat.now,
        saidCold: heat.saidCold,
      },
      found,
    )
    run = begun
    hand.runBegins()
    guard.runBegins()
    void begun.ended.then((then) => {
      leftHot ||= begun.status().heatersOff !== true
      run = undefined
      guard.runEnded()
      if (then === 'greet-again') return drop('after a run that did not end well')
      listen(opened)
      // It ended before its first line, and the printer was preheated for it.
      if (hand.isHot()) coolDown()
    })
  }

  function command(order: Command): CommandAnswer {
    switch (order.type) {
      case 'run:start':
        return order.order?.printerId === config.id ? start(order.order) : no('no-such-run')
      case 'run:pause':
        return onRun(order, (its) => its.pause())
      case 'run:resume':
        return onRun(order, (its) => its.resume())
      case 'run:cancel':
        return onRun(order, (its) => its.cancel())
      case 'printer:stop':
        // Also while its port is not open yet: a run that an earlier process left must not go on after this.
        if (!run) left.abandon()
        if (!port) return no('printer-offline')
        if (run) run.stop()
        else if (!hand.stop()) writeStop(port, 0)
        return { ok: true }
      case 'printer:cool-down':
        if (!port || !online) return no('printer-offline')
        return coolDown() ? { ok: true } : no('not-possible-now')
      case 'printer:by-hand':
        return byHand(order)
      case 'printer:answer':
        return answer(order)
      case 'printer:accept':
        if (run) return no('not-possible-now')
        knownUuid = undefined
        around.forget()
        drop('another board is accepted')
        wake()
        return { ok: true }
    }
  }

  function coolDown(): boolean {
    if (!port || run) return false
    if (hand.coolDown()) return true
    // The question behind it: the answer shows at once that the targets are gone.
    for (const line of [...heatersOffLines, 'M105']) port.write(`${line}\n`)
    return true
  }

  function byHand({ id, byHand: act }: Command): CommandAnswer {
    if (!port || !online) return no('printer-offline')
    if (run || journal.openRun() || !act) return no('not-possible-now')
    const refusal = hand.act(act, id)
    return refusal === undefined ? { ok: true } : no(refusal)
  }

  function answer(order: Command): CommandAnswer {
    if (!port || !online || !firmware) return no('printer-offline')
    if (!firmware.emergencyParser) return no('not-possible-now')
    const text = asking.take(order.answer)
    if (text === undefined) return no('no-such-prompt')
    if (!run?.interject(text) && !hand.interject(text)) port.write(text)
    return { ok: true }
  }

  function onRun(order: Command, act: (its: PrintRun) => CommandRefusal | undefined): CommandAnswer {
    if (!run && left.status()?.runId === order.runId) return left.obey(order.type)
    if (!run || run.status().runId !== order.runId) return no('no-such-run')
    const refusal = act(run)
    return refusal === undefined ? { ok: true } : no(refusal)
  }

  const living = live()

  return {
    config: () => config,
    online: () => online,
    firmware: () => firmware?.identity || undefined,
    trouble: () => (online ? undefined : trouble),
    run: () => run?.status() ?? left.status() ?? lastRun,
    isPrinting: () => run !== undefined || journal.openRun() !== undefined,
    telemetry() {
      const prompt = asking.now(firmware?.emergencyParser ?? false)
      const noise = port?.noise?.()
      const alarm = guard.alarm()
      return {
        printerId: config.id,
        at: Date.now(),
        ...heat.now(),
        ...(run && { run: run.status() }),
        ...(prompt && { prompt }),
        ...(noise && (noise.oddBytes > 0 || noise.longLines > 0) && { noise }),
        ...(alarm && { alarm }),
        ...(!run && { byHand: hand.now() }),
      }
    },
    command,
    reconfigure(wanted) {
      const moved = wanted.port !== config.port || wanted.baud !== config.baud
      config = wanted
      if (!moved || run) return
      knownUuid = undefined
      drop('its address has changed')
      wake()
    },
    cancelRun() {
      if (run) run.cancel()
      // Found open after a crash and not yet proven: its heaters go off instead.
      else left.abandon()
    },
    async close() {
      closing = true
      drop('closed')
      wake()
      await living
      journal.close()
    },
  }
}

const no = (refusal: CommandRefusal): { ok: false; refusal: CommandRefusal } => ({ ok: false, refusal })
