import Ban from '@lucide/svelte/icons/ban'
import CircleCheck from '@lucide/svelte/icons/circle-check'
import Clock from '@lucide/svelte/icons/clock'
import Pause from '@lucide/svelte/icons/circle-pause'
import Printer from '@lucide/svelte/icons/printer'
import TriangleAlert from '@lucide/svelte/icons/triangle-alert'
import Unplug from '@lucide/svelte/icons/unplug'
import type { Component } from 'svelte'
import type { MachineState } from '#backend/machine/state.ts'

type Icon = Component<{ size?: number | string; strokeWidth?: number | string }>
type Look = { icon: Icon; tone: 'good' | 'busy' | 'warn' | 'bad' | 'still' }

/** Sign and colour of each state on the big screens; the word stands beside them. */
export const wallLook: Record<MachineState, Look> = {
  attention: { icon: TriangleAlert, tone: 'bad' },
  bed_to_clear: { icon: TriangleAlert, tone: 'warn' },
  printing: { icon: Printer, tone: 'busy' },
  paused: { icon: Pause, tone: 'warn' },
  in_use: { icon: Clock, tone: 'busy' },
  offline: { icon: Unplug, tone: 'bad' },
  free: { icon: CircleCheck, tone: 'good' },
  out_of_order: { icon: Ban, tone: 'still' },
}
