import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { putAuthorization } from '#backend/authorization/store.ts'
import { dayOf, addDays, instantOf, type CalendarDay } from '#backend/base/calendar-day.ts'
import type { Role } from '#backend/base/role.ts'
import type { App } from '#backend/io/app.ts'
import { hashPassphrase } from '#backend/io/password.ts'
import { pickOne, randomDigits, randomId } from '#backend/io/random.ts'
import { insertBooking } from '#backend/booking/store.ts'
import { askForInduction, insertInductions } from '#backend/induction/store.ts'
import { createLab, usualPrinter } from '#backend/lab/service.ts'
import { createMachine } from '#backend/machine/service.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { paidOn, type FeeState } from '#backend/member/membership.ts'
import { createMember } from '#backend/member/service.ts'
import { replaceOpeningHours } from '#backend/opening/store.ts'
import { act, configure, jobOfUpload } from '#backend/print-job/service.ts'
import { prepareGcode } from '#backend/slicing/service.ts'
import { finishUpload } from '#backend/upload/service.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { insertTraining } from '#backend/training/store.ts'
import { vaseGcode, type Vase } from './part.ts'

type SampleMember = {
  name: string
  role: Role
  language: 'fr' | 'en'
  trained: MachineKind[]
  teaches?: MachineKind[]
  feeState: FeeState
  passphrase: string
}

/** The people of the sample lab. Their passphrases are words, made to be typed once and thrown away with the sample. */
const people: Omit<SampleMember, 'passphrase'>[] = [
  { name: 'Inès', role: 'member', language: 'fr', feeState: 'paid', trained: ['printer', 'laser'] },
  { name: 'Karim', role: 'member', language: 'fr', feeState: 'to-pay', trained: [] },
  {
    name: 'Léa',
    role: 'volunteer',
    language: 'fr',
    feeState: 'exempt',
    trained: ['printer', 'laser', 'mill'],
    teaches: ['laser'],
  },
  { name: 'Marc', role: 'staff', language: 'fr', feeState: 'exempt', trained: ['printer', 'laser', 'mill'] },
]

const words = [
  'copeau',
  'ruban',
  'buse',
  'colle',
  'chanfrein',
  'ressort',
  'lampe',
  'serre',
  'rabot',
  'pince',
  'vis',
] as const

const passphrase = (): string => [pickOne(words), pickOne(words), pickOne(words), randomDigits(2)].join('-')

/** Fills an empty data directory with a lab to try: people, machines, hours, prices, jobs in different states. */
export async function fillSample(app: App): Promise<{ members: SampleMember[] }> {
  const members = people.map((person) => ({ ...person, passphrase: passphrase() }))
  const hashes = await Promise.all(members.map(({ passphrase }) => hashPassphrase(passphrase)))
  const made = await app.db.transaction().execute(async (tx) => {
    const labId = await createLab(app, tx, {
      name: 'Fablab du Port',
      timeZone: 'Europe/Paris',
      language: 'fr',
      openToNetwork: false,
    })
    // Open late every day: whoever tries the sample finds it open.
    await replaceOpeningHours(
      tx,
      labId,
      [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '08:00', closes: '23:30' })),
    )
    const today = dayOf(app.now(), 'Europe/Paris')
    const ids = new Map<string, string>()
    for (const [n, { name, role, language, trained, teaches, feeState }] of members.entries()) {
      const until =
        feeState === 'paid' ? paidOn(today, 'civil', { feeState: 'to-pay', from: null, until: null }).until : null
      const papers =
        feeState === 'to-pay'
          ? {}
          : { membershipFrom: today, membershipUntil: until, charterVersion: today.slice(0, 4), charterOn: today }
      const passphraseHash = hashes[n] ?? ''
      const { id } = await createMember(app, tx, labId, { name, role, language, passphraseHash, feeState, ...papers })
      ids.set(name, id)
      for (const machineKind of trained)
        await putAuthorization(tx, {
          ...{ labId, memberId: id, machineKind, grantedBy: null, grantedAt: app.now() },
          level: teaches?.includes(machineKind) ? 'trainer' : 'independent',
        })
    }
    // Everybody here had the safety induction: whoever joins is asked for theirs.
    const induction = { labId, onDay: dayOf(app.now(), 'Europe/Paris'), ledBy: ids.get('Léa') ?? null }
    await insertInductions(
      tx,
      [...ids.values()].map((memberId) => ({ ...induction, memberId, grantedBy: null, grantedAt: app.now() })),
    )
    await askForInduction(tx, labId, true)
    await insertTraining(tx, sampleTraining(app.now(), today, labId, ids.get('Léa') ?? null))
    const machines = new Map<string, string>()
    const port = `virtual:?speed=${app.config.virtualSpeed}`
    for (const name of ['PRUSA-1', 'PRUSA-2'])
      machines.set(
        name,
        await createMachine(app, tx, labId, {
          name,
          kind: 'printer',
          room: 'Impression 3D',
          printer: { ...usualPrinter, port },
        }),
      )
    machines.set('LASER', await createMachine(app, tx, labId, { name: 'LASER', kind: 'laser', room: 'Découpe' }))
    machines.set(
      'FRAISEUSE',
      await createMachine(app, tx, labId, { name: 'FRAISEUSE', kind: 'mill', room: 'Atelier bois' }),
    )

    const tomorrow = addDays(dayOf(app.now(), 'Europe/Paris'), 1)
    await insertBooking(tx, {
      id: randomId(),
      labId,
      machineId: machines.get('LASER') ?? '',
      memberId: ids.get('Inès') ?? '',
      startsAt: instantOf(tomorrow, '14:00', 'Europe/Paris'),
      endsAt: instantOf(tomorrow, '16:00', 'Europe/Paris'),
      state: 'confirmed',
      createdAt: app.now(),
      cancelledAt: null,
      holdUntil: null,
      checkedInAt: null,
      togetherId: null,
      payerOrganizationId: null,
      cents: 0,
    })
    return { labId, ids, machines }
  })
  await sampleJobs(app, made)
  const path = join(app.config.dataDir, 'sample.json')
  writeFileSync(path, JSON.stringify({ members }, null, 2), { mode: 0o600 })
  return { members }
}

type Made = { labId: string; ids: Map<string, string>; machines: Map<string, string> }

/** Three jobs that wait for three different people: the maker, the desk, whoever stands at the printer. */
const jobs: {
  name: string
  owner: string
  printer: string
  note: string
  vase: Vase
  until: 'draft' | 'submitted' | 'queued'
}[] = [
  {
    name: 'vase-six-lobes.gcode',
    owner: 'Inès',
    printer: 'PRUSA-1',
    note: 'Pour la fête de samedi, si possible. Merci !',
    vase: { radius: 22, height: 60, lobes: 6, depth: 0.12 },
    until: 'submitted',
  },
  {
    name: 'pot-a-crayons.gcode',
    owner: 'Karim',
    printer: 'PRUSA-2',
    note: '',
    vase: { radius: 30, height: 45, lobes: 12, depth: 0.04 },
    until: 'queued',
  },
  {
    name: 'photophore.gcode',
    owner: 'Inès',
    printer: 'PRUSA-1',
    note: '',
    vase: { radius: 18, height: 30, lobes: 3, depth: 0.2 },
    until: 'draft',
  },
]

/** The same way as a member's own: upload, printer, submit, approve. */
async function sampleJobs(app: App, made: Made): Promise<void> {
  const as = (name: string): MemberCaller => {
    const role = people.find((person) => person.name === name)?.role ?? 'member'
    return {
      kind: 'member',
      id: made.ids.get(name) ?? '',
      labId: made.labId,
      name,
      role,
      language: 'fr',
      sessionHash: '',
    }
  }
  for (const { name, owner, printer, note, vase, until } of jobs) {
    const uploadId = randomId()
    const path = join(app.files.uploadsDir, uploadId)
    const metadata = { filename: name, memberId: made.ids.get(owner) }
    const bytes = vaseGcode(vase)
    writeFileSync(path, bytes)
    writeFileSync(`${path}.json`, JSON.stringify({ id: uploadId, metadata, size: Buffer.byteLength(bytes) }))
    await finishUpload(app, as(owner), uploadId)
    const { id } = await jobOfUpload(app, as(owner), uploadId)
    await configure(app, as(owner), id, { machineId: made.machines.get(printer), note })
    await prepareGcode(app, made.labId, id)
    if (until === 'draft') continue
    const { gcode } = await act(app, as(owner), id, { action: 'submit' })
    if (until === 'queued') await act(app, as('Marc'), id, { action: 'approve', gcodeSha256: gcode?.sha256 })
  }
}

/** In five days, at six in the evening. */
function sampleTraining(now: number, today: CalendarDay, labId: string, trainerId: string | null) {
  const day = addDays(today, 5)
  return {
    ...{ id: randomId(), labId, trainerId, name: 'Prise en main de la découpe laser', machineKind: 'laser' },
    ...{ level: 'independent', validMonths: 24 },
    ...{
      place: 'Découpe',
      minimum: 2,
      maximum: 6,
      decideHours: 24,
      decidedAt: null,
      createdAt: now,
      cancelledAt: null,
    },
    startsAt: instantOf(day, '18:00', 'Europe/Paris'),
    endsAt: instantOf(day, '20:00', 'Europe/Paris'),
  }
}
