import { withOwnLines } from './continued-file.ts'
import { settingsFor } from '../stream/dialects.ts'
import { TransferFailed } from './file-cache.ts'
import { escaped } from '../stream/framing.ts'
import { refusedByGate } from './gate-check.ts'
import { measureGcodeFile, openGcodeFile, stateAt } from './gcode-file.ts'
import { startCounting, type Firmware } from '../printer/greet.ts'
import { readAction } from '../printer/host-actions.ts'
import type { Journal, OpenRun } from './journal.ts'
import type {
  CommandRefusal,
  PrinterLimits,
  PrinterProfile,
  RunOrder,
  RunOutcome,
  RunReason,
  RunStatus,
} from '../messages.ts'
import { createPauses, type Pauses } from './pause.ts'
import type { Port } from '../port/port.ts'
import type { Heat, Reply } from '../stream/reply.ts'
import { playStream, type Playing, type StreamEnd } from '../stream/play-stream.ts'
import { cancelLines, writeCoolDown, writeStop } from '../printer/safe-script.ts'
import type { OwnLine, StreamPosition } from '../stream/stream.ts'

/** What a run needs of its printer. */
export type RunSurroundings = {
  port: Port
  firmware: Firmware
  limits: PrinterLimits
  profile: PrinterProfile
  journal: Journal
  fetchFile: (order: RunOrder) => Promise<string>
  /** Hears each change of phase. */
  moved: (status: RunStatus) => void
  onReply: (reply: Reply, line: string) => void
  /** What the printer said last of its temperatures. */
  heat: () => Heat
  /** Whether the printer has said since `since` (monotonic ms) that its heaters have nothing to reach. */
  saidCold: (since: number) => boolean
}

export type PrintRun = {
  status: () => RunStatus
  /** Each returns why that is not possible now, or undefined. */
  pause: () => CommandRefusal | undefined
  resume: () => CommandRefusal | undefined
  cancel: () => CommandRefusal | undefined
  stop: () => void
  /** The software stop, because of what was seen: the run has failed. */
  trip: (trouble: { reason: RunReason; detail: string }) => void
  /** Text past the conversation, where one is going on; false when there is none. */
  interject: (text: string) => boolean
  lost: (reason: string | undefined) => void
  /** Whether the printer can take another run on the same connection. */
  ended: Promise<'connected' | 'greet-again'>
}

const watchMs = 50
/** Whoever started the print stood beside the printer: a file that takes longer does not heat it when they have left. (S3) */
const startWithinMs = 10 * 60_000
/** The one interval of the journal. */
const journalMs = 500
const coldWithinMs = 4000

type End = { outcome: RunOutcome; reason?: RunReason; detail?: string }

/** A run that an earlier process of the bridge began, and where its printer stands in it, proven. */
export type FoundRun = { left: OpenRun; own: OwnLine[]; from: StreamPosition; path: string }

/**
 * One physical attempt, from its file to its end. The journal already says that it was started; with `found` it goes on
 * where it was.
 */
export function beginRun(order: RunOrder, around: RunSurroundings, found?: FoundRun): PrintRun {
  const status: RunStatus = {
    runId: order.runId,
    attempt: order.attempt,
    phase: 'transferring',
    linesAcked: 0,
    linesTotal: 0,
    bytesAcked: 0,
    bytesTotal: order.gcodeBytes,
    resends: 0,
    ...(found && statusOf(found.left)),
  }
  let playing: Playing | undefined
  let pauses: Pauses | undefined
  let endedEarly: End | undefined
  let tripped: End | undefined
  let isOver = false
  const begunAt = performance.now()

  const become = (phase: RunStatus['phase'], reason?: RunReason): void => {
    if ((status.phase === phase && status.reason === reason) || isOver) return
    status.phase = phase
    if (reason === undefined) delete status.reason
    else status.reason = reason
    around.moved({ ...status })
  }

  /** Before the first line is sent nothing has to be undone. */
  const giveUp = (end: End): void => {
    endedEarly ??= end
  }

  async function live(): Promise<End> {
    around.moved({ ...status })
    if (found) return print(found.path)
    const path = await around.fetchFile(order)
    if (endedEarly) return endedEarly
    const refusal = await refusedByGate(path, around.limits, order.height)
    if (refusal !== undefined) return { outcome: 'failed', reason: 'file-refused', detail: refusal }
    const { lines, trouble } = await measureGcodeFile(path)
    if (trouble) return { outcome: 'failed', reason: 'file-refused', detail: `line ${trouble.line}: ${trouble.text}` }
    status.linesTotal = lines
    if (endedEarly) return endedEarly
    if (performance.now() - begunAt > startWithinMs) {
      return { outcome: 'failed', reason: 'transfer-failed', detail: 'the file took too long: start it again' }
    }
    become('starting')
    await startCounting(around.port, around.onReply)
    if (endedEarly) return endedEarly
    around.journal.began(around.firmware, lines, around.heat())
    return print(path)
  }

  async function print(path: string): Promise<End> {
    const file = await openGcodeFile(path, found?.from.bytes)
    const source = found ? withOwnLines(file, found.from.number, found.own) : file
    playing = playStream(around.port, source, {
      settings: settingsFor(around.firmware),
      reportsHeat: around.firmware.reportsHeat,
      emergencyParser: around.firmware.emergencyParser,
      cancelled: cancelLines(around.profile),
      onNumbered: (upTo, own) => around.journal.numbered(upTo, own),
      ...(found && { from: found.from, takenUpTo: found.left.reserved }),
      onReply: (reply, line) => {
        pauses?.hear(line)
        if (reply.type === 'action') obey(reply.text)
        around.onReply(reply, line)
      },
    })
    pauses = createPauses({
      playing,
      profile: around.profile,
      limits: around.limits,
      stateAt: (bytes) => stateAt(path, bytes, order.height),
      nozzle: () => around.heat().nozzle ?? 0,
      changed: look,
      journal: around.journal.paused,
      found: found?.left.paused,
    })
    let journalledAt = -Infinity
    const watch = setInterval(() => {
      look()
      const at = performance.now()
      if (at - journalledAt < journalMs) return
      journalledAt = at
      around.journal.reached(playing!.progress().sure, around.heat())
    }, watchMs)
    const end = await playing.ended
    clearInterval(watch)
    look()
    await file.close()
    // A short end passes between two looks; the phases are told all the same.
    if (end.outcome === 'done') {
      become('printing')
      become('finishing')
    }
    return tripped ?? endOf(end)
  }

  /** Takes over what the stream has reached, and the phase that follows from it. */
  function look(): void {
    const { lines, bytes, resends, quality, closing } = playing!.progress()
    Object.assign(status, { linesAcked: lines, bytesAcked: bytes, resends, ...(quality && { quality }) })
    // Evidence of this very run: the firmware took its first line.
    if (status.phase === 'starting' && lines > 0) become('printing')
    if (status.phase === 'printing' || status.phase === 'paused') {
      const { phase, reason } = pauses!.shows()
      become(phase, reason)
    }
    if (closing && lines >= status.linesTotal && status.phase === 'printing') become('finishing')
  }

  const canPause = (): boolean =>
    pauses !== undefined && ['starting', 'printing', 'paused'].includes(status.phase) && !isOver

  /** Who stands at the printer counts as much as who sits at a screen; nothing is started from there. */
  function obey(text: string): void {
    const action = readAction(text)
    if (action.type === 'cancel') return void cancel()
    if (!canPause()) return
    if (action.type === 'pause') pauses!.pause('user')
    if (action.type === 'resume') pauses!.resume()
    if (action.type === 'held') pauses!.hold('at-the-printer')
    if (action.type === 'released') pauses!.release()
    if (action.type === 'runout') action.parked ? pauses!.hold('runout') : pauses!.pause('runout')
  }

  function cancel(): CommandRefusal | undefined {
    if (isOver) return 'not-possible-now'
    around.journal.abandoned()
    pauses?.close()
    if (playing) playing.cancel()
    else giveUp({ outcome: 'cancelled', reason: 'user' })
    return undefined
  }

  function stop(): void {
    around.journal.abandoned()
    pauses?.close()
    if (playing) return playing.stop()
    writeStop(around.port, 0)
    giveUp(tripped ?? { outcome: 'cancelled', reason: 'user', detail: softwareStop })
  }

  const ended = live()
    .catch((error: unknown): End => {
      if (endedEarly) return endedEarly
      if (error instanceof TransferFailed) return { outcome: 'failed', reason: error.reason, detail: error.message }
      return { outcome: 'failed', reason: 'no-answer', detail: escaped((error as Error).message) }
    })
    .then(async (end) => {
      const wasSent = playing !== undefined
      const isClean = end.outcome === 'completed' || end.reason === 'user'
      if (!isClean) around.journal.abandoned()
      const since = wasSent && isClean ? -Infinity : performance.now()
      if (wasSent && end.detail !== softwareStop && !isClean) writeCoolDown(around.port)
      const cold = await isCold(since, around.saidCold)
      delete status.reason
      isOver = true
      pauses?.close()
      Object.assign(status, end, { phase: 'ended', heatersOff: cold })
      const { linesAcked, resends, quality } = status
      const stream = { linesAcked, resends, ...(quality && { quality }) }
      around.journal.ended(end.outcome, stream)
      around.moved({ ...status })
      const isUntouched = end.reason !== undefined && beforeTheFirstLine.includes(end.reason)
      const goesOn = isUntouched || (isClean && end.detail !== softwareStop)
      return goesOn ? ('connected' as const) : ('greet-again' as const)
    })

  return {
    status: () => ({ ...status }),
    pause() {
      if (!canPause()) return 'not-possible-now'
      pauses!.pause('user')
      return undefined
    },
    resume: () => (canPause() ? pauses!.resume() : 'not-possible-now'),
    cancel,
    stop,
    trip(trouble) {
      tripped ??= { outcome: 'failed', ...trouble }
      stop()
    },
    interject(text) {
      playing?.interject(text)
      return playing !== undefined
    },
    lost(reason) {
      giveUp({ outcome: 'failed', reason: 'printer-unplugged', ...(reason && { detail: escaped(reason) }) })
      playing?.lost(reason)
    },
    ended,
  }
}

/** What a run was when the bridge last wrote. */
export function statusOf({ order, ...run }: OpenRun): RunStatus {
  return {
    runId: order.runId,
    attempt: order.attempt,
    phase: run.paused ? 'paused' : run.firmware ? 'printing' : 'transferring',
    ...(run.paused && { reason: run.paused.why }),
    linesAcked: run.reached.lines,
    linesTotal: run.linesTotal,
    bytesAcked: run.reached.bytes,
    bytesTotal: order.gcodeBytes,
    resends: 0,
    ...(run.incidents > 0 && { incidents: run.incidents }),
  }
}

/** Reasons for which the printer has heard nothing of the run. */
const beforeTheFirstLine: readonly RunReason[] = ['transfer-failed', 'file-mismatch', 'file-refused']

const softwareStop = 'M112'

function endOf(end: StreamEnd): End {
  const detail = end.detail === undefined ? {} : { detail: end.detail }
  if (end.outcome === 'done') return { outcome: 'completed' }
  if (end.outcome === 'cancelled') return { outcome: 'cancelled', reason: 'user' }
  if (end.outcome === 'stopped') return { outcome: 'cancelled', reason: 'user', detail: softwareStop }
  return { outcome: 'failed', reason: end.reason ?? 'no-answer', ...detail }
}

async function isCold(since: number, saidCold: (since: number) => boolean): Promise<boolean> {
  for (let waited = 0; waited < coldWithinMs; waited += 50) {
    if (saidCold(since)) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}
