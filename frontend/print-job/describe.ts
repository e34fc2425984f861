import type { PrintJob } from '#backend/print-job/schema.ts'
import { say } from '../lib/say.ts'
import { t } from './page-texts.ts'

/** The text twin of the 3D view: « 62 × 31 × 47 mm, 1 volume fermé, 17,7 cm³ ». */
export function describeModel({ sizeMm, closed, shells, volumeCm3 }: NonNullable<PrintJob['model']>): string {
  return [
    say.size(sizeMm),
    closed ? t().volumeClosed(shells) : t().volumeOpen,
    ...(volumeCm3 === null ? [] : [`${say.number(volumeCm3, 1)}\u00a0cm³`]),
  ].join(', ')
}
