import Ban from '@lucide/svelte/icons/ban'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import CircleSlash from '@lucide/svelte/icons/circle-slash'
import CircleX from '@lucide/svelte/icons/circle-x'
import ListOrdered from '@lucide/svelte/icons/list-ordered'
import PackageCheck from '@lucide/svelte/icons/package-check'
import Pencil from '@lucide/svelte/icons/pencil'
import Printer from '@lucide/svelte/icons/printer'
import Send from '@lucide/svelte/icons/send'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import type { Component } from 'svelte'
import type { PrintJobState } from '#backend/print-job/lifecycle.ts'

export type Tone = 'still' | 'busy' | 'good' | 'warn' | 'bad'

/** Icon and colour of each state; the word stands beside them, always. */
export const stateLook: Record<PrintJobState, { icon: Component<{ size?: number }>; tone: Tone }> = {
  draft: { icon: Pencil, tone: 'still' },
  needs_changes: { icon: TriangleAlert, tone: 'warn' },
  submitted: { icon: Send, tone: 'busy' },
  queued: { icon: ListOrdered, tone: 'busy' },
  running: { icon: Printer, tone: 'busy' },
  awaiting_pickup: { icon: PackageCheck, tone: 'good' },
  collected: { icon: CircleCheck, tone: 'still' },
  failed: { icon: CircleX, tone: 'bad' },
  rejected: { icon: Ban, tone: 'bad' },
  cancelled: { icon: CircleSlash, tone: 'still' },
}
