import type { MachineState } from '#backend/gcode/machine-state.ts'
import type { Paused } from './journal.ts'
import type { CommandRefusal, PrinterLimits, PrinterProfile, RunPhase, RunReason } from '../messages.ts'
import { awakeLines, parkLines, returnLines, type PausePoint } from './pause-park.ts'
import { readPosition, saidTwice, type Position } from './position.ts'
import type { Playing } from '../stream/play-stream.ts'

export type PauseSurroundings = {
  playing: Playing
  profile: PrinterProfile
  limits: PrinterLimits
  /** What the file has set up to this offset. */
  stateAt: (bytes: number) => Promise<MachineState>
  /** °C measured last; 0 when nothing is known. */
  nozzle: () => number
  /** Hears that `shows` says something else now. */
  changed: () => void
  /** Keeps what a bridge that is killed has to know of a pause; undefined when there is none. */
  journal: (paused: Paused | undefined) => void
  /** The pause in which an earlier process of the bridge left the run. */
  found?: Paused | undefined
}

/** The pauses of one run: those that people ask for, and those that the firmware takes. */
export type Pauses = {
  pause: (why: RunReason) => void
  resume: () => CommandRefusal | undefined
  /** The firmware has parked by itself, until it says that it goes on. */
  hold: (why: RunReason) => void
  release: () => void
  /** Every line that the printer says. */
  hear: (line: string) => void
  /** What people are to see while lines flow or could. */
  shows: () => { phase: Extract<RunPhase, 'printing' | 'paused'>; reason?: RunReason }
  /** The run is over, or being stopped. */
  close: () => void
}

const awakeEveryMs = 30_000
const tries = 3

/** Firmware that says one of these has let its motors go, or does not know where they are. */
const motorsOff = /enqueueing "M(?:84|18)\b|^(?:echo:|Error:)?\s*home .*first/i

export function createPauses(around: PauseSurroundings): Pauses {
  const { playing, profile, limits, stateAt, nozzle, changed, journal, found } = around
  let wanted: 'printing' | 'paused' = found ? 'paused' : 'printing'
  let now = wanted
  let why: RunReason = found?.why ?? 'user'
  let held: RunReason | undefined
  let moving = false
  let closed = false
  let point: PausePoint | undefined = found?.point
  let positionLost = false
  let positions: Position[] = []
  let timers: NodeJS.Timeout[] = []

  /** Goes where people want to be, one way at a time: a change of mind waits until the head has arrived. */
  async function follow(): Promise<void> {
    if (moving) return
    moving = true
    while (wanted !== now && !closed) {
      const arrived = wanted === 'paused' ? await park() : await comeBack()
      if (!arrived) break
      changed()
    }
    moving = false
  }

  async function park(): Promise<boolean> {
    playing.pause()
    if (!(await playing.aside(['M400']))) return false
    const at = await askPosition()
    if (closed) return false
    // Everything that was sent is done now: the file stands where the printer does.
    const state = await stateAt(playing.progress().bytes).catch(() => undefined)
    // The file cannot be read any more: the print stays where it is, and only a cancel is left.
    positionLost = state === undefined
    point = state && { at, state }
    if (!point) {
      now = 'paused'
      journal({ why })
      wait()
      return true
    }
    const lines = parkLines(point, profile, limits, nozzle())
    if (lines.length > 0 && !(await playing.aside(lines))) return false
    now = 'paused'
    journal({ why, point })
    wait()
    return true
  }

  async function askPosition(): Promise<Position | undefined> {
    positions = []
    for (let i = 0; i < tries; i++) {
      if (!(await playing.aside(['M114', 'M114']))) return undefined
      const agreed = saidTwice(positions)
      if (agreed) return agreed
    }
    return undefined
  }

  /** A nozzle does not stay hot for ever over nothing, and motors that fall asleep would lose the place. */
  function wait(): void {
    let turn = 0
    const cool = setTimeout(() => void playing.aside(['M104 S0']), profile.coolAfterMinutes * 60_000)
    const awake = setInterval(() => {
      const lines = point ? awakeLines(point, profile, limits, turn++) : []
      if (lines.length > 0) void playing.aside(lines)
    }, awakeEveryMs)
    timers = [cool, awake]
  }

  async function comeBack(): Promise<boolean> {
    stopWaiting()
    if (point) journal({ why })
    if (point && !(await playing.aside(returnLines(point, profile, limits)))) return false
    if (positionLost) {
      wanted = 'paused'
      wait()
      return true
    }
    now = 'printing'
    point = undefined
    // A person who has changed their mind meanwhile: no line of the file in between.
    if (wanted !== 'printing' || held !== undefined) return true
    journal(undefined)
    playing.resume()
    return true
  }

  const stopWaiting = (): void => timers.splice(0).forEach((timer) => clearTimeout(timer))

  if (found) {
    playing.pause()
    wait()
  }

  return {
    pause(reason) {
      if (wanted === 'printing') why = reason
      if (now === 'printing') journal({ why })
      wanted = 'paused'
      changed()
      void follow()
    },
    resume() {
      if (held !== undefined) return 'paused-at-the-printer'
      if (positionLost) return 'position-lost'
      wanted = 'printing'
      changed()
      void follow()
      return undefined
    },
    hold(reason) {
      held = reason
      if (wanted === 'printing' && now === 'printing') journal({ why: reason })
      playing.pause()
      changed()
    },
    release() {
      held = undefined
      if (wanted === 'printing' && now === 'printing' && !moving) {
        journal(undefined)
        playing.resume()
      }
      changed()
    },
    hear(line) {
      const position = readPosition(line)
      if (position) positions.push(position)
      if (now === 'paused' && !positionLost && motorsOff.test(line)) {
        positionLost = true
        journal({ why: 'position-lost' })
      }
    },
    shows() {
      const oldest = playing.progress().oldest ?? ''
      if (/^M600\b/.test(oldest)) return { phase: 'paused', reason: 'filament' }
      if (held !== undefined) return { phase: 'paused', reason: held }
      if (now === 'paused') {
        const reason = positionLost ? 'position-lost' : wanted === 'printing' ? 'resuming' : why
        return { phase: 'paused', reason }
      }
      return wanted === 'paused' ? { phase: 'printing', reason: 'pausing' } : { phase: 'printing' }
    },
    close() {
      closed = true
      stopWaiting()
    },
  }
}
