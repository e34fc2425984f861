// What a booking costs in a lab with a thousand of them and with a million, how soon a free slot is found, and what a week costs.
import { spawn } from 'node:child_process'
import { Agent, request } from 'node:http'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { freePort, row } from './harness.mjs'
import { excluded } from './postgres.mjs'

const root = join(import.meta.dirname, '..', '..')
const hour = 3_600_000
const takes = "('held', 'asked', 'confirmed', 'checked_in', 'ended')"
const quantile = (values, q) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)]

async function started(args, port, path) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' })
  while (!(await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined))?.ok)
    await new Promise((resolve) => setTimeout(resolve, 20))
  return { child, base: `http://127.0.0.1:${port}` }
}

async function ended({ child }) {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await gone
}

async function lab(data) {
  const port = await freePort()
  const args = ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample', '--no-bridge']
  return started(args, port, '/healthz')
}

/** An hour booked, an hour free, on `machines` machines, `count` times in all; most of it is long over. */
function fill(db, machines, count, now) {
  db.exec('delete from booking_event')
  db.exec('delete from booking')
  const { lab_id: labId, id: memberId } = db.prepare("select lab_id, id from member where name = 'Marc'").get()
  const insert = db.prepare(
    `insert into booking (id, lab_id, machine_id, member_id, starts_at, ends_at, state, created_at, cents)
     values (?, ?, ?, ?, ?, ?, 'confirmed', 0, 0)`,
  )
  const each = Math.ceil(count / machines.length)
  const first = Math.floor(now / hour) * hour - Math.floor(each * 0.9) * 2 * hour
  db.transaction(() => {
    for (let n = 0; n < each; n++)
      for (const [m, machine] of machines.entries()) {
        const start = first + n * 2 * hour
        insert.run(`b${m}-${n}`, labId, machine, memberId, start, start + hour)
      }
  })()
  db.exec('analyze')
  return { labId, memberId, first, last: first + each * 2 * hour }
}

/** Tries to book quarter hours by chance, half of them taken; the triggers decide. Commits are grouped, each is synced. */
function attempts(db, machines, { labId, memberId, first, last }, count) {
  const insert = db.prepare(
    `insert into booking (id, lab_id, machine_id, member_id, starts_at, ends_at, state, created_at, cents)
     values (?, ?, ?, ?, ?, ?, 'confirmed', 0, 0)`,
  )
  let accepted = 0
  const began = performance.now()
  for (let n = 0; n < count; n += 500)
    db.transaction(() => {
      for (let k = n; k < n + 500; k++) {
        const start = first + Math.floor((Math.random() * (last - first)) / (hour / 4)) * (hour / 4)
        try {
          insert.run(`a${count}-${k}`, labId, machines[k % machines.length], memberId, start, start + hour / 4)
          accepted++
        } catch (error) {
          if (!/SLOT_TAKEN/.test(error.message)) throw error
        }
      }
    })()
  const seconds = (performance.now() - began) / 1000
  db.prepare("delete from booking where id like 'a%'").run()
  return { rate: count / seconds, accepted }
}

/** The same question asked in two ways: what everybody writes, and the one live booking that starts last before the end. */
function checks(db, machines, { first, last }, count) {
  const usual = db.prepare(
    `select 1 from booking where machine_id = ? and state in ${takes} and starts_at < ? and ends_at > ? limit 1`,
  )
  const ours = db.prepare(
    `select ends_at from booking where machine_id = ? and state in ${takes} and starts_at < ? order by starts_at desc limit 1`,
  )
  const time = (ask, rounds) => {
    const began = performance.now()
    for (let n = 0; n < rounds; n++) {
      // In a free hour: a check that finds nothing has to look at all it looks at.
      const start = first + Math.floor((Math.random() * (last - first)) / (2 * hour)) * 2 * hour + hour
      ask(machines[n % machines.length], start, start + hour)
    }
    return ((performance.now() - began) / rounds) * 1000
  }
  return {
    usual: time((machine, start, end) => usual.get(machine, end, start), count / 100),
    ours: time((machine, start, end) => (ours.get(machine, end)?.ends_at ?? 0) > start, count),
  }
}

/** GETs a second, eight at a time on connections that stay open, for three seconds: `fetch` would be slower than the servers. */
async function rate(url, headers = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const get = () =>
    new Promise((resolve, reject) => {
      const asked = request(url, { agent, headers }, (res) => {
        if (res.statusCode !== 200) return reject(new Error(`${url}: ${res.statusCode}`))
        res.resume().on('end', resolve)
      })
      asked.on('error', reject).end()
    })
  const until = performance.now() + 3_000
  let done = 0
  const one = async () => {
    while (performance.now() < until) {
      await get()
      done++
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  agent.destroy()
  return done / 3
}

/** Servers that answer and do nothing else: Express with an empty list, and node:http with `bytes` of JSON. */
const barely = {
  express: `import express from 'express'
express().get('/', (_req, res) => res.json([])).listen(Number(process.argv.at(-1)), '127.0.0.1')`,
  http: (bytes) => `import { createServer } from 'node:http'
const body = Buffer.alloc(${bytes}, 'x')
const headers = { 'content-type': 'application/json', 'content-length': body.length }
createServer((_req, res) => res.writeHead(200, headers).end(body)).listen(Number(process.argv.at(-1)), '127.0.0.1')`,
}

async function rateOf(source) {
  const port = await freePort()
  const server = await started(['--input-type=module', '-e', source, '--', String(port)], port, '/')
  const least = await rate(`${server.base}/`)
  await ended(server)
  return least
}

/** A week of every machine, asked a thousand times: the middle and the slowest of a hundred, and the same without a server. */
async function weekOfAll(base, week, data, headers) {
  // Unpacking would be the work of this process.
  const plainly = { ...headers, 'accept-encoding': 'identity' }
  const times = []
  for (let n = 0; n < 1_000; n++) {
    const began = performance.now()
    await (await fetch(`${base}/api/bookings?${week}`, { headers: plainly })).arrayBuffer()
    times.push(performance.now() - began)
  }
  const db = new SQLite(join(data, 'etabli.sqlite'), { readonly: true })
  const [from, to] = week.match(/\d+/g).map(Number)
  const query = db.prepare(
    `select booking.*, member.name from booking join member on member.id = booking.member_id
     where state in ${takes} and starts_at < ? and ends_at > ? and starts_at > ? order by starts_at`,
  )
  const plain = Array.from({ length: 20 }, () => {
    const began = performance.now()
    JSON.stringify(query.all(to, from, from - 14 * 24 * hour))
    return performance.now() - began
  })
  db.close()
  return { middle: quantile(times, 0.5), slowest: quantile(times, 0.99), plain: quantile(plain, 0.5) }
}

/** Bookings a second, eight people at a time, each on a free quarter of an hour: every one is synced to the disk before it is answered. */
async function bookingsOverHttp(base, headers) {
  const machines = await (await fetch(`${base}/api/machines`, { headers })).json()
  const lasers = machines.filter(({ name }) => name.startsWith('LASER ')).map(({ id }) => id)
  const from = Math.ceil(Date.now() / (24 * hour)) * 24 * hour + 100 * 24 * hour + 12 * hour
  const until = performance.now() + 3_000
  let next = 0
  let done = 0
  const one = async () => {
    while (performance.now() < until) {
      const n = next++
      const start = from + Math.floor(n / lasers.length) * (hour / 4)
      const body = JSON.stringify({ machineId: lasers[n % lasers.length], start, end: start + hour / 4 })
      const answer = await fetch(`${base}/api/bookings`, { method: 'POST', headers, body })
      if (answer.ok) done++
      else if (answer.status !== 409) throw new Error(await answer.text())
      await answer.arrayBuffer().catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  return done / 3
}

/** How long the cards of all machines take when something was written since: by another process. */
async function madeAnew(data, base, headers) {
  const other = new SQLite(join(data, 'etabli.sqlite'))
  const times = []
  for (let n = 0; n < 20; n++) {
    const room = `room ${n}`
    other.prepare('update machine set room = ?').run(room)
    const began = performance.now()
    const cards = await (await fetch(`${base}/api/machines`, { headers })).json()
    if (!cards.every((card) => card.room === room)) throw new Error('a kept answer is older than what was written')
    times.push(performance.now() - began)
  }
  other.close()
  return quantile(times, 0.5)
}

export async function booking() {
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  await ended(await lab(data))
  const db = new SQLite(join(data, 'etabli.sqlite'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('cache_size = -8000')
  const model = db.prepare("select * from machine where name = 'LASER'").get()
  const columns = Object.keys(model)
  const insert = db.prepare(`insert into machine (${columns}) values (${columns.map((name) => `@${name}`)})`)
  const machines = Array.from({ length: 50 }, (_, n) => `bench-${n}`)
  for (const [n, id] of machines.entries()) insert.run({ ...model, id, name: `LASER ${n}`, position: 100 + n })

  const now = Date.now()
  const small = fill(db, machines, 1_000, now)
  const few = attempts(db, machines, small, 20_000)
  const big = fill(db, machines, 1_000_000, now)
  const many = attempts(db, machines, big, 100_000)
  const { usual, ours } = checks(db, machines, big, 50_000)
  const overlaps = db
    .prepare(
      `select count(*) as n from booking a join booking b on a.machine_id = b.machine_id and a.id < b.id
       and a.starts_at < b.ends_at and a.ends_at > b.starts_at and b.starts_at between a.starts_at - ${hour} and a.ends_at`,
    )
    .get().n
  for (let n = 50; n < 200; n++) insert.run({ ...model, id: `bench-${n}`, name: `LASER ${n}`, position: 100 + n })
  const far = now + 120 * 24 * hour
  const { labId, memberId } = big
  const fullDays = db.prepare(
    `insert into booking (id, lab_id, machine_id, member_id, starts_at, ends_at, state, created_at, cents)
     values (?, ?, ?, ?, ?, ?, 'confirmed', 0, 0)`,
  )
  db.exec("delete from booking where machine_id like 'bench-%' and starts_at > " + String(now - 24 * hour))
  db.transaction(() => {
    // Taken from morning to night for 90 days, but for the last one: a search has to look at every day of every machine.
    for (let n = 0; n < 200; n++)
      for (let start = Math.floor(now / hour) * hour - hour; start < far - 31 * 24 * hour; start += 4 * hour)
        fullDays.run(`f${n}-${start}`, labId, `bench-${n}`, memberId, start, start + 4 * hour)
  })()
  db.exec('update lab set holidays = null')
  db.exec('update member set membership_from = null, membership_until = null')
  // Else the bench would measure refusals on a Sunday.
  db.prepare("insert into booking_rule (id, lab_id, scope, about, rules) values ('any', ?, 'kind', 'laser', ?)").run(
    labId,
    JSON.stringify({ when: 'any' }),
  )
  db.close()

  const server = await lab(data)
  const { members } = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8'))
  const ines = members.find(({ name }) => name === 'Inès')
  const json = { 'content-type': 'application/json' }
  const signedIn = await fetch(`${server.base}/api/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ name: ines.name, passphrase: ines.passphrase }),
  })
  const headers = { ...json, cookie: signedIn.headers.getSetCookie()[0].split(';')[0] }
  const found = []
  for (let n = 0; n < 20; n++) {
    const began = performance.now()
    await (await fetch(`${server.base}/api/bookings/find?kind=laser&minutes=120&days=90`, { headers })).json()
    found.push(performance.now() - began)
  }
  const near = []
  for (let n = 0; n < 20; n++) {
    const began = performance.now()
    await (await fetch(`${server.base}/api/bookings/find?minutes=120&days=7`, { headers })).json()
    near.push(performance.now() - began)
  }
  const week = `from=${now}&to=${now + 7 * 24 * hour}&machineId=bench-0`
  const whole = await weekOfAll(server.base, `from=${now}&to=${now + 7 * 24 * hour}`, data, headers)
  const booked = await bookingsOverHttp(server.base, headers)
  const cookie = { cookie: headers.cookie }
  const read = await rate(`${server.base}/api/bookings?${week}`, cookie)
  const seen = await (await fetch(`${server.base}/api/board`, { headers })).text()
  const boards = await rate(`${server.base}/api/board`, cookie)
  const cards = await rate(`${server.base}/api/machines`, cookie)
  const anew = await madeAnew(data, server.base, headers)
  await ended(server)
  const least = await rateOf(barely.express)
  const postgres = await excluded()
  const plain = await rateOf(barely.http(Buffer.byteLength(seen)))
  rmSync(data, { recursive: true, force: true })

  return [
    row('conflict-checked attempts, a million bookings', {
      ours: many.rate,
      unit: 'a second',
      goal: '≥ 40,000',
      met: many.rate >= 40_000,
    }),
    // Without a server on this machine nothing is claimed.
    ...(postgres === null
      ? []
      : [
          row('the same, beside PostgreSQL', {
            ours: many.rate,
            peer: postgres,
            peerName: 'EXCLUDE USING gist, 8 connections',
            unit: 'a second',
            goal: '≥ 4 ×',
            met: many.rate >= 4 * postgres,
          }),
        ]),
    row('the same with a thousand bookings', {
      ours: few.rate,
      peer: many.rate,
      peerName: 'with a million',
      unit: 'a second',
      goal: '≤ 1.5 ×',
      met: few.rate <= 1.5 * many.rate,
    }),
    row('one check, a million bookings', {
      ours,
      peer: usual,
      peerName: 'start < :e and end > :s',
      unit: 'µs',
      goal: '≤ 1/300',
      met: usual / ours >= 300,
    }),
    row('overlapping live bookings afterwards', { ours: overlaps, unit: '', goal: '0', met: overlaps === 0 }),
    row('find, 200 machines × 90 days, all full', {
      ours: quantile(found, 0.5),
      unit: 'ms',
      goal: '< 50',
      met: quantile(found, 0.5) < 50,
    }),
    row('find, over all machines, a week', {
      ours: quantile(near, 0.5),
      unit: 'ms',
      goal: '< 50',
      met: quantile(near, 0.5) < 50,
    }),
    row('a week of one machine over HTTP', {
      ours: read,
      peer: least,
      peerName: 'an empty Express handler',
      unit: 'a second',
      goal: '≥ 0.5 ×',
      met: read >= least / 2,
    }),
    row('a week of 200 machines over HTTP', {
      ours: whole.middle,
      peer: whole.plain,
      peerName: 'query + JSON.stringify',
      unit: 'ms',
      goal: '≤ 1/5',
      met: whole.plain >= 5 * whole.middle,
    }),
    row('the slowest of a hundred of them', {
      ours: whole.slowest,
      unit: 'ms',
      goal: '≤ 2',
      met: whole.slowest <= 2,
    }),
    row('bookings over HTTP, each on the disk', {
      ours: booked,
      peer: least,
      peerName: 'an empty Express handler',
      unit: 'a second',
      goal: '≥ 0.5 ×',
      met: booked >= least / 2,
    }),
    row('what the wall shows of 200 machines over HTTP', {
      ours: boards,
      peer: plain,
      peerName: 'node:http with the same bytes',
      unit: 'a second',
      goal: '≥ 0.8 ×',
      met: boards >= 0.8 * plain,
    }),
    row('what the page of machines shows, the same', {
      ours: cards,
      peer: plain,
      peerName: 'node:http with the same bytes',
      unit: 'a second',
      goal: '≥ 0.8 ×',
      met: cards >= 0.8 * plain,
    }),
    row('the cards of 200 machines after each change', { ours: anew, unit: 'ms', goal: '< 50', met: anew < 50 }),
  ]
}
