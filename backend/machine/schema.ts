import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { troubleCodes, type TroubleCode } from '#firmware-bridge/messages.ts'
import { receipt } from '#backend/change/schema.ts'
import { pictureId } from '#backend/picture/schema.ts'
import { machineKinds } from './kinds.ts'
import { machineStates } from './state.ts'

/** What a printer asks a person, in its own words; with no text it only waits for its button to be pressed. */
export const printerPrompt = z.object({
  id: z.string(),
  text: z.string(),
  choices: z.array(z.string()),
  /** Whether the answer can be given here; else only at the printer. */
  answerable: z.boolean(),
})
export type PrinterPrompt = z.infer<typeof printerPrompt>

/** After a run: its heaters are not confirmed off, or do not cool. */
const heatAlarm = z.enum(['heaters-on', 'not-cooling'])

/** The latest a printer said of itself. All of it is public: no name, no file. */
export const printerReport = z.object({
  machineId: z.string(),
  /** When the printer said so, epoch ms of the server. */
  at: z.number(),
  nozzle: z.number().nullable(),
  nozzleTarget: z.number().nullable(),
  bed: z.number().nullable(),
  bedTarget: z.number().nullable(),
  /** 0 to 1 of the print's time, from the bytes that the firmware acknowledged; null when nothing prints. */
  progress: z.number().nullable(),
  /** When the print should be done, epoch ms. */
  readyAt: z.number().nullable(),
  layer: z.int().nullable(),
  layers: z.int().nullable(),
  /** Also on the card; here again, so that a screen that missed its coming or going is put right within seconds. */
  prompt: printerPrompt.nullable(),
  alarm: heatAlarm.nullable(),
  /** What is done by hand; null during a print. `position`: where its head is for certain, mm. */
  byHand: z
    .object({
      act: z.enum(['preheat', 'home', 'jog', 'extrude', 'load', 'unload', 'fan', 'console']).optional(),
      step: z.enum(['heating', 'moving']).optional(),
      position: z.tuple([z.number(), z.number(), z.number()]).optional(),
      /** Heat that was turned on by hand goes off after so many minutes without use. */
      heatEndsIn: z.int().optional(),
      trouble: z.enum(['too-cold', 'no-answer']).optional(),
    })
    .nullable(),
})
export type PrinterReport = z.infer<typeof printerReport>

export const bedStates = ['clear', 'not_clear', 'unknown'] as const
export type BedState = (typeof bedStates)[number]

/** What a screen shows of one machine: the same card on the phone, the desk, the wall and the kiosk. No names, ever. */
export const machineCard = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(machineKinds),
  room: z.string(),
  state: z.enum(machineStates),
  /** Since when, epoch ms. */
  since: z.number(),
  /** In use or reserved until then, epoch ms, where it is known. */
  until: z.number().nullable(),
  /** Free now, but booked from then on, epoch ms. */
  nextBooking: z.number().nullable(),
  /** Why it is out of order, in the words of staff. */
  outOfOrder: z.string().nullable(),
  /** When it should be back, epoch ms, where somebody said so. */
  outOfOrderUntil: z.number().nullable(),
  /** Only printers have this. */
  printer: z
    .object({
      online: z.boolean(),
      bed: z.enum(bedStates),
      /** The 4-sign code of the job that prints or lies on the bed. */
      jobCode: z.string().nullable(),
      runPhase: z.string().nullable(),
      queued: z.int(),
      report: printerReport.nullable(),
      prompt: printerPrompt.nullable(),
      alarm: heatAlarm.nullable(),
      /** What people must know before they send a file: mm. */
      bedSize: z.tuple([z.number(), z.number(), z.number()]),
      virtual: z.boolean(),
    })
    .nullable(),
})
export type MachineCard = z.infer<typeof machineCard>

/** How the printer is plugged in, and why it cannot be reached. For the team: it names ports and programs. */
export const printerPort = z.object({
  port: z.string(),
  baud: z.int(),
  firmware: z.string().nullable(),
  trouble: z.object({ code: z.enum(troubleCodes), port: z.string(), what: z.string() }).nullable(),
})
export type { TroubleCode }
export type PrinterPort = z.infer<typeof printerPort>

/** How a printer is reached and how far it may go: mm and °C. */
const printerSettings = z.strictObject({
  /** A device path, tcp://host:port or virtual:?speed=20 */
  port: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^(\/dev\/[\w./:+-]+|tcp:\/\/[\w.-]+:\d+|virtual:(\?[\w=&.,-]*)?)$/),
  /** 0: the bridge finds it. */
  baud: z.union([z.literal(0), z.int().min(9600).max(1_000_000)]),
  bedX: z.number().min(50).max(2000),
  bedY: z.number().min(50).max(2000),
  bedZ: z.number().min(50).max(2000),
  maxNozzle: z.int().min(150).max(320),
  maxBed: z.int().min(0).max(140),
})

/** What people read of a machine before they use it. */
const aboutMachine = {
  rules: z.string().trim().max(2000),
  /** « PLA, PETG »; empty: any. */
  materials: z.string().trim().max(200),
  /** Whom to ask for a training. For members only. */
  trainedBy: z.string().trim().max(200),
  photo: pictureId.nullable(),
}

/** What staff change of a machine. Its kind stays: authorizations are given for it. */
export const machineSettings = z.strictObject({
  name: z.string().trim().min(1).max(40),
  room: z.string().trim().max(40),
  /** The space it stands in: who books the space has all its machines. */
  spaceId: z.string().max(40).nullable(),
  /** Of a space: how many of its machines may be booked at once; null: all. */
  capacity: z.int().min(1).max(500).nullable(),
  ...aboutMachine,
  /** Only printers have this. */
  printer: printerSettings.nullable(),
})
export type MachineSettings = z.infer<typeof machineSettings>

const withVersion = machineSettings.extend({ version: z.string().max(40) })

export const machineInput = z.strictObject({
  name: z.string().trim().min(1).max(40),
  kind: z.enum(machineKinds),
  room: z.string().trim().max(40).default(''),
  printer: printerSettings
    .extend({
      baud: printerSettings.shape.baud.default(115_200),
      bedX: printerSettings.shape.bedX.default(250),
      bedY: printerSettings.shape.bedY.default(210),
      bedZ: printerSettings.shape.bedZ.default(210),
      maxNozzle: printerSettings.shape.maxNozzle.default(260),
      maxBed: printerSettings.shape.maxBed.default(100),
    })
    .optional(),
})

/** Where a printer waits in a pause, and how a cancelled print leaves it: mm and minutes. */
export const printerProfile = z.strictObject({
  /** Within its bed: the service knows how large that is. */
  parkX: z.number().min(0).max(2000),
  parkY: z.number().min(0).max(2000),
  lift: z.number().min(1).max(50),
  retract: z.number().min(0).max(10),
  /** A paused nozzle does not stay hot for ever. */
  coolAfterMinutes: z.int().min(1).max(60),
  homeXAfterCancel: z.boolean(),
  motorsOffAfterCancel: z.boolean(),
})
export type PrinterProfile = z.infer<typeof printerProfile>

export const machineApi = {
  list: endpoint('GET', '/api/machines', {
    who: 'screen',
    kept: 'lab',
    does: 'Every machine with its live state.',
    reply: z.array(machineCard),
  }),
  get: endpoint('GET', '/api/machines/:id', { who: 'screen', does: 'One machine.', reply: machineCard }),
  add: endpoint('POST', '/api/machines', {
    who: 'staff',
    does: 'Adds a machine or a printer.',
    body: machineInput,
    reply: machineCard,
  }),
  about: endpoint('GET', '/api/machines/:id/about', {
    who: 'visitor',
    does: 'Rules, materials, photo of a machine, and whom to ask for a training.',
    reply: z.object(aboutMachine),
  }),
  settings: endpoint('GET', '/api/machines/:id/settings', {
    who: 'staff',
    does: 'Everything that is set for a machine.',
    reply: withVersion,
  }),
  change: endpoint('PUT', '/api/machines/:id/settings', {
    who: 'staff',
    does: 'Changes it, unless somebody else did since `version`. A printer that prints keeps its port, bed and limits.',
    body: withVersion,
    reply: withVersion.extend({ change: receipt.nullable() }),
  }),
  remove: endpoint('DELETE', '/api/machines/:id', {
    who: 'staff',
    does: 'Puts a machine in the bin for thirty days, and cancels its bookings to come. Refused while it prints.',
    reply: z.object({ change: receipt.nullable(), cancelled: z.int() }),
  }),
  clearBed: endpoint('POST', '/api/machines/:id/bed', {
    who: 'volunteer',
    does: 'A named person says that the bed is clear. `partIsGood` false: the print on it failed.',
    body: z.strictObject({ partIsGood: z.boolean().default(true) }),
    reply: machineCard,
  }),
  coolDown: endpoint('POST', '/api/machines/:id/cool-down', {
    who: 'volunteer',
    does: 'Turns the heaters of a printer off that prints nothing.',
    reply: machineCard,
  }),
  answer: endpoint('POST', '/api/machines/:id/answer', {
    who: 'volunteer',
    does: 'Answers what the printer asks. Refused once the question has been answered, or another one is asked.',
    body: z.strictObject({ prompt: z.string().min(1).max(64), choice: z.int().min(0).max(5) }),
    reply: machineCard,
  }),
  port: endpoint('GET', '/api/machines/:id/port', {
    who: 'volunteer',
    does: 'How a printer is plugged in, and why its bridge cannot reach it.',
    reply: printerPort,
  }),
  acceptBoard: endpoint('POST', '/api/machines/:id/board', {
    who: 'staff',
    does: 'Says that whoever answers at the printer’s port next is this printer: its board was exchanged.',
    reply: machineCard,
  }),
  profile: endpoint('GET', '/api/machines/:id/profile', {
    who: 'staff',
    does: 'Where a printer waits in a pause, and how a cancelled print leaves it.',
    reply: printerProfile,
  }),
  setProfile: endpoint('PUT', '/api/machines/:id/profile', {
    who: 'staff',
    does: 'Changes it, within the printer’s bed. A print under way keeps what it began with.',
    body: printerProfile,
    reply: printerProfile,
  }),
  softwareStop: endpoint('POST', '/api/machines/:id/software-stop', {
    who: 'volunteer',
    does: 'Stops the printer at once and turns its heaters off. It never expires and is never refused while the bridge lives.',
    reply: machineCard,
  }),
}
