import { mkdtempSync, rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { onTestFinished } from 'vitest'
import type { Role } from '#backend/base/role.ts'
import { putAuthorization } from '#backend/authorization/store.ts'
import { authenticateBridge, tellBridges } from '#backend/bridge/service.ts'
import { readConfig } from '#backend/config.ts'
import { createAnalysis } from '#backend/io/analysis.ts'
import type { App } from '#backend/io/app.ts'
import { createFetchCalendar } from '#backend/io/calendar-fetch.ts'
import { createBridges } from '#backend/io/bridges.ts'
import { openDatabase, writtenSoFar } from '#backend/io/database.ts'
import { openFileStore } from '#backend/io/files.ts'
import { createKeptAnswers } from '#backend/io/kept-answers.ts'
import { createLog } from '#backend/io/log.ts'
import { createSendMail } from '#backend/io/mail.ts'
import { migrate } from '#backend/io/migrate.ts'
import { hashPassphrase } from '#backend/io/password.ts'
import { hashToken, randomId } from '#backend/io/random.ts'
import { findSlicer } from '#backend/io/slicer.ts'
import { createSocket } from '#backend/io/socket.ts'
import { createLab, usualPrinter } from '#backend/lab/service.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { createMachine } from '#backend/machine/service.ts'
import { createMember } from '#backend/member/service.ts'
import { insertSession } from '#backend/member/store.ts'
import { replaceOpeningHours } from '#backend/opening/store.ts'
import { createLivePrinters } from '#backend/printer/live-printers.ts'
import { followBridges } from '#backend/printer/service.ts'
import { createServer, identify } from '#backend/server.ts'

/** Monday 5 January 2026, noon in Paris. */
export const noon = Date.UTC(2026, 0, 5, 11)
export const hours = (n: number): number => n * 3_600_000
export const bridgeToken = 'the secret of the local bridge'

type Options = {
  setUp?: boolean
  argv?: string[]
  slicer?: string
  /** How fast a dead connection is noticed, ms; otherwise as in the product. */
  heartbeat?: { pingInterval: number; pingTimeout: number }
}

/** A real app: database in memory, files in a temporary folder, a clock that stands still until it is moved. */
export async function testLab(options: Options = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'etabli-'))
  const db = openDatabase(':memory:')
  await migrate(db)
  const clock = { now: noon }
  const published: unknown[][] = []
  const context = { db, now: () => clock.now }
  const socket = createSocket((req) => identify(context, req), options.heartbeat)
  const log = createLog('silent')
  const bridges = createBridges(
    socket.io,
    (token) => authenticateBridge(context, token),
    () => listener,
    log,
  )
  const answers = createKeptAnswers(() => writtenSoFar(db), context.now)
  const app: App = {
    ...context,
    log,
    config: readConfig(['--data', dataDir, ...(options.argv ?? [])], {}),
    publish: (event, audience, ...args) => {
      published.push([event, audience, ...args])
      answers.changed()
      socket.publish(event, audience, ...args)
    },
    answers,
    disconnect: socket.disconnect,
    files: await openFileStore(dataDir),
    analysis: createAnalysis({ workerUrl: new URL('../../dist/backend/analysis.worker.mjs', import.meta.url) }),
    slicer: await findSlicer(options.slicer ?? '/nowhere/prusa-slicer'),
    sendMail: createSendMail({ connect: 400, greeting: 400, silence: 400, whole: 1_500 }),
    fetchCalendar: createFetchCalendar({ loopback: true, withinMs: 1_500 }),
    bridges,
    tellBridges: (labId) => tellBridges(app, labId),
    printers: createLivePrinters(),
    network: { url: () => 'http://localhost:3000', isOpen: () => false, setOpen: async () => undefined },
    bridgeToken,
    keepBridgeToken: (token) => void (app.bridgeToken = token),
    setupCode: { value: '123456' },
  }
  const listener = followBridges(app)
  const labId =
    options.setUp === false
      ? ''
      : await createLab(app, db, { name: 'Fablab', timeZone: 'Europe/Paris', language: 'fr', openToNetwork: false })
  if (labId)
    await replaceOpeningHours(
      db,
      labId,
      [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '09:00', closes: '20:00' })),
    )
  const server = createServer(app)

  onTestFinished(async () => {
    await app.analysis.close()
    await socket.close()
    await db.destroy()
    // The upload library makes sure of its folder in the background, and throws where it is gone: its turn comes before ours.
    for (let round = 0; round < 2; round++) await Promise.all(Array.from({ length: 8 }, () => stat(dataDir)))
    rmSync(dataDir, { recursive: true, force: true })
  })

  return { ...app, app, server, socket, listener, labId, clock, published, dataDir, ...fixtures(app, labId, server) }
}

export type TestLab = Awaited<ReturnType<typeof testLab>>

const passphraseHash = hashPassphrase('correct horse battery')

/** Fixtures name only what the test is about; the rest is filled in here. */
function fixtures(app: App, labId: string, server: ReturnType<typeof createServer>) {
  let people = 0

  /** A signed-in person: calls of the HTTP API as them. */
  async function member({
    role = 'member',
    trained = [],
    teaches = [],
    name,
  }: { role?: Role; trained?: MachineKind[]; teaches?: MachineKind[]; name?: string } = {}) {
    const person = {
      name: name ?? `Membre ${++people}`,
      role,
      language: 'fr',
      passphraseHash: await passphraseHash,
    } as const
    const { id } = await createMember(app, app.db, labId, person)
    for (const [level, kinds] of [['independent', trained] as const, ['trainer', teaches] as const])
      for (const machineKind of kinds)
        await putAuthorization(app.db, {
          ...{ labId, memberId: id, machineKind, level },
          ...{ grantedBy: null, grantedAt: app.now() },
        })
    const token = randomId()
    await insertSession(app.db, {
      tokenHash: hashToken(token),
      labId,
      memberId: id,
      createdAt: 0,
      expiresAt: Number.MAX_SAFE_INTEGER,
    })
    const call = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: object) =>
      request(server)[method](path).set('cookie', `session=${token}`).send(body)
    return { id, token, name: person.name, call }
  }

  const machine = (name: string, kind: MachineKind = 'laser'): Promise<string> =>
    createMachine(app, app.db, labId, { name, kind, room: '' })

  async function printer(name = 'PRUSA-1'): Promise<string> {
    const id = await createMachine(app, app.db, labId, {
      name,
      kind: 'printer',
      room: '',
      printer: { ...usualPrinter, port: 'virtual:' },
    })
    await app.tellBridges(labId)
    app.printers.get(id).online = true
    return id
  }

  return { member, machine, printer }
}
