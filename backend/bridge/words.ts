import { z } from 'zod'
import {
  mostPorts,
  runPhases,
  troubleCodes,
  type BridgeEvent,
  type Hello,
  type PortSeen,
  type PrinterTrouble,
  type RunReason,
  type RunStatus,
  type Telemetry,
} from '#firmware-bridge/messages.ts'
import { runOutcomes } from '#backend/run/lifecycle.ts'

/** What a bridge may say, checked at the edge like every input: the twin of firmware-bridge/messages.ts. */
const runStatus: z.ZodType<RunStatus> = z.object({
  runId: z.string(),
  attempt: z.int(),
  phase: z.enum(runPhases),
  outcome: z.enum(runOutcomes).exactOptional(),
  // A newer bridge may know more reasons: the end of a run is not refused for its words.
  reason: z.custom<RunReason>((value) => typeof value === 'string').exactOptional(),
  detail: z.string().exactOptional(),
  linesAcked: z.number(),
  linesTotal: z.number(),
  bytesAcked: z.number(),
  bytesTotal: z.number(),
  resends: z.number(),
  incidents: z.number().exactOptional(),
  quality: z
    .object({ streamedMs: z.number(), emptyMs: z.number(), hostMs: z.number(), window: z.number() })
    .exactOptional(),
  heatersOff: z.boolean().exactOptional(),
})

const envelope = { seq: z.int(), at: z.number(), printerId: z.string() }

const trouble: z.ZodType<PrinterTrouble> = z.object({
  // A newer bridge may know more of them: then it is only said that the printer cannot be reached.
  code: z.enum(troubleCodes).catch('no-connection'),
  port: z.string().max(300),
  what: z.string().max(2000).exactOptional(),
})

export const portsSeen: z.ZodType<PortSeen[]> = z
  .array(
    z.object({
      address: z.string().max(300),
      device: z.string().max(300),
      words: z.string().max(200),
      alike: z.boolean(),
    }),
  )
  .max(mostPorts)

export const bridgeEvent: z.ZodType<BridgeEvent> = z.discriminatedUnion('type', [
  z.object({ ...envelope, type: z.literal('run:moved'), run: runStatus }),
  z.object({ ...envelope, type: z.literal('printer:reached'), firmware: z.string().exactOptional() }),
  z.object({ ...envelope, type: z.literal('printer:lost'), detail: z.string().exactOptional() }),
  z.object({ ...envelope, type: z.literal('printer:unreached'), trouble }),
  z.object({ ...envelope, type: z.literal('printer:failed'), detail: z.string() }),
  z.object({
    ...envelope,
    type: z.literal('printer:said'),
    command: z.string().max(64),
    lines: z.array(z.string().max(300)).max(60),
  }),
])

const degrees = z.number().exactOptional()

export const telemetry: z.ZodType<Telemetry> = z.object({
  printerId: z.string(),
  at: z.number(),
  nozzle: degrees,
  nozzleTarget: degrees,
  bed: degrees,
  bedTarget: degrees,
  noise: z.object({ longLines: z.number(), oddBytes: z.number() }).exactOptional(),
  run: runStatus.exactOptional(),
  prompt: z
    .object({
      id: z.string().max(64),
      text: z.string().max(300),
      choices: z.array(z.string().max(40)).max(6),
      answerable: z.boolean(),
    })
    .exactOptional(),
  alarm: z.enum(['heaters-on', 'not-cooling']).exactOptional(),
  byHand: z
    .object({
      act: z.enum(['preheat', 'home', 'jog', 'extrude', 'load', 'unload', 'fan', 'console']).exactOptional(),
      step: z.enum(['heating', 'moving']).exactOptional(),
      position: z.tuple([z.number(), z.number(), z.number()]).exactOptional(),
      heatEndsIn: z.int().exactOptional(),
      trouble: z.enum(['too-cold', 'no-answer']).exactOptional(),
    })
    .exactOptional(),
})

export const hello: z.ZodType<Hello> = z.object({
  bridgeId: z.string(),
  journal: z.string().min(1),
  ports: portsSeen.exactOptional(),
  printers: z.array(
    z.object({
      printerId: z.string(),
      online: z.boolean(),
      firmware: z.string().exactOptional(),
      trouble: trouble.exactOptional(),
      run: runStatus.exactOptional(),
    }),
  ),
})
