import { Refusal } from '#backend/base/refusal.ts'
import { commandEpoch, commandPrinter, printersFor, renewToken } from '#backend/bridge/service.ts'
import { findBridge, updateBridge } from '#backend/bridge/store.ts'
import type { App } from '#backend/io/app.ts'
import { answerLine } from '#backend/control/store.ts'
import type { BridgeListener } from '#backend/io/bridges.ts'
import { gather } from '#backend/io/gather.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { MachineCard, PrinterPort } from '#backend/machine/schema.ts'
import { findPrinter, printersOfBridge, setBed } from '#backend/machine/store.ts'
import { machineCard, publishCard } from '#backend/machine/views.ts'
import { move } from '#backend/print-job/service.ts'
import { findJob } from '#backend/print-job/store.ts'
import { publishJob } from '#backend/print-job/views.ts'
import { applyStatus, endRun, planAhead, publishRun } from '#backend/run/service.ts'
import { lastRunOf, openRunOf, openRuns } from '#backend/run/store.ts'

/** After a connection the bridge replays what it has kept: only then does its silence about a run mean something. */
const replayMs = 10_000
/** A claim that the bridge never took up: by then it would refuse it as too old. */
const leaseMs = 90_000
/** A bridge says what its printers report all at once: so much later it is complete. */
const reportsMs = 50

/** What the lab does with what its bridges say. */
export function followBridges(app: App): BridgeListener {
  const reported = gather(reportsMs, (machineIds) => {
    const reports = machineIds.map((id) => app.printers.report(id, app.now())).filter((report) => report !== null)
    app.publish('printers:reported', { to: 'lab' }, reports)
  })
  return {
    hello: async (bridge, hello) => {
      const row = await findBridge(app.db, bridge.id)
      const isNewJournal = row?.journal !== hello.journal
      await updateBridge(app.db, bridge.id, {
        lastSeenAt: app.now(),
        ...(isNewJournal && { journal: hello.journal, ackedSeq: 0 }),
      })
      const own = await printersFor(app, bridge.id)
      for (const { id } of own) {
        const said = hello.printers.find(({ printerId }) => printerId === id)
        Object.assign(app.printers.get(id), {
          greetedAt: app.now(),
          online: said?.online ?? false,
          firmware: said?.firmware,
          trouble: said?.trouble,
          run: said?.run,
        })
        const open = await openRunOf(app.db, id)
        if (open) await planAhead(app, open)
        await publishCard(app, id)
      }
      const known = hello.printers.flatMap(({ run }) => (run ? [run.runId] : []))
      const settle = () =>
        settleForgotten(app, bridge.id, known).catch((error: unknown) =>
          app.log.error({ err: error }, 'forgotten runs stay open'),
        )
      setTimeout(() => void settle(), replayMs).unref()
      return { serverNow: app.now(), epoch: commandEpoch(), printers: own }
    },

    event: async (bridge, event) => {
      let isNew = false
      const moved = await app.db.transaction().execute(async (tx) => {
        const row = await findBridge(tx, bridge.id)
        isNew = row !== undefined && event.seq > row.ackedSeq
        if (!isNew) return undefined // replayed: it has had its effect
        await updateBridge(tx, bridge.id, { ackedSeq: event.seq, lastSeenAt: app.now() })
        const owner = await findPrinter(tx, event.printerId)
        if (owner?.bridgeId !== bridge.id) return undefined
        if (event.type === 'printer:said')
          await answerLine(tx, event.printerId, event.command, JSON.stringify(event.lines))
        if (event.type !== 'run:moved') return undefined
        return applyStatus(app, tx, event.printerId, event.run)
      })
      app.printers.events[isNew ? 'applied' : 'repeated']++
      const live = app.printers.ownedBy(bridge.id, event.printerId)
      if (!live || !isNew) return
      if (event.type === 'printer:reached')
        Object.assign(live, { online: true, firmware: event.firmware, failure: undefined, trouble: undefined })
      if (event.type === 'printer:lost') live.online = false
      if (event.type === 'printer:unreached') Object.assign(live, { online: false, trouble: event.trouble })
      // Halted: what it last said of its heat is no longer true. Its next word brings it back.
      if (event.type === 'printer:failed')
        Object.assign(live, { online: false, heard: undefined, failure: event.detail })
      if (event.type === 'run:moved' && moved) live.run = event.run
      if (event.type === 'printer:said') return app.publish('console:changed', { to: 'team' }, event.printerId)
      if (moved) await publishRun(app, moved)
      else await publishCard(app, event.printerId)
    },

    telemetry: (bridge, telemetry) => {
      const live = app.printers.ownedBy(bridge.id, telemetry.printerId)
      if (!live) return
      const before = live.heard
      live.heard = { ...telemetry, receivedAt: app.now() }
      live.online = true
      app.printers.keepHeat(telemetry.printerId, app.now())
      if (telemetry.run) live.run = telemetry.run
      reported(telemetry.printerId)
      const isAskedTheSame = JSON.stringify(before?.prompt) === JSON.stringify(telemetry.prompt)
      if (isAskedTheSame && before?.alarm === telemetry.alarm) return
      publishCard(app, telemetry.printerId).catch((error: unknown) =>
        app.log.error({ err: error }, 'what a printer asks was not shown'),
      )
    },

    welcomed: (bridge) => renewToken(app, bridge.id),

    lost: (bridge) => {
      void (async () => {
        const own = await printersOfBridge(app.db, bridge.id)
        app.printers.lose(own.map(({ machineId }) => machineId))
        for (const { machineId } of own) await publishCard(app, machineId)
      })().catch((error: unknown) => app.log.error({ err: error }, 'a lost bridge was not shown'))
    },
  }
}

/** Runs that the bridge knows nothing of, lost with its disk. */
async function settleForgotten(app: App, bridgeId: string, known: string[]): Promise<void> {
  if (!app.bridges.isConnected(bridgeId)) return
  const own = new Set((await printersOfBridge(app.db, bridgeId)).map(({ machineId }) => machineId))
  for (const run of await openRuns(app.db)) {
    if (!own.has(run.machineId) || known.includes(run.id) || app.printers.get(run.machineId).run?.runId === run.id)
      continue
    // A claim has its lease; what had begun and is known to nobody is for a person to settle.
    if (run.state !== 'claimed')
      await endRun(app, run.id, { outcome: 'unknown', reason: 'bridge-restarted', detail: null })
  }
}

/** Every ten seconds: a claim that no bridge took up goes back to the queue. */
export function sweepLeases(app: App): NodeJS.Timeout {
  return setInterval(() => {
    lapseClaims(app).catch((error: unknown) => app.log.error({ err: error }, 'leases were not swept'))
  }, 10_000).unref()
}

/**
 * Only a bridge that is there, and has been for a whole lease, can be said to know nothing of a claim. While it is away it may
 * print, and what it says at its return counts first.
 */
export async function lapseClaims(app: App): Promise<void> {
  for (const run of await openRuns(app.db)) {
    const printer = run.state === 'claimed' ? await findPrinter(app.db, run.machineId) : undefined
    const live = app.printers.get(run.machineId)
    if (!printer || !app.bridges.isConnected(printer.bridgeId) || live.run?.runId === run.id) continue
    const since = Math.max(run.claimedAt, live.greetedAt ?? 0)
    if (app.now() - since > leaseMs)
      await endRun(app, run.id, { outcome: 'failed', reason: 'transfer-failed', detail: null })
  }
}

/** A named person says that the bed is clear. When the part on it is not good, its job has failed. */
export async function clearBed(
  app: App,
  caller: MemberCaller,
  machineId: string,
  partIsGood: boolean,
): Promise<MachineCard> {
  const failed = await app.db.transaction().execute(async (tx) => {
    const printer = await findPrinter(tx, machineId)
    if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
    if (await openRunOf(tx, machineId)) throw new Refusal('run.printer-busy')
    await setBed(tx, machineId, 'clear', app.now(), caller.id)
    const run = await lastRunOf(tx, machineId)
    const job = run && (await findJob(tx, caller.labId, run.jobId))
    if (partIsGood || job?.state !== 'awaiting_pickup' || printer.bed === 'clear') return undefined
    return move(app, tx, job, 'fail', { actorId: caller.id, evidence: { runId: run?.id, partIsGood } })
  })
  app.log.info({ machineId, by: caller.id }, 'bed cleared')
  if (failed) publishJob(app, failed)
  await publishCard(app, machineId)
  return machineCard(app, caller.labId, machineId)
}

/** Heaters off where nothing prints. What the printer says of its heat afterwards shows that it has obeyed. */
export async function coolDown(app: App, caller: MemberCaller, machineId: string): Promise<MachineCard> {
  const printer = await findPrinter(app.db, machineId)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  if (await openRunOf(app.db, machineId)) throw new Refusal('machine.heat-needed')
  const answer = await commandPrinter(app, machineId, 'printer:cool-down')
  app.log.info({ machineId, by: caller.id, answer }, 'heaters off')
  if (answer === 'offline' || answer === 'silent') throw new Refusal('machine.heat-unknown')
  if (!answer.ok)
    throw new Refusal(answer.refusal === 'not-possible-now' ? 'machine.heat-needed' : 'machine.heat-unknown')
  return machineCard(app, caller.labId, machineId)
}

export async function printerPort(app: App, caller: MemberCaller, machineId: string): Promise<PrinterPort> {
  const printer = await findPrinter(app.db, machineId)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  const { firmware, trouble } = app.printers.get(machineId)
  return {
    port: printer.port,
    baud: printer.baud,
    firmware: firmware ?? null,
    trouble: trouble ? { what: '', ...trouble } : null,
  }
}

/** A board was exchanged: its bridge forgets how the printer was known, and knows the next that answers. */
export async function acceptBoard(app: App, caller: MemberCaller, machineId: string): Promise<MachineCard> {
  const printer = await findPrinter(app.db, machineId)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  const answer = await commandPrinter(app, machineId, 'printer:accept')
  app.log.info({ machineId, by: caller.id, answer }, 'another board is accepted')
  if (answer === 'offline' || answer === 'silent') throw new Refusal('run.printer-offline')
  if (!answer.ok) throw new Refusal('run.bridge-refused', { refusal: answer.refusal })
  return machineCard(app, caller.labId, machineId)
}

/** A person answers what the printer asks. A late answer, to a question that is no longer asked, is refused by the bridge. */
export async function answerPrompt(
  app: App,
  caller: MemberCaller,
  machineId: string,
  answer: { prompt: string; choice: number },
): Promise<MachineCard> {
  const printer = await findPrinter(app.db, machineId)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  const answered = await commandPrinter(app, machineId, 'printer:answer', { answer })
  app.log.info({ machineId, by: caller.id, ...answer, answered }, 'a printer was answered')
  if (answered === 'offline' || answered === 'silent') throw new Refusal('run.printer-offline')
  if (!answered.ok)
    throw new Refusal(answered.refusal === 'no-such-prompt' ? 'machine.prompt-gone' : 'run.bridge-refused')
  // Its next telemetry says the same; until then nobody is asked twice.
  const live = app.printers.get(machineId)
  if (live.heard?.prompt?.id === answer.prompt) delete live.heard.prompt
  await publishCard(app, machineId)
  return machineCard(app, caller.labId, machineId)
}

/** M112 and heaters off, through every queue. The red button on the wall stays the emergency stop. */
export async function softwareStop(app: App, caller: MemberCaller, machineId: string): Promise<MachineCard> {
  const printer = await findPrinter(app.db, machineId)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  const answer = await commandPrinter(app, machineId, 'printer:stop')
  app.log.warn({ machineId, by: caller.id, answer }, 'software stop')
  if (answer === 'offline' || answer === 'silent') throw new Refusal('run.printer-offline')
  if (!answer.ok) throw new Refusal('run.bridge-refused', { refusal: answer.refusal })
  return machineCard(app, caller.labId, machineId)
}
