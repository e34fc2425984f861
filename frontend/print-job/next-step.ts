import type { PrintJob } from '#backend/print-job/schema.ts'
import type { PrinterReport } from '#backend/machine/schema.ts'
import { say } from '../lib/say.ts'
import { t } from './page-texts.ts'
import { words } from './texts.ts'

type Run = NonNullable<PrintJob['run']>
export type RunNumbers = Pick<Run, 'progress' | 'readyAt' | 'layer' | 'layers'>

/** The freshest numbers of a run: the printer's own report, else what the job said when it was read. */
export function runNumbers(run: Run, report: PrinterReport | null | undefined): RunNumbers {
  return {
    progress: report?.progress ?? run.progress,
    readyAt: report?.readyAt ?? run.readyAt,
    layer: report?.layer ?? run.layer,
    layers: report?.layers ?? run.layers,
  }
}

/** What happens next with a job, in one line: a time where there is one. */
export function nextStep(job: PrintJob, report?: PrinterReport | null): string {
  switch (job.state) {
    case 'draft':
      return draftStep(job)
    case 'needs_changes':
      return t().nextChanges
    case 'submitted':
      return t().nextSubmitted
    case 'queued':
      return [job.position && t().nextPosition(job.position), job.waits && words().waits[job.waits]]
        .filter(Boolean)
        .join(' · ')
    case 'running':
      return job.run ? runLine(job.run, report) : t().starting
    case 'awaiting_pickup':
      return job.mine ? t().atCounter(job.code) : t().codeIs(job.code)
    case 'failed':
      return t().nextFailed
    case 'rejected':
      return job.answer ?? ''
    case 'collected':
    case 'cancelled':
      return say.nearDay(job.since)
  }
}

function draftStep({ slicing, verdict, gcode, machineId }: PrintJob): string {
  if (slicing === 'running') return t().nextSlicing
  if (slicing === 'failed') return t().nextSliceFailed
  if (verdict === 'refused') return words().verdicts.refused
  return machineId && gcode ? t().nextSend : t().nextDraft
}

function runLine(run: Run, report: PrinterReport | null | undefined): string {
  const { readyAt } = runNumbers(run, report)
  if (run.state !== 'printing' && run.state !== 'finishing') return words().runPhases[run.state]
  return readyAt ? t().readyAt(say.timeAhead(readyAt)) : words().runPhases[run.state]
}
