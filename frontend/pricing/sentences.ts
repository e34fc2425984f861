import type { Tariff } from '#backend/pricing/price.ts'
import { say } from '../lib/say.ts'
import { t as machineTexts } from '../machine/texts.ts'
import { t } from './texts.ts'

/** A tariff as people say it, one line for each thing that costs something. */
export function tariffSentences({ gram, materials, hour, start, slotHour }: Tariff): string[] {
  const lines = materials.map(({ name, gram }) => t().gramOf(name, say.money(gram)))
  if (gram > 0 || materials.length)
    lines.push(materials.length ? t().otherMaterials(say.money(gram)) : t().gram(say.money(gram)))
  if (hour > 0) lines.push(t().hour(say.money(hour)))
  if (start > 0) lines.push(t().start(say.money(start)))
  for (const { kind, cents } of slotHour)
    if (cents > 0) lines.push(t().slot(machineTexts().kinds[kind], say.money(cents)))
  return lines.length ? lines : [t().free]
}
