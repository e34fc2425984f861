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
  /** Up to here another stream has sent the lines: none of them can be sent again. */
  readonly base: number
  /** Numbers of lines: highest ever written, next to write (again), highest taken for done, highest known to be accepted. */
  sent: number
  next: number
  acked: number
  accepted: number
  /** The last `historyLength` lines as written, by number modulo `historyLength`. */
  history: Sent[]
  /** How many lines may be in flight now, and how many bytes of them. Both fall with trouble and climb again. */
  window: number
  rxBudget: number
  /** How many commands the firmware queues behind its receive buffer: what `B` in an "ok" counts down from. 0 until it is learned. */
  firmwareQueue: number
  /**
   * Whether "ok"s and lines have never lost step. After a refusal lines that the firmware still has queued count as done, and
   * their "ok"s are taken for those of later lines.
   */
  isExact: boolean
  /** What the wire is like: its shortest round trip, and the usual time between two "ok"s with its deviation, in ms. */
  roundTripMs: number
  paceMs: number
  paceSpreadMs: number
  trouble: Trouble
  /** Where sending again begins; 0 when the firmware has to be asked first. */
  pointer: number
  quietUntil: number
  /** A resend request is followed by an "ok" that answers no line; any write ends the wait for it. */
  swallowOk: boolean
  /** "ok"s that answer what was written outside of the numbers (M108, M876): they answer no line. */
  strayOks: number
  /** The line that the firmware's error named, to be compared with the request that follows. */
  said: number | undefined
  /** A request that contradicts what we know: obeyed when it is said twice. */
  suspect: number | undefined
  /** How often the end has been confirmed. */
  proofs: number
  /** Questions since the last sign of progress, the line at which the last one was asked, and whether one is due. */
  asks: number
  askedAt: number
  doubts: boolean
  /** Lines written after the one that was refused: each will be refused too. */
  stale: number
  retries: number
  numberedOks: number
  lively: boolean
  wroteAt: number
  heardAt: number
  ackedAt: number
  busyAt: number
  resends: number
  waited: Waited
}

/** What makes the stream careful, in numbers of lines: see `care.ts`. */
export type Trouble = {
  /** Retransmissions that were refused too, each by the line at which it happened. */
  failedAt: number[]
  /** Refusals that came right after a long silence: what an overrun looks like. */
  overrunAt: number[]
  /** A doubt is asked about at most once in so many lines. */
  askEach: number
  /** "ok"s since lines began to flow: the first ones come a round trip after their lines, not after each other. */
  okRow: number
  /** How old lines are at their "ok", lately and at best, in ms. */
  age: number
  usualAge: number
  /** One line in flight until this line. */
  carefulUntil: number
  /** The last line at which anything was wrong. */
  lastAt: number
}

/** Who waited for whom, in ms. */
export type Waited = {
  /** First write, and last "ok". */
  startedAt: number | undefined
  endedAt: number
  pausedAt: number | undefined
  pausedMs: number
  /** Nothing in flight: since when, and whether because the source had nothing ready. */
  idleSince: number | undefined
  emptyMs: number
  sourceMs: number
  mostInFlight: number
}

export type StreamSettings = {
  /** The most lines that may be in flight, and the most bytes of them: what the firmware's receive buffer holds. */
  window: number
  rxBudget: number
  /**
   * Whether "ok" says that a line is done, not only received. Then the line after it has left the receive buffer: it is the
   * one that the firmware is at.
   */
  okOnceDone: boolean
  /** Replies carry line numbers modulo this; undefined where they carry all of them. */
  numbersWrapAt: number | undefined
  /** Whether the firmware checks line numbers. Otherwise nothing may be sent twice, and "ok"s are all we have. */
  checked: boolean
  /** After this silence an "ok" counts as lost, in ms, however quickly they usually come; and the least such silence. */
  replyMs: number
  leastReplyMs: number
  /** How long nothing must come in before lines are sent again, in ms: at most, and at least. */
  quietMs: number
  leastQuietMs: number
  /** Whether it reports its temperatures by itself, all the time: then any long silence means something. */
  reportsHeat: boolean
  /** Firmware that reports by itself and says nothing for so long is gone, in ms. */
  deadMs: number
}

/** `end` is the offset in the file after the line; lines of our own (polls, the closing script) have none. */
export type StreamLine = { text: string; end?: number }

export type Sent = { frame: string; text: string; fileLines: number; fileBytes: number; at: number }

export type StreamEvent =
  | { type: 'fed'; lines: StreamLine[]; ended: boolean; at: number }
  | { type: 'heard'; reply: Reply; at: number }
  | { type: 'tick' | 'pause' | 'resume' | 'poll'; at: number }
  /** A command was written past the conversation: its "ok" will come among the others. */
  | { type: 'stray'; at: number }
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
  okOnceDone: false,
  numbersWrapAt: undefined,
  checked: true,
  replyMs: 1000,
  leastReplyMs: 100,
  quietMs: 25,
  leastQuietMs: 5,
  reportsHeat: false,
  deadMs: 15_000,
}

/** How far behind the last "ok" the firmware can truly be, beside what was in flight: what doubled "ok"s add up to. */
export const believable = 16

/** How many lines can be asked for again. */
export const historyLength = 1024

/** A line of the stream, how many lines of the file there are up to it, and the file's offset after them. */
export type StreamPosition = { number: number; lines: number; bytes: number }

const theStart: StreamPosition = { number: 0, lines: 0, bytes: 0 }

/** `tail` is sent after the source's last line. The firmware's counter stands at `from`, as proven before. */
export function newStream(settings: StreamSettings, tail: StreamLine[], at: number, from = theStart): Stream {
  const history: Sent[] = []
  history[from.number % historyLength] = { frame: '', text: '', fileLines: from.lines, fileBytes: from.bytes, at }
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
    base: from.number,
    sent: from.number,
    next: from.number + 1,
    acked: from.number,
    accepted: from.number,
    history,
    window: 1,
    rxBudget: settings.rxBudget,
    firmwareQueue: 0,
    isExact: true,
    roundTripMs: Infinity,
    paceMs: settings.replyMs,
    paceSpreadMs: 0,
    trouble: {
      failedAt: [],
      overrunAt: [],
      askEach: 10,
      okRow: 0,
      age: 0,
      usualAge: Infinity,
      carefulUntil: 0,
      lastAt: 0,
    },
    pointer: 0,
    quietUntil: 0,
    swallowOk: false,
    strayOks: 0,
    said: undefined,
    suspect: undefined,
    proofs: 0,
    asks: 0,
    askedAt: 0,
    doubts: false,
    stale: 0,
    retries: 0,
    numberedOks: 0,
    lively: false,
    wroteAt: at,
    heardAt: at,
    ackedAt: at,
    busyAt: -Infinity,
    resends: 0,
    waited: {
      startedAt: undefined,
      endedAt: at,
      pausedAt: undefined,
      pausedMs: 0,
      idleSince: undefined,
      emptyMs: 0,
      sourceMs: 0,
      mostInFlight: 0,
    },
  }
}

/** Lines of the source acknowledged so far, and the file offset after the last of them. */
export function progressOf(stream: Stream): { lines: number; bytes: number } {
  const { fileLines, fileBytes } = stream.history[stream.acked % historyLength]!
  return { lines: fileLines, bytes: fileBytes }
}

/**
 * A position that the firmware has reached for certain. Counted "ok"s drift (one may come twice), by no more than its
 * buffers hold.
 */
export function surePosition(stream: Stream): StreamPosition {
  const counted = stream.acked - believable - stream.waited.mostInFlight
  const number = Math.max(stream.base, Math.min(stream.accepted, stream.acked), counted)
  const { fileLines, fileBytes } = stream.history[number % historyLength]!
  return { number, lines: fileLines, bytes: fileBytes }
}

/** A line of ours among those of the file (a question, a script), by the number it has in the stream. */
export type OwnLine = { number: number; text: string }

export function ownLinesSince(stream: Stream, number: number): OwnLine[] {
  const own: OwnLine[] = []
  for (let n = number + 1; n <= stream.sent; n++) {
    const line = stream.history[n % historyLength]!
    if (line.fileLines === stream.history[(n - 1) % historyLength]!.fileLines) own.push({ number: n, text: line.text })
  }
  return own
}
