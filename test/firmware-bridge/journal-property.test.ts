import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRecords, recordLine } from '#firmware-bridge/run/journal-record.ts'
import { openJournal, type Journal } from '#firmware-bridge/run/journal.ts'
import type { RunOrder } from '#firmware-bridge/messages.ts'
import { temporaryFolder } from './programs.ts'

const record = fc.record({ type: fc.string(), number: fc.nat(), text: fc.string({ unit: 'binary' }) })
const records = fc.array(record, { maxLength: 12 })
const fileOf = (entries: unknown[]): Buffer => Buffer.from(entries.map(recordLine).join(''))

test('what was written is read again', () => {
  fc.assert(
    fc.property(records, (entries) => {
      const file = fileOf(entries)
      expect(readRecords(file)).toEqual({ whole: entries, length: file.length, beyond: [] })
    }),
  )
})

test('cut anywhere, it reads as the records before the cut', () => {
  fc.assert(
    fc.property(records, fc.nat(), (entries, at) => {
      const file = fileOf(entries)
      const cut = file.subarray(0, at % (file.length + 1))
      const { whole, length } = readRecords(cut)
      expect(whole).toEqual(entries.slice(0, whole.length))
      expect(fileOf(whole)).toHaveLength(length)
      // No whole record is lost.
      if (whole.length === entries.length) expect(length).toBe(cut.length)
      else expect(cut.length - length).toBeLessThan(fileOf([entries[whole.length]]).length)
    }),
  )
})

test('with any bits turned, anything torn out or put in, it reads as a beginning of what was written, and never throws', () => {
  const damage = fc.oneof(
    fc.record({ flip: fc.nat(), bit: fc.nat({ max: 7 }) }),
    fc.record({ cutFrom: fc.nat(), bytes: fc.nat({ max: 80 }) }),
    fc.record({ putAt: fc.nat(), noise: fc.uint8Array({ maxLength: 40 }) }),
  )
  fc.assert(
    fc.property(records, fc.array(damage, { minLength: 1, maxLength: 4 }), (entries, damages) => {
      let file = fileOf(entries)
      for (const hurt of damages) {
        const at = (value: number): number => value % (file.length + 1)
        if ('flip' in hurt && file.length > 0) file[hurt.flip % file.length]! ^= 1 << hurt.bit
        if ('cutFrom' in hurt) {
          file = Buffer.concat([file.subarray(0, at(hurt.cutFrom)), file.subarray(at(hurt.cutFrom) + hurt.bytes)])
        }
        if ('putAt' in hurt) {
          file = Buffer.concat([file.subarray(0, at(hurt.putAt)), hurt.noise, file.subarray(at(hurt.putAt))])
        }
      }
      const { whole, beyond } = readRecords(file)
      const texts = entries.map((entry) => JSON.stringify(entry))
      for (const entry of [...whole, ...beyond]) expect(texts).toContain(JSON.stringify(entry))
      // Whole lines that are taken out leave no trace: then it is a subsequence. Otherwise it is a beginning.
      let from = 0
      for (const entry of whole) from = texts.indexOf(JSON.stringify(entry), from) + 1
      expect(whole.length === 0 || from > 0).toBe(true)
      if (!damages.some((hurt) => 'cutFrom' in hurt)) expect(whole).toEqual(entries.slice(0, whole.length))
    }),
    { numRuns: 500 },
  )
})

const firmware = { identity: 'X', uuid: 'u', reportsHeat: false, emergencyParser: true, checked: true }
const order = (runId: string, attempt: number): RunOrder => ({
  runId,
  printerId: 'one',
  attempt,
  gcodeSha256: '',
  gcodeBytes: 9,
  gcodeUrl: '/',
})

/** What may be told to a journal, in any order. */
const told = fc.oneof(
  fc.constant((journal: Journal) => journal.began(firmware, 500, { nozzleTarget: 0 })),
  fc
    .nat({ max: 300 })
    .map((n) => (journal: Journal) => journal.numbered(n, n % 3 ? [] : [{ number: n, text: 'M105' }])),
  fc.nat({ max: 300 }).map((n) => (journal: Journal) => journal.reached({ number: n, lines: n, bytes: n * 9 }, {})),
  fc.boolean().map((is) => (journal: Journal) => journal.paused(is ? { why: 'user' } : undefined)),
  fc.constant((journal: Journal) => journal.abandoned()),
  fc.nat({ max: 300 }).map((n) => (journal: Journal) => journal.continued({ number: n, lines: n, bytes: n * 9 })),
  fc.constant((journal: Journal) => journal.ended('completed')),
)

test('a journal killed after any step knows what it knew, and cut anywhere it never forgets a start that it has read', () => {
  const path = join(temporaryFolder(), 'one.jsonl')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), told), { maxLength: 25 }), fc.nat(), (steps, at) => {
      writeFileSync(path, '')
      const journal = openJournal(path)
      let attempts = 0
      for (const [starts, tell] of steps) {
        if (starts && !journal.openRun()) journal.started(order('a', ++attempts))
        tell(journal)
      }
      journal.close()
      const file = readFileSync(path)
      const again = openJournal(path)
      expect(again.openRun()).toEqual(journal.openRun())
      for (let n = 1; n <= attempts; n++) expect(again.hasStarted('a', n)).toBe(true)
      expect(again.hasStarted('a', attempts + 1)).toBe(false)
      again.close()
      // Written anew it says the same.
      const third = openJournal(path)
      expect(third.openRun()).toEqual(journal.openRun())
      third.close()

      writeFileSync(path, file.subarray(0, at % (file.length + 1)))
      const cut = openJournal(path)
      cut.started(order('b', 1))
      cut.close()
      const after = openJournal(path)
      expect(after.hasStarted('b', 1)).toBe(true)
      expect(after.openRun()?.order.runId).toBe('b')
      after.close()
    }),
    { numRuns: 60 },
  )
})
