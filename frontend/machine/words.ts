import type { MachineCard } from '#backend/machine/schema.ts'
import { say } from '../lib/say.ts'
import { t } from './texts.ts'

/** What a card says of its machine: « libre vers 17 h 25 », « plateau à vider », « hors service : buse bouchée ». */
export function stateInWords(card: MachineCard): string {
  const word = t().states[card.state]
  const until = card.printer?.report?.readyAt ?? card.until
  const isSilent = card.printer?.online === false
  if (card.printer?.prompt) return t().asks
  switch (card.state) {
    case 'printing':
      // It prints on without us: what it was at is shown, and that nothing is heard of it.
      if (isSilent) return `${word} · ${t().states.offline}`
      return until ? t().readyAt(say.timeAhead(until)) : word
    case 'in_use':
      return until ? t().freeAt(say.timeAhead(until)) : word
    case 'free':
      return card.nextBooking ? t().freeUntil(say.timeAhead(card.nextBooking)) : word
    case 'out_of_order':
      return card.outOfOrder ? `${word} · ${card.outOfOrder}` : word
    case 'paused':
      return isSilent ? `${word} · ${t().states.offline}` : word
    case 'attention':
    case 'bed_to_clear':
    case 'offline':
      return word
  }
}
