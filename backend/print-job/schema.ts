import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { gateReasons, type GateReasonCode } from '#backend/gcode/allowed.ts'
import { mostCopies, scaleRange } from '#backend/mesh/placement.ts'
import { materialName } from '#backend/pricing/schema.ts'
import { runActions, runOutcomes, runStates } from '#backend/run/lifecycle.ts'
import { streamCauses, type StreamVerdict } from '#backend/run/stream-verdict.ts'
import { slicingProblems, type SlicingProblem } from '#backend/slicing/problem.ts'
import { printJobActions, printJobStates } from './lifecycle.ts'
import { waitReasons } from './queue.ts'

const vector = z.tuple([z.number(), z.number(), z.number()])
const component = z.number().min(-1).max(1)

/** What was measured on an uploaded model. */
export const modelFacts = z.object({
  sizeMm: vector,
  volumeCm3: z.number().nullable(),
  triangles: z.int(),
  closed: z.boolean(),
  shells: z.int(),
  openEdges: z.int(),
  reversedFacets: z.int(),
  /** What the numbers of the file may have been, where they make an odd size. */
  unitQuestion: z.enum(['inches', 'micrometres']).nullable(),
  /** What the lab could mend: holes filled by so many triangles, facets turned; null where nothing can or must. */
  repair: z.object({ holes: z.int(), added: z.int(), turned: z.int(), volumeCm3: z.number().nullable() }).nullable(),
  /** How thick it is under evenly spread points of its surface: forty numbers in mm, the thinnest first. */
  walls: z.array(z.number()),
  /** Sides on which it can lie, the best first: which way is down, and mm² that touch and that hang, mm high. */
  rests: z.array(z.object({ down: vector, contact: z.number(), overhang: z.number(), height: z.number() })),
})

/** How the model lies on the bed. */
export const placement = z.strictObject({
  /** A unit quaternion x, y, z, w. */
  turn: z.tuple([component, component, component, component]),
  scale: z.number().min(scaleRange.min).max(scaleRange.max),
  copies: z.int().min(1).max(mostCopies),
})

/** What was read in the G-code that would be printed. */
export const gcodeFacts = z.object({
  sha256: z.string(),
  /** Commands in the file. */
  lines: z.int(),
  layers: z.int(),
  seconds: z.number(),
  filamentMm: z.number(),
  grams: z.number(),
  maxNozzle: z.number(),
  maxBed: z.number(),
  slicer: z.string().nullable(),
  /** What it was sliced for, where the slicer says so; mm. */
  printerModel: z.string().nullable(),
  nozzleDiameter: z.number().nullable(),
})

/** Why the gate looks twice at a file, or refuses it. Sentences: gcode/sentences.ts. */
export const gateReason = z.object({
  code: z.enum(Object.keys(gateReasons) as [GateReasonCode, ...GateReasonCode[]]),
  line: z.int(),
  byte: z.int(),
  /** The layer in which it stands, from 1; null before the first. */
  layer: z.int().nullable(),
  text: z.string(),
  detail: z.record(z.string(), z.number()),
  count: z.int(),
})

export const quote = z.object({
  cents: z.int(),
  grams: z.number(),
  centsPerGram: z.number(),
  seconds: z.number(),
  centsPerHour: z.number(),
  centsPerStart: z.number().default(0),
  /** Null where nobody said which. */
  material: z.string().nullable().default(null),
  priceListId: z.string(),
})

/** How the lines reached the printer, and who made it wait. */
const streamVerdict: z.ZodType<StreamVerdict> = z.object({
  cause: z.enum(streamCauses),
  linesPerSecond: z.number(),
  resends: z.int(),
  resendRatio: z.number(),
  emptyMs: z.number(),
  emptyShare: z.number(),
  hostMs: z.number(),
  window: z.int(),
})

export const runView = z.object({
  id: z.string(),
  attempt: z.int(),
  state: z.enum(runStates),
  outcome: z.enum(runOutcomes).nullable(),
  /** Why it ended or paused: a code of the text tables, and the firmware's own words. */
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  machineId: z.string(),
  machineName: z.string(),
  startedBy: z.string().nullable(),
  claimedAt: z.number(),
  printingAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  linesAcked: z.int(),
  linesTotal: z.int(),
  resends: z.int(),
  /** How often the bridge restarted and the print went on. */
  incidents: z.int(),
  /** The layer it began with, when it was restarted on its part. */
  fromLayer: z.int().nullable(),
  /** Null until lines flow, and where the bridge does not measure it. */
  stream: streamVerdict.nullable(),
  /** 0 to 1 of the time. */
  progress: z.number().nullable(),
  readyAt: z.number().nullable(),
  layer: z.int().nullable(),
  layers: z.int().nullable(),
  actions: z.array(z.enum(runActions)),
})
export type RunView = z.infer<typeof runView>

/** One job as its owner or the team sees it. Nobody else sees it at all. */
export const printJob = z.object({
  id: z.string(),
  /** 4 signs without 0/O/1/I: what screens show instead of a name. */
  code: z.string(),
  title: z.string(),
  state: z.enum(printJobStates),
  since: z.number(),
  createdAt: z.number(),
  owner: z.object({ id: z.string(), name: z.string() }),
  mine: z.boolean(),
  /** The owner is trained on printers. */
  ownerAuthorized: z.boolean(),
  source: z.enum(['model', 'gcode']),
  fileName: z.string(),
  fileBytes: z.number(),
  /** Which bytes: another version of a file is another one, whatever its name. */
  fileSha256: z.string(),
  machineId: z.string().nullable(),
  machineName: z.string().nullable(),
  /** What it is printed in: as the slicer says, or as its owner chose; null while nobody said. */
  material: z.string().nullable(),
  model: modelFacts.nullable(),
  /** How the model lies; null for G-code. `sizeMm`: one copy as it lies, once it was prepared for a printer. */
  placement: placement.extend({ sizeMm: vector.nullable() }).nullable(),
  gcode: gcodeFacts.nullable(),
  slicing: z.enum(['none', 'running', 'done', 'failed']),
  /** How far it is while it runs, 0 to 1; null where the slicer did not say yet. */
  slicingProgress: z.number().nullable(),
  /** Why slicing failed: a code of the text tables. */
  slicingProblem: z.enum(Object.keys(slicingProblems) as [SlicingProblem, ...SlicingProblem[]]).nullable(),
  /** Whether the model is printed mended, as its maker wishes. */
  repaired: z.boolean(),
  /** Whether what hangs gets support, as its maker wishes. */
  support: z.boolean(),
  /** What the G-code was sliced with: the profile as it was then; `name` is empty for the one that every lab has. */
  slicedWith: z.object({ name: z.string(), material: z.string(), version: z.int(), support: z.boolean() }).nullable(),
  verdict: z.enum(['safe', 'look', 'refused']).nullable(),
  reasons: z.array(gateReason),
  quote: quote.nullable(),
  /** The name of the shelf bin in which the part waits for its maker. */
  bin: z.string().nullable(),
  /** What the maker tells the team, and what the team answered last. */
  note: z.string(),
  answer: z.string().nullable(),
  /** 1-based place in the printer's queue while queued. */
  position: z.int().nullable(),
  waits: z.enum(waitReasons).nullable(),
  run: runView.nullable(),
  actions: z.array(z.enum(printJobActions)),
  /** Whether this viewer may start it now at its printer. */
  canStart: z.boolean(),
})
export type PrintJob = z.infer<typeof printJob>

/** mm and °C. `layer` counts from 1; `from` and `to` are those that can be chosen. */
export const restartPlan = z.object({
  layer: z.int(),
  from: z.int(),
  to: z.int(),
  layers: z.int(),
  /** Layers that were surely finished, and how far the printer had acknowledged the file. */
  finished: z.int(),
  linesAcked: z.int(),
  linesTotal: z.int(),
  /** Top of the part, where the nozzle has to touch it. */
  height: z.number(),
  x: z.number(),
  y: z.number(),
  nozzle: z.number(),
  bed: z.number(),
  /** 0 to 1. */
  fan: z.number(),
  relativeE: z.boolean(),
  /** What is sent before the layer, and the first lines of it. */
  before: z.array(z.string()),
  first: z.array(z.string()),
})
export type RestartPlan = z.infer<typeof restartPlan>

export const jobEvent = z.object({
  at: z.number(),
  actor: z.string().nullable(),
  action: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  reason: z.string().nullable(),
})
export type JobEvent = z.infer<typeof jobEvent>

export const printJobApi = {
  list: endpoint('GET', '/api/print-jobs', {
    who: 'visitor',
    does: 'My jobs, with scope=bin those that I threw away in the last thirty days, or with scope=desk all that are alive in the lab (for the team).',
    query: z.object({ scope: z.enum(['mine', 'bin', 'desk']).default('mine') }),
    reply: z.array(printJob),
  }),
  get: endpoint('GET', '/api/print-jobs/:id', {
    who: 'visitor',
    does: 'One job, for its owner and the team.',
    reply: printJob,
  }),
  byUpload: endpoint('GET', '/api/print-jobs/by-upload/:uploadId', {
    who: 'visitor',
    does: 'The job that a finished upload became.',
    reply: printJob,
  }),
  history: endpoint('GET', '/api/print-jobs/:id/history', {
    who: 'visitor',
    does: 'Who moved the job, when, and why.',
    reply: z.array(jobEvent),
  }),
  configure: endpoint('PATCH', '/api/print-jobs/:id', {
    who: 'member',
    does: 'Title, note, material, printer of a job that is not sent yet; how its model lies on the bed, in which quality it is printed, with support or without; each of these slices the model anew, choosing a material quotes it anew.',
    body: z.strictObject({
      title: z.string().trim().min(1).max(80).optional(),
      note: z.string().trim().max(500).optional(),
      machineId: z.string().optional(),
      material: materialName.optional(),
      placement: placement.optional(),
      profileId: z.string().max(60).optional(),
      support: z.boolean().optional(),
      repaired: z.boolean().optional(),
    }),
    reply: printJob,
  }),
  remove: endpoint('DELETE', '/api/print-jobs/:id', {
    who: 'visitor',
    does: 'Throws one of my jobs away that nobody waits for: it stays in the bin for thirty days, then its file and its name are forgotten.',
    reply: z.object({ change: receipt.nullable() }),
  }),
  restore: endpoint('POST', '/api/print-jobs/:id/restore', {
    who: 'visitor',
    does: 'Takes one of my jobs out of the bin.',
    reply: printJob,
  }),
  act: endpoint('POST', '/api/print-jobs/:id/actions', {
    who: 'visitor',
    does: 'Moves the job along its table: submit, approve, send_back, reject, cancel, collect, requeue …',
    body: z.strictObject({
      action: z.enum(printJobActions),
      reason: z.string().trim().min(2).max(500).optional(),
      /** For `approve`: the hash of the G-code that was looked at. Another one is refused. */
      gcodeSha256: z.string().optional(),
    }),
    reply: printJob,
  }),
  start: endpoint('POST', '/api/print-jobs/:id/runs', {
    who: 'volunteer',
    does: 'A person at the printer says that the bed is clear and starts: one gesture. Refused when anything is amiss.',
    body: z.strictObject({ bedIsClear: z.literal(true) }),
    reply: printJob,
  }),
  restartPlan: endpoint('GET', '/api/print-jobs/:id/restart', {
    who: 'volunteer',
    does: 'What a restart on the part would do, from this layer or the first that was not surely finished. Nothing moves.',
    query: z.object({ layer: z.coerce.number().int().min(2).optional() }),
    reply: restartPlan,
  }),
  restart: endpoint('POST', '/api/print-jobs/:id/restarts', {
    who: 'volunteer',
    does: 'A person at the printer says that the part still sticks, and that the nozzle touches its top: the print goes on from a layer.',
    body: z.strictObject({ layer: z.int().min(2), partSticks: z.literal(true), nozzleTouches: z.literal(true) }),
    reply: printJob,
  }),
  actOnRun: endpoint('POST', '/api/runs/:id/actions', {
    who: 'member',
    does: 'Pauses, resumes or cancels a run: its owner or the team.',
    body: z.strictObject({ action: z.enum(runActions) }),
    reply: printJob,
  }),
  thumbnail: endpoint('GET', '/api/print-jobs/:id/thumbnail', {
    who: 'visitor',
    does: 'The picture, 512 px. With the hash of the file in the address, a browser may keep it.',
    query: z.object({ file: z.string().optional() }),
    file: 'image/png',
  }),
  preview: endpoint('GET', '/api/print-jobs/:id/preview', {
    who: 'visitor',
    does: 'The compact mesh that the 3D view loads. With the hash of the file in the address, a browser may keep it.',
    query: z.object({ file: z.string().optional() }),
    file: 'application/octet-stream',
  }),
  faults: endpoint('GET', '/api/print-jobs/:id/faults', {
    who: 'visitor',
    does: 'Where the model is open, and what would fill it, for the 3D view.',
    query: z.object({ file: z.string().optional() }),
    file: 'application/octet-stream',
  }),
  toolpath: endpoint('GET', '/api/print-jobs/:id/toolpath', {
    who: 'visitor',
    does: 'All printed lines of the G-code, thinned to at most 5 MB, with the hash of the G-code in the address.',
    query: z.object({ file: z.string().optional() }),
    file: 'application/octet-stream',
  }),
  layerIndex: endpoint('GET', '/api/print-jobs/:id/layers', {
    who: 'visitor',
    does: 'Where in the blocks each layer of the G-code is, how high, and when it begins.',
    query: z.object({ file: z.string().optional() }),
    file: 'application/octet-stream',
  }),
  layerBlocks: endpoint('GET', '/api/print-jobs/:id/layers/blocks', {
    who: 'visitor',
    does: 'Every printed line of the G-code, a block for each layer: ask for the bytes of one (Range).',
    query: z.object({ file: z.string().optional() }),
    file: 'application/octet-stream',
  }),
  download: endpoint('GET', '/api/print-jobs/:id/gcode', {
    who: 'visitor',
    does: 'The G-code, as an attachment.',
    file: 'application/octet-stream',
  }),
}
