import { printJobApi, type PrintJob } from '#backend/print-job/schema.ts'
import { call } from '../lib/call.ts'
import { attempt, tell } from '../ui/toasts.svelte.ts'
import { t } from './texts.ts'

export type Decision = 'approve' | 'send_back' | 'reject' | 'recall' | 'requeue' | 'give_up' | 'collect'

/** Decides on a job and says so; an approval can be taken back for ten seconds, with a button. */
export async function decide(job: PrintJob, action: Decision, reason?: string): Promise<PrintJob | undefined> {
  const params = { id: job.id }
  const body = {
    action,
    ...(reason ? { reason } : {}),
    // The server refuses when the file is no longer the one that was looked at.
    ...(action === 'approve' && job.gcode ? { gcodeSha256: job.gcode.sha256 } : {}),
  }
  const moved = await attempt(() => call(printJobApi.act, { params, body }))
  if (!moved) return undefined
  const undo = action === 'approve' ? { undo: () => decide(moved, 'recall', t().undoReason) } : {}
  tell(t().done[action](job.title), undo)
  return moved
}
