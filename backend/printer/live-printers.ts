import type { PrinterTrouble, RunStatus, Telemetry } from '#firmware-bridge/messages.ts'
import type { PrinterReport } from '#backend/machine/schema.ts'
import type { HeatSample } from '#backend/control/schema.ts'
import { createHeatHistory, heatHistoryMs } from '#backend/printer/heat-history.ts'
import { forecast, type PrintPlan } from '#backend/run/forecast.ts'

/** What flies by: the latest value of each printer, in memory only. The database hears of state changes. */
export type LivePrinter = {
  online: boolean
  /** The bridge that owns its port, and when that bridge last said hello. */
  bridgeId?: string
  greetedAt?: number
  firmware?: string | undefined
  /** The firmware's last failure, until the printer is reached again. */
  failure?: string | undefined
  /** Why its bridge cannot reach it, until it is reached. */
  trouble?: PrinterTrouble | undefined
  heard?: Telemetry & { receivedAt: number }
  run?: RunStatus | undefined
  /** Acts by hand that are being decided or are on their way to its bridge: meanwhile no print is claimed. */
  hands?: number
  /** What its webcam has just shown, or is about to. */
  camera?: { address: string; at: number; isWaiting: boolean; picture: Promise<{ bytes: Buffer; type: string }> }
  plan?: (PrintPlan & { runId: string; printingAt: number }) | undefined
}

export type LivePrinters = ReturnType<typeof createLivePrinters>

export function createLivePrinters() {
  const printers = new Map<string, LivePrinter>()
  const histories = new Map<string, ReturnType<typeof createHeatHistory>>()

  function get(machineId: string): LivePrinter {
    let printer = printers.get(machineId)
    if (!printer) printers.set(machineId, (printer = { online: false }))
    return printer
  }

  return {
    /** What became of the events of the bridges since the start. */
    events: { applied: 0, repeated: 0 },
    get,
    /** The printer, if it is this bridge's: what one says of another's counts for nothing. */
    ownedBy: (bridgeId: string, machineId: string): LivePrinter | undefined => {
      const printer = printers.get(machineId)
      return printer?.bridgeId === bridgeId ? printer : undefined
    },
    /** Bytes that no firmware says, of all printers since their ports were opened. */
    oddBytes: (): number => [...printers.values()].reduce((sum, { heard }) => sum + (heard?.noise?.oddBytes ?? 0), 0),
    /** The bridge is gone: nothing is known any more, but the last values stay, with their age. */
    lose(machineIds: string[]): void {
      for (const id of machineIds) get(id).online = false
    },
    /** What it has just said of its temperatures is kept for half an hour. */
    keepHeat(machineId: string, at: number): void {
      const { heard } = get(machineId)
      let history = histories.get(machineId)
      if (!history) histories.set(machineId, (history = createHeatHistory()))
      if (heard) history.add({ at, ...heatOf(heard) })
    },
    heat: (machineId: string, now: number): HeatSample[] => histories.get(machineId)?.since(now - heatHistoryMs) ?? [],
    report(machineId: string, now: number): PrinterReport | null {
      return reportOf(machineId, get(machineId), now)
    },
  }
}

/** The printer's own words and the forecast of its print, as every screen sees them. */
function reportOf(machineId: string, { heard, run, plan }: LivePrinter, now: number): PrinterReport | null {
  if (!heard && !run) return null
  const isOpen = run !== undefined && run.phase !== 'ended'
  const ahead = isOpen && plan?.runId === run.runId ? forecast(plan, run.bytesAcked, plan.printingAt, now) : undefined
  return {
    machineId,
    at: heard?.receivedAt ?? now,
    ...heatOf(heard),
    progress: ahead?.progress ?? (isOpen && run.bytesTotal > 0 ? run.bytesAcked / run.bytesTotal : null),
    readyAt: ahead?.readyAt ?? null,
    layer: ahead?.layer ?? null,
    layers: ahead?.layers ?? null,
    prompt: heard?.prompt ?? null,
    alarm: heard?.alarm ?? null,
    byHand: heard?.byHand ?? null,
  }
}

const heatOf = (heard: Telemetry | undefined) => ({
  nozzle: heard?.nozzle ?? null,
  nozzleTarget: heard?.nozzleTarget ?? null,
  bed: heard?.bed ?? null,
  bedTarget: heard?.bedTarget ?? null,
})
