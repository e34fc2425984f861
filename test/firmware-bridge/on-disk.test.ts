import { appendFileSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCommandJudge } from '#firmware-bridge/link/command-judge.ts'
import { openJournal } from '#firmware-bridge/run/journal.ts'
import { commandMaxAge, commandTypes, type Command, type RunOrder, type RunPhase } from '#firmware-bridge/messages.ts'
import { openOutbox } from '#firmware-bridge/link/outbox.ts'
import { createPrinter } from '#firmware-bridge/printer/printer.ts'
import { readPrinters, writePrinters } from '#firmware-bridge/printer/printer-list.ts'
import { temporaryFolder } from './programs.ts'
import { limits } from './small-server.ts'

const order: RunOrder = { runId: 'a', printerId: 'one', attempt: 1, gcodeSha256: '', gcodeBytes: 9, gcodeUrl: '/' }
const firmware = { identity: 'X', uuid: 'u', reportsHeat: true, emergencyParser: true, checked: true }

const status = { runId: 'a', attempt: 1, linesAcked: 0, linesTotal: 0, bytesAcked: 0, bytesTotal: 0, resends: 0 }

test('a journal read again knows every attempt, the open run and how far it was', () => {
  const path = join(temporaryFolder(), 'one.jsonl')
  const first = openJournal(path)
  first.started(order)
  first.began(firmware, 20, {})
  first.numbered(13, [{ number: 5, text: 'M105' }])
  first.reached({ number: 13, lines: 12, bytes: 340 }, { nozzle: 210, nozzleTarget: 210 })
  // A crash in the middle of a write.
  appendFileSync(path, '1234abcd {"type":"ended","outc')
  const second = openJournal(path)
  expect(second.hasStarted('a', 1)).toBe(true)
  expect(second.hasStarted('a', 2)).toBe(false)
  expect(second.openRun()).toEqual(first.openRun())
  expect(second.openRun()).toMatchObject({
    order,
    firmware,
    reached: { lines: 12, bytes: 340 },
    linesTotal: 20,
    own: [],
  })
  expect(second.openRun()!.reserved).toBeGreaterThan(13)
  const stream = { linesAcked: 20, resends: 1, quality: { streamedMs: 9000, emptyMs: 0, hostMs: 0, window: 4 } }
  second.ended('completed', stream)
  expect(readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)).toContain(
    JSON.stringify({ type: 'ended', outcome: 'completed', stream }),
  )
  expect(openJournal(path).openRun()).toBeUndefined()
  expect(openJournal(path).hasStarted('a', 1)).toBe(true)
})

test('an outbox read again goes on with its numbers and keeps what was not acknowledged', () => {
  const path = join(temporaryFolder(), 'outbox.jsonl')
  const first = openOutbox(path)
  const told = ['x', 'y', 'z'].map((printerId) => first.add({ type: 'printer:lost', printerId }))
  first.acked(told[0]!.seq)
  const second = openOutbox(path)
  expect(second.journal).toBe(first.journal)
  expect([...second.pending()]).toEqual(told.slice(1))
  second.acked(told[1]!.seq)
  second.acked(told[2]!.seq)
  expect(openOutbox(path).add({ type: 'printer:reached', printerId: 'x' }).seq).toBe(4)
})

test('an outbox never grows beyond its bound: words on printers go first, then overtaken moves, the last of a run never', () => {
  const path = join(temporaryFolder(), 'outbox.jsonl')
  const outbox = openOutbox(path, 100)
  const moved = (runId: string, phase: RunPhase) =>
    outbox.add({ type: 'run:moved', printerId: 'one', run: { ...status, runId, phase } })
  const moves = ['starting', 'printing', 'ended'].map((phase) => moved('a', phase as RunPhase))
  for (let i = 0; i < 150; i++) outbox.add({ type: 'printer:lost', printerId: 'one' })
  expect([...outbox.pending()]).toHaveLength(100)
  expect([...outbox.pending()].slice(0, 3)).toEqual(moves)

  // A printer that asks for a pause over and over, for as long as the server is away.
  for (let i = 0; i < 150; i++) moved('b', i % 2 ? 'printing' : 'paused')
  const kept = [...openOutbox(path, 100).pending()]
  expect(kept).toHaveLength(100)
  expect(kept.at(-1)).toMatchObject({ run: { runId: 'b', phase: 'printing' } })
  expect(kept).toContainEqual(moves.at(-1))
  expect(statSync(path).size).toBeLessThan(100_000)
})

test('when nothing but ends waits, nothing is dropped', () => {
  const outbox = openOutbox(join(temporaryFolder(), 'outbox.jsonl'), 10)
  for (let i = 0; i < 20; i++)
    outbox.add({ type: 'run:moved', printerId: 'one', run: { ...status, runId: `${i}`, phase: 'ended' } })
  expect([...outbox.pending()]).toHaveLength(20)
})

test.each(commandTypes)('a %s is judged by its age on a clock that nobody sets', (type) => {
  const judge = createCommandJudge()
  // The server's clock stands at 1 000 000 when ours stands between 10 and 30.
  judge.measured(1_000_000, 5, 10, 30)
  const command = (id: string, issuedAt: number, epoch = 5): Command => ({
    id,
    type,
    printerId: 'one',
    epoch,
    issuedAt,
  })
  const obey = () => ({ ok: true }) as const
  const limit = Math.min(commandMaxAge[type], 1e9)
  expect(judge.answer(command('fresh', 1_000_000 - limit), 20, obey)).toEqual({ ok: true })
  const isLate = judge.answer(command('late', 1_000_000 - limit), 21, obey)
  expect(isLate).toEqual(commandMaxAge[type] === Infinity ? { ok: true } : { ok: false, refusal: 'expired' })
  const isOld = judge.answer(command('old', 1_000_000, 4), 20, obey)
  expect(isOld).toEqual(commandMaxAge[type] === Infinity ? { ok: true } : { ok: false, refusal: 'old-epoch' })
})

test('a server whose clock was set back is obeyed as soon as it has said so', () => {
  const judge = createCommandJudge()
  judge.measured(2_000_000, 2_000_000, 0, 0)
  judge.measured(1_000_000, 1_000_000, 0, 0)
  const start = { id: 'a', type: 'run:start', printerId: 'one', epoch: 1_000_000, issuedAt: 1_000_000 } as const
  expect(judge.answer(start, 5, () => ({ ok: true }))).toEqual({ ok: true })
})

test('five hundred starts that come a minute late start nothing', () => {
  const judge = createCommandJudge()
  judge.measured(1_000_000, 1, 0, 0)
  let obeyed = 0
  for (let i = 0; i < 500; i++) {
    judge.answer(
      { id: `${i}`, type: 'run:start', printerId: 'one', epoch: 1, issuedAt: 1_000_000 + i },
      61_000 + i,
      () => {
        obeyed++
        return { ok: true }
      },
    )
  }
  expect(obeyed).toBe(0)
})

test('a list of printers that the disk does not take leaves the one before, and the bridge alive', () => {
  const path = join(temporaryFolder(), 'printers.json')
  const config = { id: 'one', name: 'One', port: '/dev/null', baud: 115_200, limits }
  writePrinters(path, [config])
  mkdirSync(`${path}.new`)
  writePrinters(path, [])
  expect(readPrinters(path)).toEqual([config])
})

test('a stop that comes while the port of a run left open is still being opened: the run does not go on', async () => {
  const journal = openJournal(join(temporaryFolder(), 'one.jsonl'))
  journal.started(order)
  journal.began(firmware, 20, {})
  let fail: (reason: Error) => void = () => {}
  const printer = createPrinter(
    { id: 'one', name: 'One', port: '/dev/null', baud: 115_200, limits },
    {
      openPort: () => new Promise((_, reject) => (fail = reject)),
      bootMs: () => 0,
      met: () => {},
      forget: () => {},
      hasHalted: () => {},
      journal,
      fetchFile: () => Promise.reject(new Error('none')),
      keptFile: () => Promise.resolve(undefined),
      tell: () => {},
      log: () => {},
    },
  )
  printer.command({ id: 'a', type: 'printer:stop', printerId: 'one', epoch: 1, issuedAt: 0 })
  expect(journal.openRun()).toMatchObject({ abandoned: true })
  const closed = printer.close()
  fail(new Error('no port'))
  await closed
})

test('on a disk that takes nothing no print is begun, and nothing that is under way is ended by it', () => {
  // A folder that is not there refuses as a disk that can only be read does.
  const journal = openJournal(join(temporaryFolder(), 'gone', 'one.jsonl'))
  const outbox = openOutbox(join(temporaryFolder(), 'gone', 'outbox.jsonl'))
  expect(() => journal.started(order)).toThrow()
  expect(journal.openRun()).toBeUndefined()
  journal.reached({ number: 1, lines: 1, bytes: 10 }, {})
  journal.abandoned()
  journal.ended('failed')
  journal.close()
  outbox.add({ type: 'printer:lost', printerId: 'one' })
  expect([...outbox.pending()]).toHaveLength(1)
  outbox.close()
})
