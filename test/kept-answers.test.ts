import { createServer } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import request from 'supertest'
import { expect, onTestFinished, test } from 'vitest'
import { createKeptAnswers } from '#backend/io/kept-answers.ts'
import { openDatabase, writtenSoFar } from '#backend/io/database.ts'
import { hours, noon, testLab } from './support/lab.ts'

/** A server whose one answer counts how often it was made. */
function counting(answer: (times: number) => unknown = (times) => ({ times })) {
  const state = { written: '1', now: 0, times: 0 }
  const answers = createKeptAnswers(
    () => state.written,
    () => state.now,
  )
  const server = createServer((req, res) => {
    if (answers.answer(req, res)) return
    const forWhom = String(req.headers.cookie)
    answers.send(req, res, forWhom, () => answer(++state.times)).catch(() => res.writeHead(500).end())
  })
  const ask = (cookie = 'a', path = '/') => request(server).get(path).set('cookie', cookie)
  return { state, answers, ask }
}

test('the same question has the same answer until something is written, told, or the second is over', async () => {
  const { state, answers, ask } = counting()
  const times = async () => ((await ask()).body as { times: number }).times
  expect([await times(), await times()]).toEqual([1, 1])
  state.written = '2'
  expect([await times(), await times()]).toEqual([2, 2])
  answers.changed()
  expect(await times()).toBe(3)
  state.now = 1000
  expect([await times(), await times()]).toEqual([4, 4])
})

test('another caller, another address: another answer', async () => {
  const { ask } = counting()
  const first = await Promise.all([ask('a'), ask('b'), ask('a', '/other')])
  const again = await Promise.all([ask('a'), ask('b'), ask('a', '/other')])
  expect(new Set(first.map(({ text }) => text)).size).toBe(3)
  expect(again.map(({ text }) => text)).toEqual(first.map(({ text }) => text))
})

test('those who ask at the same time wait for one answer; a failure is not kept', async () => {
  const { state, ask } = counting((times) => {
    if (times === 1) throw new Error('the first one fails')
    return { times }
  })
  expect((await ask()).status).toBe(500)
  const together = await Promise.all(Array.from({ length: 20 }, () => ask()))
  expect(together.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
  expect(state.times).toBe(2)
})

test('a long answer is packed for whoever can unpack it, and whole for the others', async () => {
  const { ask } = counting(() => Array.from({ length: 500 }, (_, n) => ({ n })))
  for (const encoding of ['gzip', 'gzip', 'identity', 'identity']) {
    const answer = await ask().set('accept-encoding', encoding)
    expect(answer.headers['content-encoding']).toBe(encoding === 'gzip' ? 'gzip' : undefined)
    expect(answer.body).toHaveLength(500)
  }
})

test('what another process writes to the database counts as well, and what is rolled back harms nobody', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'etabli-'))
  const db = openDatabase(join(dir, 'kept.sqlite'))
  const other = new SQLite(join(dir, 'kept.sqlite'))
  onTestFinished(async () => {
    other.close()
    await db.destroy()
    rmSync(dir, { recursive: true })
  })
  other.exec('create table note (text text)')
  const before = writtenSoFar(db)
  expect(writtenSoFar(db)).toBe(before)
  other.exec("insert into note values ('from elsewhere')")
  expect(writtenSoFar(db)).not.toBe(before)
})

test('a booking, a repair and a sign-out show at once in what is kept; nobody reads another’s', async () => {
  const lab = await testLab()
  const laser = await lab.machine('LASER')
  const [ines, theo] = [await lab.member({ trained: ['laser'], name: 'Inès' }), await lab.member({ name: 'Théo' })]
  const week = `/api/bookings?from=${noon}&to=${noon + hours(48)}`
  const seen = async (who: typeof ines) => (await who.call('get', week)).body as { mine: boolean; by: string | null }[]
  expect([await seen(ines), await seen(theo)]).toEqual([[], []])
  await ines.call('post', '/api/bookings', { machineId: laser, start: noon + hours(1), end: noon + hours(2) })
  for (let round = 0; round < 2; round++) {
    expect(await seen(ines)).toMatchObject([{ mine: true, by: 'Inès' }])
    expect(await seen(theo)).toMatchObject([{ mine: false, by: null }])
  }
  const machines = () => ines.call('get', '/api/machines')
  expect((await machines()).body[0].nextBooking).toBe(noon + hours(1))
  await lab.db.updateTable('machine').set({ outOfOrder: 'fumée' }).execute()
  expect((await machines()).body[0].state).toBe('out_of_order')
  expect((await machines()).headers['content-security-policy']).toBeTruthy()
  await ines.call('delete', '/api/session')
  expect((await machines()).status).toBe(401)
})
