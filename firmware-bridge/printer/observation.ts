import { escaped } from '../stream/framing.ts'
import { uuidIn } from './recognize.ts'
import { readReply, type Heat, type Reply } from '../stream/reply.ts'

/** What somebody who only listens learns of a printer. */
export type Seen =
  | { type: 'identity'; firmware: string; machine?: string; uuid?: string }
  | { type: 'capability'; name: string; has: boolean }
  | ({ type: 'heat' } & Heat)
  | { type: 'busy'; text: string }
  | { type: 'action'; text: string }
  | { type: 'restarted' }
  | { type: 'failure'; text: string }
  | { type: 'said'; text: string }

/** Turns what a printer says into what is worth telling: temperatures when they change by a degree, "busy" when it begins. */
export function createObservation(): (line: string) => Seen | undefined {
  let heat: Heat = {}
  let isBusy = false

  function hotter(now: Heat): Seen | undefined {
    const next = { ...heat, ...now }
    const keys = ['nozzle', 'nozzleTarget', 'bed', 'bedTarget'] as const
    const isNews = keys.some((key) => Math.abs((next[key] ?? -1000) - (heat[key] ?? -1000)) >= 1)
    if (!isNews) return undefined
    heat = next
    return { type: 'heat', ...heat }
  }

  return (line) => {
    const identity = /FIRMWARE_NAME:.*/.exec(line)?.[0]
    if (identity !== undefined) return readIdentity(identity)
    const reply: Reply = readReply(line)
    const wasBusy = isBusy
    isBusy = reply.type === 'busy'
    switch (reply.type) {
      case 'ok':
        return reply.heat && hotter(reply.heat)
      case 'heat':
        isBusy = wasBusy
        return hotter(reply.heat)
      case 'busy':
        return wasBusy ? undefined : { type: 'busy', text: escaped(line.trim()) }
      case 'capability':
        return { type: 'capability', name: reply.name, has: reply.has }
      case 'action':
      case 'failure':
        return { type: reply.type, text: escaped(reply.text) }
      case 'restarted':
        return { type: 'restarted' }
      case 'wait':
        return undefined
      case 'identity':
      case 'resend':
      case 'refused':
      case 'overrun':
      case 'unknown-command':
      case 'other':
        return line.trim() === '' ? undefined : { type: 'said', text: escaped(line.trim()) }
    }
  }
}

function readIdentity(identity: string): Seen {
  const firmware = /^FIRMWARE_NAME:(.*?)(?= [A-Z_]+:|$)/.exec(identity)?.[1] ?? ''
  const machine = /MACHINE_TYPE:(.*?)(?= [A-Z_]+:|$)/.exec(identity)?.[1]
  const uuid = uuidIn(identity)
  return {
    type: 'identity',
    firmware: escaped(firmware),
    ...(machine !== undefined && { machine: escaped(machine) }),
    ...(uuid !== undefined && { uuid }),
  }
}
