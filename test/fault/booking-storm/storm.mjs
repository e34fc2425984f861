// Four processes over HTTP and four straight on the database book the same machines at once, by chance, `PROVE_OPERATIONS` times.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { freePort, row } from '../../bench/harness.mjs'
import { overlapping, overlapsInHistory } from './history.mjs'

const root = join(import.meta.dirname, '..', '..', '..')
const dayMs = 86_400_000

export async function bookingStorm() {
  const operations = Number(process.env.PROVE_OPERATIONS ?? 1_000_000)
  const data = mkdtempSync(join(tmpdir(), 'booking-storm-'))
  const port = await freePort()
  const args = ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample', '--no-bridge']
  const server = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  const base = `http://127.0.0.1:${port}`
  while (!(await fetch(`${base}/healthz`).catch(() => undefined))?.ok) await pause(50)

  const people = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8')).members
  const machines = await prepared(base, people)
  const path = join(data, 'etabli.sqlite')
  const db = new SQLite(path, { timeout: 60_000 })
  const { id: memberId, lab_id: labId } = db.prepare("select id, lab_id from member where name = 'Marc'").get()

  // One in fifty over HTTP, where the server asks all its rules and waits for its turn among four that ask none.
  const overHttp = Math.ceil(operations / 50 / 4)
  const each = { http: overHttp, database: Math.ceil(operations / 4) - overHttp }
  // From tomorrow at eight in Paris, whichever the season: the sample lab is open until half past eleven.
  const from = Math.floor(Date.now() / dayMs) * dayMs + 2 * dayMs + 7 * 3_600_000
  const common = { machines, from, slots: 60 }
  const began = performance.now()
  const reports = await Promise.all([
    ...people.map(({ name, passphrase }, n) =>
      client({ way: 'http', seed: n + 1, operations: each.http, base, name, passphrase, ...common }, data),
    ),
    ...[5, 6, 7, 8].map((seed) =>
      client({ way: 'database', seed, operations: each.database, path, labId, memberId, ...common }, data),
    ),
  ])
  const seconds = (performance.now() - began) / 1000

  const rows = db
    .prepare('select id, machine_id as machine, starts_at as start, ends_at as end, state from booking')
    .all()
    .filter(({ machine }) => machines.includes(machine))
  const events = db
    .prepare(
      `select booking_id as booking, machine_id as machine, what, event.starts_at as start, event.ends_at as end
       from booking_event as event join booking on booking.id = booking_id order by event.rowid`,
    )
    .all()
    .filter(({ machine }) => machines.includes(machine))
  db.close()
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await gone
  rmSync(data, { recursive: true, force: true, maxRetries: 5 })

  const sum = (name) => reports.reduce((all, report) => all + report[name], 0)
  const byId = new Map(rows.map((one) => [one.id, one]))
  const lost = reports.flatMap(({ expected }) => expected).filter(([id, wanted]) => !isAsTold(wanted, byId.get(id)))
  const none = (name, ours) => row(name, { ours, unit: 'times', goal: '0', met: ours === 0 })
  return [
    row('operations, from 4 processes over HTTP and 4 on the database', {
      ours: sum('asked'),
      unit: `in ${Math.round(seconds)} s`,
      goal: String(operations),
      met: sum('asked') >= operations,
    }),
    row('of them over HTTP', { ours: each.http * people.length, unit: 'operations' }),
    row('accepted', { ours: sum('accepted'), unit: 'operations' }),
    row('refused', { ours: sum('refused'), unit: 'operations' }),
    none('live bookings that overlap at the end', overlapping(rows)),
    none('steps of the history after which two overlapped', overlapsInHistory(events)),
    row('one planted in each is seen by both', {
      ours: seenWhenPlanted(rows, events),
      unit: 'of 2',
      goal: '2',
      met: seenWhenPlanted(rows, events) === 2,
    }),
    none('refusals without a reason in words', sum('wordless')),
    none('accepted, and not there as it was accepted', lost.length),
  ]
}

/** Whether the two looks can see at all: a second booking is put over one that is live. */
function seenWhenPlanted(rows, events) {
  const live = rows.find(({ state }) => state === 'confirmed')
  const other = { ...live, id: 'planted', booking: 'planted', what: 'booked' }
  return [overlapping([...rows, other]) > 0, overlapsInHistory([...events, other]) > 0].filter(Boolean).length
}

/** A hold that nobody confirmed may have run out meanwhile. */
const isAsTold = (wanted, found) =>
  found !== undefined &&
  found.start === wanted.start &&
  found.end === wanted.end &&
  (found.state === wanted.state || (wanted.state === 'held' && found.state === 'expired'))

/** Twenty lasers, and everybody of the sample lab may use them. */
async function prepared(base, people) {
  const marc = people.find(({ name }) => name === 'Marc')
  let cookie = ''
  const ask = async (method, path, body) => {
    const headers = { 'content-type': 'application/json', cookie }
    const answer = await fetch(`${base}${path}`, { method, headers, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    cookie ||= answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    return answer.json()
  }
  await ask('POST', '/api/session', { name: 'Marc', passphrase: marc.passphrase })
  const { members } = await ask('GET', '/api/members')
  for (const { id, name } of members) {
    const all = { level: 'independent', expiresOn: null, evidence: '' }
    if (name === 'Karim') await ask('PUT', `/api/members/${id}/authorizations/laser`, all)
  }
  const machines = []
  for (let n = 1; n <= 20; n++) {
    const made = await ask('POST', '/api/machines', { name: `STORM-${n}`, kind: 'laser', room: '' })
    machines.push((made.card ?? made.machine ?? made).id)
  }
  return machines
}

function client(task, folder) {
  const report = join(folder, `report-${task.way}-${task.seed}.json`)
  return new Promise((resolve, reject) => {
    const script = join(import.meta.dirname, 'client.mjs')
    const child = spawn(process.execPath, [script], { stdio: ['pipe', 'inherit', 'inherit'] })
    child.stdin.end(JSON.stringify({ ...task, report }))
    child.once('exit', (code) =>
      code === 0 ? resolve(JSON.parse(readFileSync(report, 'utf8'))) : reject(new Error(`a client ended with ${code}`)),
    )
  })
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
