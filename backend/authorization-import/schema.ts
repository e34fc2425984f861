import { z } from 'zod'
import { levels } from '#backend/authorization/level.ts'
import { endpoint } from '#backend/base/endpoint.ts'
import { receipt } from '#backend/change/schema.ts'
import { machineKinds } from '#backend/machine/kinds.ts'
import { fields } from './columns.ts'

const reading = z.object({
  /** What the whole file is about, where no column says so. */
  kind: z.enum(machineKinds).optional(),
})
export type ReadingOptions = z.infer<typeof reading>

export const importPreview = z.object({
  columns: z.array(z.object({ header: z.string(), field: z.enum(fields).nullable() })),
  /** Whether a column says which machine; else the person says it for the whole file. */
  saysMachine: z.boolean(),
  lines: z.int(),
  /** Authorizations, of which a line may ask for several. */
  toGive: z.int(),
  /** Lines that ask for nothing that does not stand already. */
  there: z.int(),
  toCorrect: z.int(),
  /** A few of those that would be given. */
  first: z.array(
    z.object({ name: z.string(), kind: z.enum(machineKinds), level: z.enum(levels), until: z.string().nullable() }),
  ),
  /** Lines that are left out, the first of them, with every reason in the caller's language. */
  refused: z.array(z.object({ line: z.int(), text: z.string(), reasons: z.array(z.string()) })),
})
export type ImportPreview = z.infer<typeof importPreview>

/** The body of each is the file itself, as bytes: whatever its encoding and its delimiter. */
export const authorizationImportApi = {
  preview: endpoint('POST', '/api/authorization-imports/preview', {
    who: 'staff',
    does: 'What importing this CSV file of authorizations (the body, at most 5 MB and 10,000 lines) would give, line by line. Changes nothing.',
    query: reading,
    reply: importPreview,
  }),
  run: endpoint('POST', '/api/authorization-imports', {
    who: 'staff',
    does: 'Gives the authorizations of this CSV file in one act: all of the `expected` number that the preview told, or none. It takes nothing away.',
    query: reading.extend({ expected: z.coerce.number().int().min(1), file: z.string().max(200).default('') }),
    reply: z.object({ given: z.int(), change: receipt.nullable() }),
  }),
}
