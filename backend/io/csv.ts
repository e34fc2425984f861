import { setImmediate as nextTurn } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { stringify } from 'csv-stringify/sync'

/** `line` is the first of a record's lines in the file, counted from 1. */
export type CsvRecord = { line: number; cells: string[] }

/** A quotation mark that is opened and never closed, somewhere from this line on: nobody can say where its cell ends. */
export class BrokenCsv extends Error {
  readonly line: number

  constructor(line: number) {
    super(`not a table from line ${line} on`)
    this.line = line
  }
}

/**
 * The records of a table of text, without the empty ones. It is read in slices, and everybody else has a turn between them: ten
 * thousand lines do not keep a printer waiting.
 */
export async function* readCsv(
  text: string,
  { delimiter, fromLine = 1 }: { delimiter: string; fromLine?: number },
): AsyncGenerator<CsvRecord> {
  // Inside quotation marks the parser would count \r\n as two lines.
  const lines = text.replace(/\r\n?/g, '\n')
  const parser = Readable.from(slices(lines)).pipe(
    parse({
      delimiter,
      from_line: fromLine,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_records_with_empty_values: true,
      max_record_size: 100_000,
    }),
  )
  let read = fromLine - 1
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const within = record.reduce((count, cell) => count + cell.split('\n').length - 1, 0)
      yield { line: info.lines - within, cells: record }
      read = info.lines
    }
  } catch (error) {
    throw error instanceof CsvError ? new BrokenCsv(read + 1) : error
  }
}

async function* slices(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += sliceLength) {
    yield text.slice(at, at + sliceLength)
    await nextTurn()
  }
}
const sliceLength = 8_192

/**
 * A table that spreadsheets open as it is meant: the mark that says UTF-8, semicolons as in France, and no cell that computes –
 * whatever a person typed as their name.
 */
export const writeCsv = (rows: (string | number | null)[][]): string =>
  stringify(rows, { delimiter: ';', bom: true, escape_formulas: true, record_delimiter: '\r\n' })
