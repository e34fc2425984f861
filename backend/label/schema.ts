import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { labelKinds, type LabelKind } from './address.ts'
import { sheets, type SheetName } from './sheet.ts'

export const labelQuery = z.object({
  what: z.enum(Object.keys(labelKinds) as [LabelKind, ...LabelKind[]]),
  sheet: z.enum(Object.keys(sheets) as [SheetName, ...SheetName[]]),
  /** How many labels of the first sheet are already used. */
  skip: z.coerce.number().int().min(0).max(20).default(0),
  /** Ids with commas between them; all of them where it is left out. */
  ids: z.string().max(12_000).optional(),
})
export type LabelQuery = z.infer<typeof labelQuery>

export const labelApi = {
  pdf: endpoint('GET', '/api/labels.pdf', {
    who: 'staff',
    does: 'A PDF of labels for machines, spools or shelf bins, or of members’ cards, in the lab’s language.',
    query: labelQuery,
    file: 'application/pdf',
  }),
}
