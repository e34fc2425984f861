import { dialectOf } from '../stream/dialects.ts'
import { probe, resetCounter } from '../stream/framing.ts'
import type { Port } from '../port/port.ts'
import { readReply, type Reply } from '../stream/reply.ts'
import { playStream } from '../stream/play-stream.ts'
import { usualSettings } from '../stream/stream.ts'
import { strangerIn } from './stranger.ts'
import { NoAnswer } from '../port/trouble.ts'

/** What a printer told of itself when it was greeted. */
export type Firmware = {
  /** Its M115 line, '' when it has none. */
  identity: string
  uuid: string | undefined
  reportsHeat: boolean
  emergencyParser: boolean
  /** Whether it refuses a line that is out of order: then nothing can be lost or done twice. */
  checked: boolean
}

const stepMs = 2000
const tries = 5

/**
 * Opens the conversation with an idle printer: waits for its boot messages to end, sets its line counter, asks who it
 * is and has it report temperatures and signs of life; `also` are commands of the caller's, in the same conversation.
 */
export async function greet(
  port: Port,
  bootMs: number,
  onReply: (reply: Reply, line: string) => void = () => {},
  also: readonly string[] = [],
): Promise<Firmware> {
  const banner: Reply[] = []
  await bootEnds(port, bootMs, (reply, line) => (banner.push(reply), onReply(reply, line)))
  refuseStranger(port, banner)
  port.write('\n')
  const checked = await startCounting(port, onReply)
  const firmware: Firmware = { identity: '', uuid: undefined, reportsHeat: false, emergencyParser: false, checked }

  const read = (reply: Reply, line: string): void => {
    const identity = /FIRMWARE_NAME:.*/.exec(line)?.[0]
    if (identity !== undefined) {
      firmware.identity = identity
      firmware.uuid = /UUID:([0-9a-f-]{8,})/i.exec(identity)?.[1]
    }
    if (reply.type === 'capability' && reply.name === 'AUTOREPORT_TEMP') firmware.reportsHeat = reply.has
    if (reply.type === 'capability' && reply.name === 'EMERGENCY_PARSER') firmware.emergencyParser = reply.has
    onReply(reply, line)
  }
  await say(port, ['M115'], firmware, read)
  // Repetier says "ok" first and its report afterwards.
  if (firmware.identity === '') await heard(port, 250, read, () => firmware.identity !== '')
  const wishes = [
    ...(firmware.reportsHeat ? ['M155 S2'] : []),
    ...(dialectOf(firmware.identity).saysBusy ? ['M113 S1'] : []),
    ...also,
    'M105',
  ]
  await startCounting(port, onReply)
  await say(port, wishes, firmware, read)
  return firmware
}

/**
 * Sets the firmware's line counter to 0 and has it prove that: the probe must be answered with "Resend: 1". Firmware
 * that executes the probe does not check line numbers. False then.
 */
export async function startCounting(port: Port, onReply: (reply: Reply, line: string) => void): Promise<boolean> {
  let executedProbe = 0
  let answers = 0
  for (let attempt = 0; attempt < tries; attempt++) {
    port.write(`${resetCounter}\n`)
    let replies = await heard(port, stepMs, onReply, (reply) => reply.type === 'ok')
    answers += replies.length
    refuseDead(port, replies)
    if (!replies.some((reply) => reply.type === 'ok')) continue

    port.write(`${probe(0)}\n`)
    const settled = (reply: Reply, all: Reply[]): boolean =>
      reply.type === 'ok' && (all.some((other) => other.type === 'resend') || reply.heat !== undefined)
    // An "ok" alone may be the first half of something: a moment more will tell.
    replies = await heard(port, answers > 0 && executedProbe === 0 ? 500 : 250, onReply, settled)
    refuseDead(port, replies)
    const said = replies.map(saidNext).find((line) => line !== undefined)
    if (said === 1) {
      // Some firmware adds an "ok" to its request, some does not.
      if (!replies.some((reply) => reply.type === 'ok')) await heard(port, 50, onReply, (reply) => reply.type === 'ok')
      return true
    }
    if (said === undefined && replies.some((reply) => reply.type === 'ok') && ++executedProbe >= 2) {
      // What the probe has done to a counter that takes anything: back to 0.
      port.write(`${resetCounter}\n`)
      await heard(port, stepMs, onReply, (reply) => reply.type === 'ok')
      return false
    }
  }
  throw new NoAnswer(answers === 0 ? 'no-answer' : 'not-understood', port.name)
}

const saidNext = (reply: Reply): number | undefined =>
  reply.type === 'resend' ? reply.line : reply.type === 'refused' ? reply.last + 1 : undefined

function refuseDead(port: Port, replies: Reply[]): void {
  const failure = replies.find((reply) => reply.type === 'failure')
  if (failure) throw new NoAnswer('halted', port.name, failure.text)
  refuseStranger(port, replies)
}

function refuseStranger(port: Port, replies: Reply[]): void {
  const stranger = replies.map((reply) => (reply.type === 'other' ? strangerIn(reply.text) : undefined)).find(Boolean)
  if (stranger !== undefined) throw new NoAnswer('not-a-printer', port.name, stranger)
}

/** A few commands of our own, in a conversation of their own. What firmware does not know, it says and goes on. */
async function say(
  port: Port,
  lines: string[],
  { checked }: Pick<Firmware, 'checked'>,
  onReply: (reply: Reply, line: string) => void,
): Promise<void> {
  const batches = [lines.map((text) => ({ text }))]
  const playing = playStream(
    port,
    { next: async () => batches.shift() },
    {
      settings: { ...usualSettings, checked },
      closing: [],
      reportsHeat: true,
      emergencyParser: false,
      onReply,
    },
  )
  // Firmware that answers nothing at all to a command it does not know must not stop us.
  const timer = setTimeout(() => playing.lost('timeout'), 10_000)
  await playing.ended
  clearTimeout(timer)
}

/** Waits until nothing has come in for a moment after the banner, or nothing at all for `bootMs`. */
export async function bootEnds(
  port: Port,
  bootMs: number,
  onReply: (reply: Reply, line: string) => void,
): Promise<void> {
  let heardSomething = false
  for (let waited = 0; waited < 10_000; waited += 250) {
    const replies = await heard(port, heardSomething ? 300 : bootMs, onReply, () => true)
    if (replies.length === 0) return
    // Reports of temperatures go on for ever: they are no banner.
    heardSomething ||= replies.some((reply) => reply.type !== 'heat')
    if (!heardSomething) return
  }
}

/** What comes in during `ms`, cut short as soon as `isEnough`. */
export function heard(
  port: Port,
  ms: number,
  onReply: (reply: Reply, line: string) => void,
  isEnough: (reply: Reply, all: Reply[]) => boolean,
): Promise<Reply[]> {
  return new Promise((resolve) => {
    const replies: Reply[] = []
    const done = (): void => {
      clearTimeout(timer)
      port.onLine((line) => onReply(readReply(line), line))
      resolve(replies)
    }
    const timer = setTimeout(done, ms)
    port.onLine((line) => {
      const reply = readReply(line)
      onReply(reply, line)
      replies.push(reply)
      if (isEnough(reply, replies)) done()
    })
  })
}
