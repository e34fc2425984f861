/** What one printer can take: the gate and the bridge refuse G-code beyond it. Millimetres and °C. */
export type PrinterLimits = {
  bedX: number
  bedY: number
  bedZ: number
  maxNozzle: number
  maxBed: number
  /** mm/s, the fastest feedrate a file may ask for. */
  maxFeed: number
}

/** Where a printer waits in a pause, and how a cancelled print leaves it. Millimetres of the machine. */
export type PrinterProfile = {
  parkX: number
  parkY: number
  /** How far the nozzle rises from the part, within the printer's height. */
  lift: number
  /** Filament pulled back while it waits. */
  retract: number
  /** After so long a pause the nozzle cools; the bed stays hot, so that the part holds. */
  coolAfterMinutes: number
  homeXAfterCancel: boolean
  motorsOffAfterCancel: boolean
}

/** For a printer of which the lab has said nothing: at the left, the bed brought to the front. */
export const usualProfile = ({ bedY }: Pick<PrinterLimits, 'bedY'>): PrinterProfile => ({
  parkX: 0,
  parkY: Math.max(0, bedY - 10),
  lift: 10,
  retract: 2,
  coolAfterMinutes: 10,
  homeXAfterCancel: false,
  motorsOffAfterCancel: true,
})

/** How the backend describes a printer to the bridge that owns its port. `port` is a path, `tcp://host:port` or `virtual:?speed=20`; `baud` 0 has the bridge find the speed. */
export type PrinterConfig = {
  id: string
  name: string
  port: string
  baud: number
  limits: PrinterLimits
  /** Missing in lists that an older backend gave. */
  profile?: PrinterProfile
}

/** The file to print, wholly checked before the first line is sent. */
export type RunOrder = {
  runId: string
  printerId: string
  /** A run id is started at most once per attempt; the bridge refuses an attempt that it has already started. */
  attempt: number
  gcodeSha256: string
  gcodeBytes: number
  /** Path on the backend, fetched with the bridge's own token. */
  gcodeUrl: string
  /** Of a print restarted on its part: where the nozzle stands at the first line, as a person has told it, in mm. */
  height?: number
}

export const commandTypes = [
  'run:start',
  'run:pause',
  'run:resume',
  'run:cancel',
  'printer:stop',
  'printer:cool-down',
  'printer:answer',
  'printer:accept',
  'printer:by-hand',
] as const
export type CommandType = (typeof commandTypes)[number]

/** How old a command may be when it reaches the bridge, in ms. A stop never expires. (safety.md S3) */
export const commandMaxAge: Record<CommandType, number> = {
  'run:start': 60_000,
  'run:pause': 30_000,
  'run:resume': 30_000,
  'run:cancel': Infinity,
  'printer:stop': Infinity,
  'printer:cool-down': Infinity,
  'printer:answer': 30_000,
  'printer:accept': 30_000,
  'printer:by-hand': 30_000,
}

/** What a person may have an idle printer do: a closed list with numbers. Only the console carries text, which the gate judges here, too. */
export type HandAct =
  /** °C, 0 for off. */
  | { act: 'preheat'; nozzle: number; bed: number }
  | { act: 'home' }
  /** mm, from where the head is. */
  | { act: 'jog'; axis: 'x' | 'y' | 'z'; by: number }
  /** mm of filament, negative to pull back. */
  | { act: 'extrude'; by: number }
  /** Heats the nozzle to so many °C, waits, and moves the filament slowly. */
  | { act: 'load' | 'unload'; nozzle: number }
  /** 0 to 255. */
  | { act: 'fan'; speed: number }
  | { act: 'console'; line: string }

/** What is done by hand with a printer that prints nothing. */
export type ByHand = {
  /** Under way; missing when nothing is. */
  act?: HandAct['act']
  /** Of a filament act. */
  step?: 'heating' | 'moving'
  /** Where its head is, mm; missing before it has found its origin, and once its motors may have let go. */
  position?: [number, number, number]
  /** Heat that was turned on by hand goes off by itself after so many minutes without use. */
  heatEndsIn?: number
  /** The last act was broken off: the nozzle was not hot enough, or the printer did not answer. */
  trouble?: 'too-cold' | 'no-answer'
}

export type Command = {
  id: string
  type: CommandType
  printerId: string
  /** Rises each time the backend takes the printers over; a command of an older epoch is refused. */
  epoch: number
  /** The backend's clock. The bridge measures its distance to its own monotonic clock at each connection. */
  issuedAt: number
  runId?: string
  order?: RunOrder
  /** For `printer:answer`: which question, and the number of the button, from 0. */
  answer?: { prompt: string; choice: number }
  /** For `printer:by-hand`. */
  byHand?: HandAct
}

export type CommandRefusal =
  | 'expired'
  | 'old-epoch'
  | 'unknown-printer'
  | 'printer-offline'
  | 'printer-busy'
  | 'attempt-already-started'
  | 'no-such-run'
  | 'not-possible-now'
  /** The printer has paused by itself: it goes on there. */
  | 'paused-at-the-printer'
  /** The motors were switched off in the pause: nobody knows any more where the head is. */
  | 'position-lost'
  /** The question has been answered, or the printer no longer asks it. */
  | 'no-such-prompt'
  /** By hand: where the head is is not known, the move would leave the bed, the nozzle is too cold, the target too hot. */
  | 'not-homed'
  | 'outside-bed'
  | 'too-cold'
  | 'too-hot'
  | 'line-refused'

export type CommandAnswer = { ok: true } | { ok: false; refusal: CommandRefusal; detail?: string }

export const runPhases = ['transferring', 'starting', 'printing', 'paused', 'finishing', 'ended'] as const
export type RunPhase = (typeof runPhases)[number]
export type RunOutcome = 'completed' | 'cancelled' | 'failed' | 'interrupted' | 'unknown'

/** Why a run ended other than completed, or why it paused. Shown through the text tables, never raw. */
export type RunReason =
  | 'user'
  | 'firmware-error'
  | 'firmware-restarted'
  | 'printer-unplugged'
  | 'no-answer'
  | 'file-mismatch'
  | 'file-refused'
  | 'bridge-restarted'
  | 'transfer-failed'
  /** Pauses: the sensor saw the filament end; a filament change of the file; the printer's own button. */
  | 'runout'
  | 'filament'
  | 'at-the-printer'
  /** Seen by the bridge in the temperatures: it stopped the printer. */
  | 'too-hot'
  | 'heats-too-fast'
  | 'not-heating'
  | 'cools-while-heating'
  | 'sensor-lost'
  /** On its way into the pause (still `printing`), and out of it (still `paused`). */
  | 'pausing'
  | 'resuming'
  | 'position-lost'
  /** After a crash of the bridge: why the print could not be continued. */
  | 'bridge-late'
  | 'bridge-restarted-often'
  | 'line-unknown'
  | 'heat-changed'
  | 'printer-changed'
  | 'printer-parked'

/** How the stream went, as far as the host can know: who made the printer wait. Times in ms, pauses left out. */
export type StreamQuality = {
  /** From the first line to the last. */
  streamedMs: number
  /** Of these, with every line answered and the next not yet sent: the firmware had nothing queued. */
  emptyMs: number
  /** Of these, because this machine was late: the file was not read in time, or the process did not get to run. */
  hostMs: number
  /** The most lines that were in flight at once. */
  window: number
}

export type RunStatus = {
  runId: string
  attempt: number
  phase: RunPhase
  outcome?: RunOutcome
  reason?: RunReason
  /** The firmware's own words, cut and escaped. */
  detail?: string
  /** Commands acknowledged by the firmware, and commands in the file. */
  linesAcked: number
  linesTotal: number
  /** Byte offset in the file of the last acknowledged command. */
  bytesAcked: number
  bytesTotal: number
  resends: number
  /** How often the bridge has restarted in this run, and the print gone on; missing when never. */
  incidents?: number
  /** Missing until lines flow, and from bridges that do not measure it. */
  quality?: StreamQuality
  /** Whether the heaters were seen cold-bound (targets 0) at the end; undefined while running. */
  heatersOff?: boolean
}

/** Why a printer cannot be reached. Shown through the text tables, with the port's name in the sentence. */
export const troubleCodes = [
  'no-such-port',
  'port-busy',
  'port-forbidden',
  'not-a-port',
  'not-an-address',
  'no-connection',
  'no-answer',
  'not-understood',
  'not-a-printer',
  'halted',
  'unplugged',
  'another-device',
  'another-printer',
  'same-adapters',
] as const
export type TroubleCode = (typeof troubleCodes)[number]

/** `what`: who holds the port, what answers instead of a printer, the system's words: cut and escaped. */
export type PrinterTrouble = { code: TroubleCode; port: string; what?: string }

/** A port that the bridge sees. Only those of its printers are ever opened. */
export type PortSeen = {
  /** The name that stays: by serial number, else by the socket it is plugged into. */
  address: string
  /** What the system calls it now: /dev/ttyUSB0. */
  device: string
  /** What the USB descriptor says in words, '' when it says nothing. */
  words: string
  /** It has no serial number and another of its kind is plugged in: it is known by its socket only. */
  alike: boolean
}
/** More ports are not told of. */
export const mostPorts = 64

/** Events the backend must not lose: numbered, journalled on the bridge, replayed until acknowledged. */
export type BridgeEvent = { seq: number; at: number; printerId: string } & (
  | { type: 'run:moved'; run: RunStatus }
  | { type: 'printer:reached'; firmware?: string }
  | { type: 'printer:lost'; detail?: string }
  /** It cannot be reached, and why; said again only when the reason changes. */
  | { type: 'printer:unreached'; trouble: PrinterTrouble }
  | { type: 'printer:failed'; detail: string }
  /** What it said to a line of the console, which the command of this id carried: cut and escaped. */
  | { type: 'printer:said'; command: string; lines: string[] }
)

/** After a run: its heaters are not said to be off, or are said to be off and do not cool. */
export type HeatAlarm = 'heaters-on' | 'not-cooling'

/** What a printer asks a person. Its own words: cut and escaped, in no language of ours. */
export type PrinterPrompt = {
  /** Names this asking; '' when it only waits for its button to be pressed, and `text` is empty then. */
  id: string
  text: string
  choices: string[]
  /** Whether it can be answered from here; else only at the printer. */
  answerable: boolean
}

/** Volatile: the latest value counts, at most twice a second for each printer. */
export type Telemetry = {
  printerId: string
  at: number
  nozzle?: number
  nozzleTarget?: number
  bed?: number
  bedTarget?: number
  /** What came from it since its port was opened that no firmware says: lines too long, bytes that are no text. */
  noise?: { longLines: number; oddBytes: number }
  run?: RunStatus
  /** Missing when the printer asks nothing. */
  prompt?: PrinterPrompt
  /** Missing when all is well. */
  alarm?: HeatAlarm
  /** Missing during a run, and from bridges that do nothing by hand. */
  byHand?: ByHand
}

/** Said at every connection, before any event: what the bridge knows now. */
export type Hello = {
  bridgeId: string
  /** Missing from bridges that do not look. */
  ports?: PortSeen[]
  /** A new value at each start of the bridge's event journal: event numbers are unique within it. */
  journal: string
  printers: { printerId: string; online: boolean; firmware?: string; trouble?: PrinterTrouble; run?: RunStatus }[]
}

export type Welcome = { serverNow: number; epoch: number; printers: PrinterConfig[] }

export type BridgeToServer = {
  hello: (hello: Hello, welcome: (welcome: Welcome) => void) => void
  event: (event: BridgeEvent, acked: (seq: number) => void) => void
  telemetry: (telemetry: Telemetry) => void
  /** One was plugged in or out. */
  ports: (ports: PortSeen[]) => void
}

export type ServerToBridge = {
  command: (command: Command, answer: (answer: CommandAnswer) => void) => void
  /** The list of printers changed: open what is new, close what is gone (never while it prints). */
  printers: (printers: PrinterConfig[]) => void
  /**
   * A fresh token for the link. It is said back once it is safely on the bridge's disk; from then on the one before it is
   * refused. Until then both are good.
   */
  renew: (token: string, kept: (token: string) => void) => void
}
