import type { Facts } from '#backend/message/kinds.ts'
import type { PrintJobAction } from './lifecycle.ts'

type Job = { id: string; title: string; code: string }
type Given = { reason: string | null; printer: string | null; position: number | null }
type JobKind = 'job_approved' | 'job_sent_back' | 'job_failed' | 'job_ready'
export type JobNews = { [K in JobKind]: { kind: K; facts: Facts[K] } }[JobKind]

/** What the owner of a job is told when somebody else moves it, or undefined where it is no news. */
export function newsOf(action: PrintJobAction, job: Job, given: Given): JobNews | undefined {
  const about = { jobId: job.id, title: job.title, code: job.code }
  const { reason, printer, position } = given
  switch (action) {
    case 'approve':
      return { kind: 'job_approved', facts: { ...about, printer, position } }
    case 'send_back':
    case 'reject':
    case 'recall':
      return { kind: 'job_sent_back', facts: { ...about, answer: action, reason } }
    case 'cancel':
    case 'give_up':
      return { kind: 'job_sent_back', facts: { ...about, answer: 'cancel', reason } }
    case 'finish':
      return { kind: 'job_ready', facts: about }
    case 'fail':
    case 'stop':
      return { kind: 'job_failed', facts: { ...about, stopped: action === 'stop' } }
    case 'submit':
    case 'claim':
    case 'release':
    case 'requeue':
    case 'restart':
    case 'collect':
      return undefined
  }
}
