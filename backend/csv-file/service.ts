import { Refusal } from '#backend/base/refusal.ts'
import { BrokenCsv, readCsv } from '#backend/io/csv.ts'
import { decode } from './decode.ts'
import { findDelimiter } from './delimiter.ts'
import { mostLines } from './limits.ts'

/** The lines of a table that somebody sent, whatever wrote it, the header among them. Refuses in words what is none. */
export async function* linesOf(bytes: unknown): AsyncGenerator<{ line: number; cells: string[] }> {
  const decoded = decode(bytes instanceof Uint8Array ? bytes : new Uint8Array())
  if ('unreadable' in decoded) throw new Refusal(`csv-file.${decoded.unreadable}`)
  let lines = 0
  try {
    for await (const line of readCsv(decoded.text, findDelimiter(decoded.text))) {
      if (lines++ > mostLines) throw new Refusal('csv-file.too-many-lines')
      yield line
    }
  } catch (error) {
    throw error instanceof BrokenCsv ? new Refusal('csv-file.broken', { line: error.line }) : error
  }
}
