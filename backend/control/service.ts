import { Refusal, type RefusalCode } from '#backend/base/refusal.ts'
import { commandPrinter } from '#backend/bridge/service.ts'
import { mustBeConfirmed } from '#backend/confirmation/service.ts'
import { judgeConsoleLine } from '#backend/gcode/console.ts'
import type { App } from '#backend/io/app.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import type { Db } from '#backend/io/database.ts'
import { randomId } from '#backend/io/random.ts'
import type { MachineCard } from '#backend/machine/schema.ts'
import { findPrinter, type PrinterRow } from '#backend/machine/store.ts'
import { machineCard } from '#backend/machine/views.ts'
import { limitsOf } from '#backend/printer/limits.ts'
import { openRunOf } from '#backend/run/store.ts'
import type { CommandRefusal, HandAct } from '#firmware-bridge/messages.ts'
import { consoleSentence } from './console-sentences.ts'
import { targetsFor, type Material } from './materials.ts'
import type { ConsoleLine, HeatSample } from './schema.ts'
import { insertLine, lastLines, markRefused } from './store.ts'

export async function preheat(app: App, caller: MemberCaller, id: string, material: Material): Promise<MachineCard> {
  return byHand(app, caller, id, (printer) => ({ act: 'preheat', ...targetsFor(material, printer) }))
}

/** What lies on the bed would be hit. */
export async function home(app: App, caller: MemberCaller, id: string): Promise<MachineCard> {
  return byHand(app, caller, id, (printer) => {
    mustBeClear(printer)
    return { act: 'home' }
  })
}

export async function filament(
  app: App,
  caller: MemberCaller,
  id: string,
  { act, material }: { act: 'load' | 'unload'; material: Material },
): Promise<MachineCard> {
  return byHand(app, caller, id, (printer) => ({ act, nozzle: targetsFor(material, printer).nozzle }))
}

/** One act on a printer that prints nothing: decided here, and once more by its bridge. */
export async function byHand(
  app: App,
  caller: MemberCaller,
  id: string,
  actFor: (printer: PrinterRow) => HandAct,
): Promise<MachineCard> {
  const act = await claimHand(app, caller, id, async (_tx, printer) => actFor(printer))
  await give(app, id, act)
  app.log.info({ machineId: id, by: caller.id, ...act }, 'by hand')
  return machineCard(app, caller.labId, id)
}

/** One line of the console, kept with who sent it before it leaves. */
export async function sendLine(app: App, caller: MemberCaller, machineId: string, line: string): Promise<ConsoleLine> {
  await mustBeConfirmed(app, caller)
  const row = {
    id: randomId(),
    labId: caller.labId,
    machineId,
    memberId: caller.id,
    at: app.now(),
    line,
    answer: null,
    refused: 0,
  }
  const act = await claimHand(app, caller, machineId, async (tx, printer): Promise<HandAct> => {
    const { heard } = app.printers.get(machineId)
    const facts = { position: heard?.byHand?.position, nozzle: heard?.nozzle }
    const verdict = judgeConsoleLine(line, limitsOf(printer), facts)
    if ('refusal' in verdict) {
      app.log.warn({ machineId, by: caller.id, line, refusal: verdict.refusal }, 'a line of the console was refused')
      const sentence = { fr: consoleSentence(verdict, 'fr'), en: consoleSentence(verdict, 'en') }
      throw new Refusal('control.line-refused', { refusal: verdict.refusal, sentence })
    }
    if (verdict.seeks) mustBeClear(printer)
    await insertLine(tx, row)
    return { act: 'console', line: verdict.line }
  })
  try {
    await give(app, machineId, act, row.id)
  } catch (error) {
    await markRefused(app.db, row.id)
    throw error
  } finally {
    app.log.warn({ machineId, by: caller.id, line }, 'a line of the console')
    app.publish('console:changed', { to: 'team' }, machineId)
  }
  return { id: row.id, at: row.at, by: caller.name, line, answer: null, refused: false }
}

export async function consoleLog(app: App, caller: MemberCaller, machineId: string): Promise<ConsoleLine[]> {
  await mustBePrinter(app.db, caller, machineId)
  const lines = await lastLines(app.db, machineId, 100)
  return lines.map(({ id, at, by, line, answer, refused }) => ({
    id,
    at,
    by,
    line,
    answer: answer === null ? null : (JSON.parse(answer) as string[]),
    refused: refused === 1,
  }))
}

export async function heatOf(app: App, caller: MemberCaller, machineId: string): Promise<HeatSample[]> {
  await mustBePrinter(app.db, caller, machineId)
  return app.printers.heat(machineId, app.now())
}

/**
 * In one transaction, as the claim of a print: either sees the other. From then until the bridge has answered no print is
 * claimed; after that the bridge says itself that somebody is at it.
 */
async function claimHand<T>(
  app: App,
  caller: MemberCaller,
  machineId: string,
  decide: (tx: Db, printer: PrinterRow) => Promise<T>,
): Promise<T> {
  return app.db.transaction().execute(async (tx) => {
    const printer = await mustBePrinter(tx, caller, machineId)
    if (await openRunOf(tx, machineId)) throw new Refusal('control.printing')
    const live = app.printers.get(machineId)
    if (!live.online) throw new Refusal('run.printer-offline')
    const decided = await decide(tx, printer)
    live.hands = (live.hands ?? 0) + 1
    return decided
  })
}

async function give(app: App, machineId: string, act: HandAct, id?: string): Promise<void> {
  const live = app.printers.get(machineId)
  try {
    const answer = await commandPrinter(app, machineId, 'printer:by-hand', { byHand: act, ...(id && { id }) })
    if (answer === 'offline') throw new Refusal('run.printer-offline')
    if (answer === 'silent') throw new Refusal('control.silent')
    if (!answer.ok) throw new Refusal(refusals[answer.refusal] ?? 'control.refused', { refusal: answer.refusal })
  } finally {
    live.hands = Math.max(0, (live.hands ?? 1) - 1)
  }
}

const refusals: Partial<Record<CommandRefusal, RefusalCode>> = {
  'printer-offline': 'run.printer-offline',
  'not-possible-now': 'control.printing',
  'printer-busy': 'control.busy',
  expired: 'control.late',
  'not-homed': 'control.not-homed',
  'outside-bed': 'control.outside-bed',
  'too-cold': 'control.too-cold',
  'line-refused': 'control.line-refused',
}

function mustBeClear({ bed }: PrinterRow): void {
  if (bed !== 'clear') throw new Refusal('run.bed-not-clear')
}

async function mustBePrinter(db: Db, caller: MemberCaller, id: string): Promise<PrinterRow> {
  const printer = await findPrinter(db, id)
  if (!printer || printer.labId !== caller.labId) throw new Refusal('machine.not-a-printer')
  return printer
}
