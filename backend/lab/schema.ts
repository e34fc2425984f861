import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { languages } from '#backend/base/language.ts'
import { receipt } from '#backend/change/schema.ts'
import { passphrase, personName, signedIn } from '#backend/member/schema.ts'
import { pictureId } from '#backend/picture/schema.ts'

/** What everybody may know of the lab, before signing in. */
export const lab = z.object({
  name: z.string(),
  timeZone: z.string(),
  language: z.enum(languages),
  currency: z.string(),
  town: z.string(),
  /** The id of its picture, or null. */
  logo: z.string().nullable(),
  /** False until the first run is done: every other page waits for it. */
  isSetUp: z.boolean(),
  /** Whether phones of the lab's network can reach it. */
  openToNetwork: z.boolean(),
  /** Where phones find it. */
  url: z.string(),
  /** The end of the opening that is under way, epoch ms; null when closed now. */
  openUntil: z.number().nullable(),
  /** The next opening's start, when closed now. */
  opensAt: z.number().nullable(),
  /** The server's clock, epoch ms: screens set theirs by it. */
  now: z.number(),
  /** False where no slicer is installed: members then send G-code. */
  canSlice: z.boolean(),
  maxModelBytes: z.number(),
  maxGcodeBytes: z.number(),
  /** The version of the running server: a page older than it reloads itself. */
  version: z.string(),
})

export const setUpInput = z.strictObject({
  code: z.string().regex(/^\d{6}$/),
  name: z.string().trim().min(1).max(60),
  timeZone: z.string().max(60),
  language: z.enum(languages),
  adminName: personName,
  passphrase,
  openToNetwork: z.boolean(),
  /** Printers to begin with; `virtual` is the demonstration printer. */
  demoPrinter: z.boolean(),
})

export const address = z.object({
  url: z.string(),
  /** Scalable QR code of `url`, as path data in a square of `size` modules: drawn by the page, no markup from the server. */
  qr: z.object({ size: z.int(), path: z.string() }),
  openToNetwork: z.boolean(),
})

/** What staff change of the lab itself. */
export const labSettings = z.strictObject({
  name: z.string().trim().min(1).max(60),
  town: z.string().trim().max(60),
  timeZone: z.string().max(60),
  /** The language of its screens and papers; each member has their own. */
  language: z.enum(languages),
  logo: pictureId.nullable(),
})
export type LabSettings = z.infer<typeof labSettings>

export type Lab = z.infer<typeof lab>
export type SetUpInput = z.infer<typeof setUpInput>
export type Address = z.infer<typeof address>

export const labApi = {
  get: endpoint('GET', '/api/lab', {
    who: 'anyone',
    does: 'The lab: its name, its time, whether it is open.',
    reply: lab,
  }),
  setUp: endpoint('POST', '/api/lab', {
    who: 'anyone',
    does: 'First run: names the lab and its first admin. Needs the 6-digit code printed in the terminal.',
    body: setUpInput,
    reply: signedIn,
  }),
  address: endpoint('GET', '/api/lab/address', {
    who: 'visitor',
    does: 'Where phones find the lab, with its QR code.',
    reply: address,
  }),
  settings: endpoint('GET', '/api/lab/settings', {
    who: 'staff',
    does: 'Name, town, time zone, language and logo of the lab.',
    reply: labSettings.extend({ version: z.string() }),
  }),
  setSettings: endpoint('PUT', '/api/lab/settings', {
    who: 'staff',
    does: 'Changes them, unless somebody else did since `version`.',
    body: labSettings.extend({ version: z.string().max(40) }),
    reply: labSettings.extend({ version: z.string(), change: receipt.nullable() }),
  }),
  setNetwork: endpoint('PUT', '/api/lab/network', {
    who: 'staff',
    does: 'Opens the lab to the phones of its network, or closes it.',
    body: z.strictObject({ open: z.boolean() }),
    reply: address,
  }),
}
