import { asItComes, type Placement } from '#backend/mesh/placement.ts'
import type { PrintJob } from '#backend/print-job/schema.ts'
import { say } from '../lib/say.ts'
import { t } from './page-texts.ts'

type Described = Pick<NonNullable<PrintJob['model']>, 'sizeMm' | 'closed' | 'shells' | 'volumeCm3'>

/** The text twin of the 3D view: « 3 × 62 × 31 × 47 mm, 1 volume fermé, 17,7 cm³ »; volume of one copy. */
export function describeModel(
  { sizeMm, closed, shells, volumeCm3 }: Described,
  { scale, copies }: Pick<Placement, 'scale' | 'copies'> = asItComes,
): string {
  return [
    ...(copies > 1 ? [t().copies(copies)] : []),
    say.size(sizeMm),
    closed ? t().volumeClosed(shells) : t().volumeOpen,
    ...(volumeCm3 === null ? [] : [sayVolume(volumeCm3 * scale ** 3)]),
  ].join(', ')
}

const sayVolume = (cm3: number): string => `${say.number(cm3, cm3 < 1 ? 3 : 1)}\u00a0cm³`
