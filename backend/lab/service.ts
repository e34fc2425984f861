import { encode } from 'uqr'
import { putAuthorization } from '#backend/authorization/store.ts'
import { isTimeZone } from '#backend/base/calendar-day.ts'
import { Refusal } from '#backend/base/refusal.ts'
import { recorded, versionOf, type Doing } from '#backend/change/service.ts'
import { insertBridge } from '#backend/bridge/store.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { hashPassphrase } from '#backend/io/password.ts'
import { hashToken, randomId } from '#backend/io/random.ts'
import { createMachine } from '#backend/machine/service.ts'
import type { OwnMember } from '#backend/member/schema.ts'
import { createMember, openSession } from '#backend/member/service.ts'
import { openNow } from '#backend/opening/openings.ts'
import { replaceOpeningHours } from '#backend/opening/store.ts'
import { openCalendar } from '#backend/opening/views.ts'
import type { Tariff } from '#backend/pricing/price.ts'
import { insertPriceList } from '#backend/pricing/store.ts'
import type { Address, Lab, LabSettings, SetUpInput } from './schema.ts'
import { insertUsualProfiles } from '#backend/slicing-profile/service.ts'
import { findLab, insertLab, updateLab, updateNetwork, type LabRow } from './store.ts'

export async function describeLab(app: App): Promise<Lab> {
  const row = await findLab(app.db)
  return {
    name: row?.name ?? '',
    timeZone: row?.timeZone ?? 'Europe/Paris',
    language: (row?.language ?? 'fr') as Lab['language'],
    currency: row?.currency ?? 'EUR',
    town: row?.town ?? '',
    logo: row?.logo ?? null,
    isSetUp: row !== undefined,
    openToNetwork: app.network.isOpen(),
    url: app.network.url(),
    ...(row ? openNow(await openCalendar(app.db, row), app.now()) : { openUntil: null, opensAt: null }),
    now: app.now(),
    canSlice: app.slicer.isPresent,
    maxModelBytes: app.config.maxModelBytes,
    maxGcodeBytes: app.config.maxGcodeBytes,
    version: app.config.version,
  }
}

/** Tuesday to Saturday, ten to seven: what a new lab starts with, and changes in its settings. */
const usualHours = [2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '10:00', closes: '19:00' }))

/** The first run. The code in the terminal keeps a neighbour on the network from setting the lab up first. */
export async function setUp(app: App, input: SetUpInput): Promise<{ token: string; member: OwnMember }> {
  if (!isTimeZone(input.timeZone)) throw new Refusal('input.invalid')
  if (await findLab(app.db)) throw new Refusal('lab.already-set-up')
  if (!app.setupCode.value || input.code !== app.setupCode.value) throw new Refusal('lab.wrong-setup-code')
  const passphraseHash = await hashPassphrase(input.passphrase)
  const done = await app.db.transaction().execute(async (tx) => {
    if (await findLab(tx)) throw new Refusal('lab.already-set-up')
    const labId = await createLab(app, tx, input)
    const admin = { name: input.adminName, passphraseHash, role: 'admin', language: input.language } as const
    const member = await createMember(app, tx, labId, admin)
    await putAuthorization(tx, {
      labId,
      memberId: member.id,
      machineKind: 'printer',
      grantedBy: null,
      grantedAt: app.now(),
    })
    if (input.demoPrinter) {
      const port = `virtual:?speed=${app.config.virtualSpeed}`
      await createMachine(app, tx, labId, {
        name: 'DEMO',
        kind: 'printer',
        room: '',
        printer: { ...usualPrinter, port },
      })
    }
    return { labId, token: await openSession(app, tx, labId, member.id), member }
  })
  app.setupCode.value = undefined
  await app.tellBridges(done.labId)
  if (input.openToNetwork) await app.network.setOpen(true)
  app.publish('lab:changed', { to: 'lab' })
  return { token: done.token, member: { ...done.member, authorizations: ['printer'], teaches: [] } }
}

/** A common bed with common limits. */
export const usualPrinter = { baud: 115_200, bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 280, maxBed: 110 }

/** Five cents a gram, forty an hour: what a new lab starts with, and changes in its settings. */
const usualTariff: Tariff = { name: '', roles: [], gram: 5, materials: [], hour: 40, start: 0, slotHour: [] }

/** The rows that every lab has: itself, its hours, its local bridge, its prices. */
export async function createLab(
  app: Pick<App, 'now' | 'bridgeToken'>,
  tx: Db,
  lab: Pick<LabRow, 'name' | 'timeZone' | 'language'> & { openToNetwork: boolean },
): Promise<string> {
  const id = randomId()
  const createdAt = app.now()
  const { name, timeZone, language, openToNetwork } = lab
  await insertLab(tx, {
    id,
    name,
    timeZone,
    language,
    currency: 'EUR',
    openToNetwork: openToNetwork ? 1 : 0,
    createdAt,
    town: '',
    logo: null,
    inductionAsked: 0,
    holidays: null,
    schoolHolidays: null,
    staffHours: null,
  })
  await replaceOpeningHours(tx, id, usualHours)
  await insertPriceList(tx, { id: randomId(), labId: id, validFrom: createdAt, tariffs: [usualTariff] })
  await insertUsualProfiles(tx, id, language as Lab['language'], createdAt)
  await insertBridge(tx, {
    id: randomId(),
    labId: id,
    name: 'local',
    tokenHash: hashToken(app.bridgeToken),
    nextTokenHash: null,
    tokenRenewedAt: null,
    journal: null,
    ackedSeq: 0,
    lastSeenAt: null,
  })
  return id
}

export async function settingsOf(app: App, db: Db = app.db): Promise<LabSettings & { version: string }> {
  const { id, name, town, timeZone, language, logo } = await mustFind(db)
  return { name, town, timeZone, language: language as Lab['language'], logo, version: await versionOf(db, id, 'lab') }
}

/** Another time zone moves the opening hours, not the bookings that were made: those are instants. */
export async function setSettings(app: App, caller: MemberCaller, input: LabSettings & { version: string }) {
  const { version, ...settings } = input
  if (!isTimeZone(settings.timeZone)) throw new Refusal('input.invalid')
  if (settings.logo && !(await app.files.has(settings.logo))) throw new Refusal('picture.not-found')
  const saved = await app.db.transaction().execute(async (tx) => {
    const doing: Doing = {
      act: 'lab.changed',
      subject: 'lab',
      title: '',
      version,
      watch: [{ table: 'lab', where: { id: caller.labId } }],
    }
    const { change } = await recorded(app, caller, tx, doing, () => updateLab(tx, caller.labId, settings))
    return { ...(await settingsOf(app, tx)), change }
  })
  app.publish('lab:changed', { to: 'lab' })
  return saved
}

async function mustFind(db: Db): Promise<LabRow> {
  const lab = await findLab(db)
  if (!lab) throw new Refusal('lab.not-set-up')
  return lab
}

export async function setNetwork(app: App, caller: MemberCaller, open: boolean): Promise<Address> {
  await app.db.transaction().execute((tx) =>
    recorded(
      app,
      caller,
      tx,
      {
        act: 'lab.network-changed',
        subject: 'lab',
        title: '',
        watch: [{ table: 'lab', where: { id: caller.labId } }],
      },
      () => updateNetwork(tx, caller.labId, open),
    ),
  )
  await app.network.setOpen(open)
  app.publish('lab:changed', { to: 'lab' })
  return addressOf(app)
}

/** Where phones find the lab. The QR code is path data of unit squares, drawn by the page. */
export function addressOf(app: App): Address {
  const url = app.network.url()
  const { size, data } = encode(url, { border: 2 })
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { url, qr: { size, path }, openToNetwork: app.network.isOpen() }
}
