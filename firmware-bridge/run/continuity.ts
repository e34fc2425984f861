import { msSince } from './boot-clock.ts'
import { asLeft, findLine, isStillHot, recentTargets } from './continued-file.ts'
import { dialectOf } from '../stream/dialects.ts'
import { probe } from '../stream/framing.ts'
import type { OpenRun } from './journal.ts'
import type { RunReason } from '../messages.ts'
import type { Port } from '../port/port.ts'
import { readReply, type Heat, type Reply } from '../stream/reply.ts'
import type { StreamPosition } from '../stream/stream.ts'

/** A run found open after a crash of the bridge: where its printer stands, proven, or why it must not go on. */
export type Continuity = { from: StreamPosition; path: string } | { because: RunReason }

/** The heaters are off 15 s after the bridge has died, or the print goes on: this leaves the printer time to hear of it. */
const proveWithinMs = 12_000
/** A fourth crash in one run has a cause that a person must find. */
const mostIncidents = 3

/** How much longer the printer may wait for the proof, in ms. */
export const timeLeft = (run: OpenRun): number => proveWithinMs - msSince(run.at)

/** What needs no question to the printer. */
export function cannotGoOn(run: OpenRun): RunReason | undefined {
  if (run.abandoned || !run.firmware) return 'bridge-restarted'
  if (run.incidents >= mostIncidents) return 'bridge-restarted-often'
  // Firmware that takes any number can prove nothing.
  if (!run.firmware.checked) return 'line-unknown'
  return timeLeft(run) > 0 ? undefined : 'bridge-late'
}

/**
 * Asks the printer where it stands, in a way that moves nothing: the probe, twice, with the same answer; its temperatures;
 * and who it is. Every answer must fit what the journal knows. `findFile` gives the file's path once it is checked.
 */
export async function proveContinuity(
  port: Port,
  run: OpenRun,
  findFile: () => Promise<string | undefined>,
  onReply: (reply: Reply, line: string) => void,
): Promise<Continuity> {
  const refusal = cannotGoOn(run)
  if (refusal) return { because: refusal }
  const until = performance.now() + timeLeft(run)
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), until - performance.now()).unref())
  const finding = findFile().catch(() => undefined)
  const talk = openTalk(port, onReply)
  try {
    const said = await askTwice(port, talk, run.reserved, until)
    if (typeof said === 'string') return { because: said }
    // 0 is what a printer says that has been switched off and on.
    if (said === 0) return { because: 'firmware-restarted' }
    const number = unwrapped(said, run)
    if (number < run.reached.number || number > run.reserved) return { because: 'line-unknown' }
    const heat = await hearHeat(port, talk, until)
    if (typeof heat === 'string') return { because: heat }
    const other = await askIdentity(port, talk, run.firmware!.identity)
    if (other) return { because: other }

    const path = await Promise.race([finding, late])
    if (path === 'late') return { because: 'bridge-late' }
    if (path === undefined) return { because: 'file-mismatch' }
    const from = await findLine(path, run.reached, run.own, number)
    if (!from) return { because: 'line-unknown' }
    // With the file's last line taken only the closing lines are left, which switch the heaters off.
    const isStillIn = from.lines < run.linesTotal
    const isParked = run.paused?.point !== undefined
    if (isStillIn && run.aside && !isParked) return { because: 'printer-parked' }
    const asked = isParked ? asLeft : await recentTargets(path, from.bytes)
    if (isStillIn && !isStillHot(heat, run.heat, asked)) return { because: 'heat-changed' }
    return talk.trouble() ? { because: talk.trouble()! } : { from, path }
  } catch {
    return { because: 'file-mismatch' }
  }
}

/** What the printer says, one reply at a time. */
type Talk = {
  /** The next reply that is no report of its own accord; undefined when none comes in `ms`. */
  next: (ms: number) => Promise<Reply | undefined>
  /** Its temperatures, as heard since the last `forget`. */
  heat: () => Heat
  forget: () => void
  /** It has said that it is not the one it was. */
  trouble: () => RunReason | undefined
}

function openTalk(port: Port, onReply: (reply: Reply, line: string) => void): Talk {
  const heard: Reply[] = []
  let heat: Heat = {}
  let trouble: RunReason | undefined
  let wake = (): void => {}
  port.onLine((line) => {
    const reply = readReply(line)
    onReply(reply, line)
    if (reply.type === 'restarted') trouble ??= 'firmware-restarted'
    if (reply.type === 'failure') trouble ??= 'firmware-error'
    if ((reply.type === 'heat' || reply.type === 'ok') && reply.heat) heat = { ...heat, ...reply.heat }
    if (reply.type === 'heat' || reply.type === 'busy') return
    heard.push(reply)
    wake()
  })
  return {
    async next(ms) {
      if (heard.length === 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          wake = () => (clearTimeout(timer), resolve())
        })
      }
      return heard.shift()
    },
    heat: () => heat,
    forget: () => void (heat = {}),
    trouble: () => trouble,
  }
}

/** Firmware that counts in 16 bits says 3 for 65539. */
function unwrapped(said: number, { firmware, reached }: OpenRun): number {
  const wrap = dialectOf(firmware?.identity ?? '').numbersWrapAt
  if (wrap === undefined || said >= wrap) return said
  return reached.number + ((((said - reached.number) % wrap) + wrap) % wrap)
}

const answerMs = 2000
/** Nothing more comes in for so long: what was under way when the bridge died has been read. */
const quietMs = 100

/** The last line accepted, said twice in a row. The first line end closes whatever the crash has cut in two. */
async function askTwice(port: Port, talk: Talk, reserved: number, until: number): Promise<number | RunReason> {
  let before: number | undefined
  while (performance.now() < until) {
    port.write(`\n${probe(reserved)}\n`)
    let said: number | undefined
    for (let wait = Math.min(answerMs, until - performance.now()); wait > 0;) {
      const reply = await talk.next(wait)
      if (talk.trouble()) return talk.trouble()!
      if (!reply) break
      if (reply.type === 'resend') said = reply.line - 1
      if (said !== undefined) wait = quietMs
    }
    if (said !== undefined && said === before) return said
    before = said ?? before
  }
  return 'no-answer'
}

const reportMs = 2500

/** Firmware that reports by itself is waited for; any other is asked, without a number. */
async function hearHeat(port: Port, talk: Talk, until: number): Promise<Heat | RunReason> {
  // What waited in the port may be older than the crash.
  talk.forget()
  const askAt = performance.now() + reportMs
  let isAsked = false
  while (performance.now() < until) {
    if (talk.trouble()) return talk.trouble()!
    if (talk.heat().nozzleTarget !== undefined) return talk.heat()
    if (!isAsked && performance.now() > askAt) {
      port.write('M105\n')
      isAsked = true
    }
    await talk.next(50)
  }
  return 'no-answer'
}

const identityMs = 1200

/**
 * Another printer at this place says so. One that is in the middle of a wait says nothing now, and its line counter, which
 * no other has, must do; its late "ok" is one more than the stream expects, which the stream can bear.
 */
async function askIdentity(port: Port, talk: Talk, identity: string): Promise<RunReason | undefined> {
  // One answer may be damaged.
  for (let times = 0; identity !== '' && times < 2; times++) {
    port.write('M115\n')
    const said = await hearIdentity(talk)
    if (talk.trouble()) return talk.trouble()
    if (said === undefined || said === identity) return undefined
  }
  return identity === '' ? undefined : 'printer-changed'
}

async function hearIdentity(talk: Talk): Promise<string | undefined> {
  const until = performance.now() + identityMs
  let said: string | undefined
  while (performance.now() < until) {
    const reply = await talk.next(said === undefined ? until - performance.now() : quietMs)
    if (reply?.type === 'identity') said = reply.text
    if (!reply && said !== undefined) break
  }
  return said
}
