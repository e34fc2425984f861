import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import { renderUnicodeCompact } from 'uqr'
import { forgetRemoved } from './account/service.ts'
import { authenticateBridge, renewTokens, tellBridges } from './bridge/service.ts'
import { forgetOldChanges } from './change/service.ts'
import type { Config } from './config.ts'
import { followCalendars } from './external-calendar/service.ts'
import { createAnalysis } from './io/analysis.ts'
import type { App } from './io/app.ts'
import { createFetchCalendar } from './io/calendar-fetch.ts'
import { createBridges } from './io/bridges.ts'
import { openDatabase, writtenSoFar } from './io/database.ts'
import { openFileStore } from './io/files.ts'
import { createKeptAnswers } from './io/kept-answers.ts'
import { superviseBridge } from './io/local-bridge.ts'
import { createLog } from './io/log.ts'
import { createSendMail } from './io/mail.ts'
import { migrate } from './io/migrate.ts'
import { createNetwork } from './io/network.ts'
import { randomDigits, randomToken } from './io/random.ts'
import { findSlicer, noSlicer } from './io/slicer.ts'
import { createSocket } from './io/socket.ts'
import { binOldJobs, forgetRemovedJobs } from './job-bin/service.ts'
import { findLab } from './lab/store.ts'
import { followOutbox } from './mail/service.ts'
import { forgetLoosePhotos } from './maintenance/service.ts'
import { createLivePrinters } from './printer/live-printers.ts'
import { followBridges, sweepLeases } from './printer/service.ts'
import { followBookings } from './booking-life/service.ts'
import { followReminders } from './reminder/service.ts'
import { openRuns } from './run/store.ts'
import { fillSample } from './sample/service.ts'
import { createServer, identify } from './server.ts'
import { forgetUnusedGcode, takeUpSlicing } from './slicing/service.ts'
import { forgetOrganizations } from './organization/service.ts'
import { forgetBins } from './shelf/service.ts'
import { forgetProfiles } from './slicing-profile/service.ts'
import { forgetSpools } from './spool/service.ts'
import { sweepUploads } from './upload/routes.ts'

/** Opens the world, wires it, listens, and closes in order. Resolves when the server has stopped. */
export async function serve(config: Config, cli: string): Promise<number> {
  mkdirSync(config.dataDir, { recursive: true })
  const log = createLog(process.env.LOG_LEVEL ?? 'warn')
  const db = openDatabase(join(config.dataDir, 'etabli.sqlite'))
  await migrate(db)
  const lab = await findLab(db)

  const context = { db, now: Date.now }
  const socket = createSocket((request) => identify(context, request))
  const bridges = createBridges(
    socket.io,
    (token) => authenticateBridge(context, token),
    () => listener,
    log,
  )
  const http = createHttpServer({ headersTimeout: 20_000, requestTimeout: 0 })
  const { port, host, publicUrl } = config
  const network = createNetwork({
    http,
    port,
    host,
    publicUrl,
    openAtStart: lab?.openToNetwork === 1,
    opened: greetNetwork,
  })

  const tokenFile = join(config.dataDir, 'bridge-token')
  const answers = createKeptAnswers(() => writtenSoFar(db), context.now)
  const app: App = {
    ...context,
    config,
    log,
    publish: (event, audience, ...args) => {
      answers.changed()
      socket.publish(event, audience, ...args)
    },
    answers,
    disconnect: socket.disconnect,
    files: await openFileStore(config.dataDir),
    analysis: createAnalysis(),
    slicer: noSlicer,
    sendMail: createSendMail(),
    fetchCalendar: createFetchCalendar(),
    bridges,
    tellBridges: (labId) => tellBridges(app, labId),
    printers: createLivePrinters(),
    network,
    bridgeToken: secretOf(tokenFile),
    keepBridgeToken: (token) => {
      keepSecret(tokenFile, token)
      app.bridgeToken = token
    },
    setupCode: { value: undefined },
  }
  const listener = followBridges(app)

  http.on('request', createServer(app, join(import.meta.dirname, '..', 'frontend')))
  // After Express is in place: Socket.IO takes over the requests that are its own.
  socket.attach(http)

  const sample = config.sample && !lab ? await fillSample(app) : undefined
  if (!lab && !sample) app.setupCode.value = randomDigits(6)
  await network.listen()
  writeFileSync(join(config.dataDir, 'backend.pid'), `${process.pid}\n`)
  greet(app, sample)
  // Asking the slicer for its version takes longer than everything above: the lab is open meanwhile.
  void findSlicer(config.prusaSlicer)
    .then(async (slicer) => {
      app.slicer = slicer
      app.publish('lab:changed', { to: 'lab' })
      await takeUpSlicing(app)
    })
    .catch((error: unknown) => log.error({ err: error }, 'the slicer was not found'))
  await sweepUploads(app)
  const sweep = () => sweepUploads(app).catch((error: unknown) => log.error({ err: error }, 'uploads were not swept'))
  const forget = async () => {
    await forgetOldChanges(app)
    await forgetRemoved(app)
    await forgetSpools(app)
    await forgetBins(app)
    await forgetProfiles(app)
    await forgetOrganizations(app)
    await binOldJobs(app)
    await forgetRemovedJobs(app)
    await forgetUnusedGcode(app)
    await forgetLoosePhotos(app)
  }
  const forgetSafely = () => forget().catch((error: unknown) => log.error({ err: error }, 'the bin was not emptied'))
  await forgetSafely()
  const timers = [
    sweepLeases(app),
    renewTokens(app),
    followReminders(app),
    followBookings(app),
    followCalendars(app),
    setInterval(() => void sweep(), 3_600_000).unref(),
    setInterval(() => void forgetSafely(), 3_600_000).unref(),
  ]
  const endOutbox = followOutbox(app)
  const server = `http://${host && host !== '0.0.0.0' ? host : '127.0.0.1'}:${network.port()}`
  const bridge = config.bridge ? superviseBridge({ dataDir: config.dataDir, cli, server, tokenFile, log }) : undefined

  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })

  // In order: no new requests, no new events, then the bridge (unless it prints), then the database.
  timers.forEach(clearInterval)
  const isPrinting = (await openRuns(db)).length > 0
  await bridge?.release(isPrinting)
  await socket.close()
  http.close()
  http.closeAllConnections()
  await app.analysis.close()
  await endOutbox()
  await db.destroy()
  rmSync(join(config.dataDir, 'backend.pid'), { force: true })
  return 0
}

/** A secret that is made once and read again at each start, for the owner of the data directory alone. */
function secretOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    const token = randomToken()
    keepSecret(path, token)
    return token
  }
}

/** The old one or the new one, whole, whatever happens meanwhile. */
function keepSecret(path: string, secret: string): void {
  writeFileSync(`${path}.new`, `${secret}\n`, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

/** What the terminal says: where the lab is, and what a first run needs. */
function greet(app: App, sample: { members: { name: string; role: string; passphrase: string }[] } | undefined): void {
  const url = app.network.url()
  const lines = [`Établi ${app.config.version}  ${url}`]
  if (app.setupCode.value) lines.push('', `First run: open this address and type the code  ${app.setupCode.value}`)
  if (sample) {
    lines.push('', 'A sample lab. Sign in as:')
    for (const { name, role, passphrase } of sample.members)
      lines.push(`  ${name.padEnd(8)} ${role.padEnd(10)} ${passphrase}`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  if (app.network.isOpen()) greetNetwork(url)
}

/** For the phones in the room: the address, and what their camera reads. */
function greetNetwork(url: string): void {
  process.stdout.write(`\nOpen to the phones of the lab's network: ${url}\n${renderUnicodeCompact(url)}\n`)
}
