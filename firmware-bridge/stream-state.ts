import type { Reply } from './reply.ts'

/** All that a conversation remembers. */
export type Stream = {
  readonly settings: StreamSettings
  /**
   * run: lines flow. quiet: after a resend request, until nothing more comes in. recover: lines of the history again,
   * one at a time. asking: the probe is out, and only its answer counts.
   */
  mode: 'run' | 'quiet' | 'recover' | 'asking' | 'done' | 'failed'
  /** What waits to be sent, and what follows when the source has no more. */
  queue: StreamLine[]
  tail: StreamLine[]
  /** Lines of ours that go before the queue, in a pause too, and the number of the last one written. */
  aside: StreamLine[]
  asideEnd: number
  sourceEnded: boolean
  paused: boolean
  pollDue: boolean
  /** Numbers of lines: highest written, highest taken for done, highest known to be accepted. */
  sent: number
  acked: number
  accepted: number
  /** The last `historyLength` lines as written, by number modulo `historyLength`. */
  history: Sent[]
  /** The next line to send again. */
  pointer: number
  quietUntil: number
  /** A resend request is followed by an "ok" that answers no line; any write ends the wait for it. */
  swallowOk: boolean
  /** The line that the firmware's error named, to be compared with the request that follows. */
  said: number | undefined
  /** A request that contradicts what we know: obeyed when it is said twice. */
  suspect: number | undefined
  /** How often the end has been confirmed. */
  proofs: number
  asks: number
  retries: number
  numberedOks: number
  lively: boolean
  wroteAt: number
  heardAt: number
  ackedAt: number
  busyAt: number
  resends: number
}

export type StreamSettings = {
  /** How many lines may be in flight, and how many bytes of them: what the firmware's receive buffer holds. */
  window: number
  rxBudget: number
  /** Whether the firmware checks line numbers. Otherwise nothing may be sent twice, and "ok"s are all we have. */
  checked: boolean
  /** After this silence an "ok" counts as lost, in ms. */
  replyMs: number
  /** How long nothing must come in before lines are sent again, in ms. */
  quietMs: number
  /** Firmware that reports by itself and says nothing for so long is gone, in ms. */
  deadMs: number
}

/** `end` is the offset in the file after the line; lines of our own (polls, the closing script) have none. */
export type StreamLine = { text: string; end?: number }

type Sent = { frame: string; text: string; fileLines: number; fileBytes: number }

export type StreamEvent =
  | { type: 'fed'; lines: StreamLine[]; ended: boolean; at: number }
  | { type: 'heard'; reply: Reply; at: number }
  | { type: 'tick' | 'pause' | 'resume' | 'poll'; at: number }
  /** Lines of ours at the next turn, before those of the source, whether it is paused or not. */
  | { type: 'aside'; lines: StreamLine[]; at: number }
  /** Nothing more of the source; these lines instead, and then the end. */
  | { type: 'cancel'; lines: StreamLine[]; at: number }

export type StreamFailure = 'firmware-error' | 'firmware-restarted' | 'no-answer'
export type Effect =
  { type: 'write'; text: string } | { type: 'done' } | { type: 'failed'; reason: StreamFailure; detail: string }

export const usualSettings: StreamSettings = {
  window: 1,
  rxBudget: 127,
  checked: true,
  replyMs: 1000,
  quietMs: 25,
  deadMs: 15_000,
}

/** How many lines can be asked for again. */
export const historyLength = 1024

/** `tail` is sent after the source's last line. The firmware's counter stands at 0. */
export function newStream(settings: StreamSettings, tail: StreamLine[], at: number): Stream {
  return {
    settings: settings.checked ? settings : { ...settings, window: 1 },
    mode: 'run',
    queue: [],
    tail,
    aside: [],
    asideEnd: 0,
    sourceEnded: false,
    paused: false,
    pollDue: false,
    sent: 0,
    acked: 0,
    accepted: 0,
    history: [{ frame: '', text: '', fileLines: 0, fileBytes: 0 }],
    pointer: 0,
    quietUntil: 0,
    swallowOk: false,
    said: undefined,
    suspect: undefined,
    proofs: 0,
    asks: 0,
    retries: 0,
    numberedOks: 0,
    lively: false,
    wroteAt: at,
    heardAt: at,
    ackedAt: at,
    busyAt: -Infinity,
    resends: 0,
  }
}

/** Lines of the source acknowledged so far, and the file offset after the last of them. */
export function progressOf(stream: Stream): { lines: number; bytes: number } {
  const { fileLines, fileBytes } = stream.history[stream.acked % historyLength]!
  return { lines: fileLines, bytes: fileBytes }
}
