import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { roles } from '#backend/base/role.ts'
import { receipt } from '#backend/change/schema.ts'
import { feeKinds } from '#backend/member/membership.ts'
import { fields, type Field, type Mapping } from './columns.ts'

/** `firstName,lastName,,email`: what each column of the file holds, in their order; nothing between two commas is left out. */
const mappingText = z
  .string()
  .max(4_000)
  .transform((text, context): Mapping => {
    const mapping = text.split(',').map((name) => (name === '' ? null : (name as Field)))
    const named = mapping.filter((field) => field !== null)
    if (named.some((field) => !fields.includes(field)) || new Set(named).size < named.length)
      context.addIssue({ code: 'custom', message: 'not a mapping of columns' })
    return mapping
  })

const reading = z.object({
  /** Left out: what the headers say. */
  mapping: mappingText.optional(),
  /** What a fee buys whose end the file does not tell. */
  feeKind: z.enum(feeKinds).default('civil'),
})
export type ReadingOptions = z.infer<typeof reading>

export const preview = z.object({
  columns: z.array(z.object({ header: z.string(), samples: z.array(z.string()), field: z.enum(fields).nullable() })),
  /** Whether a name can be made of the columns: without one nobody is added. */
  named: z.boolean(),
  lines: z.int(),
  toAdd: z.int(),
  there: z.int(),
  toCorrect: z.int(),
  /** A few of those who would be added. */
  first: z.array(
    z.object({
      line: z.int(),
      name: z.string(),
      email: z.string().nullable(),
      role: z.enum(roles),
      membershipUntil: z.string().nullable(),
      organization: z.string().nullable(),
    }),
  ),
  /** Lines that are not added, the first of them, with every reason in the caller's language. */
  refused: z.array(z.object({ line: z.int(), text: z.string(), reasons: z.array(z.string()) })),
  /** Some of those who have an account already. */
  thereNames: z.array(z.string()),
  /** Organizations that the lab does not know yet: they would be added as well. */
  newOrganizations: z.array(z.string()),
})
export type Preview = z.infer<typeof preview>

/** The body of each is the file itself, as bytes: whatever its encoding and its delimiter. */
export const memberImportApi = {
  preview: endpoint('POST', '/api/member-imports/preview', {
    who: 'staff',
    does: 'What importing this CSV file (the body, at most 5 MB and 10,000 lines) would do, line by line. Changes nothing.',
    query: reading,
    reply: preview,
  }),
  refused: endpoint('POST', '/api/member-imports/refused', {
    who: 'staff',
    does: 'The lines of this CSV file that cannot be imported, as a CSV file with the reasons beside them.',
    query: reading,
    file: 'text/csv',
  }),
  run: endpoint('POST', '/api/member-imports', {
    who: 'staff',
    does: 'Adds everybody in this CSV file who can be added, in one act: all of the `expected` number that the preview told, or nobody.',
    query: reading.extend({ expected: z.coerce.number().int().min(1), file: z.string().max(200).default('') }),
    reply: z.object({ added: z.int(), change: receipt.nullable() }),
  }),
}
