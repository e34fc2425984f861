// One of the processes that book, move, extend, cancel and let expire by chance; what it was answered is its report.
import { readFileSync, writeFileSync } from 'node:fs'
import { overDatabase } from './over-database.mjs'
import { overHttp } from './over-http.mjs'

const { way, seed, operations, machines, from, slots, report, ...where } = JSON.parse(readFileSync(0, 'utf8'))
const quarter = 900_000

/** Mulberry32: the same seed asks the same questions. */
let state = seed
function chance() {
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const among = (list) => list[Math.floor(chance() * list.length)]

const own = new Map()
const tally = { asked: 0, accepted: 0, refused: 0, wordless: 0 }
const does = await (way === 'http' ? overHttp(where) : overDatabase(where))

/** A slot of up to three hours, within one of the days. */
function slot() {
  const day = from + Math.floor(chance() * 30) * 86_400_000
  const first = Math.floor(chance() * slots)
  const length = 1 + Math.floor(chance() * Math.min(12, slots - first))
  return { start: day + first * quarter, end: day + (first + length) * quarter }
}

async function step() {
  const dice = chance()
  const known = among([...own.keys()].slice(-200))
  const mine = known && own.get(known)
  if (!mine || dice < 0.45) return asks('book', { machine: among(machines), ...slot() })
  if (dice < 0.55) return asks('hold', { machine: among(machines), ...slot() })
  if (mine.state === 'held') return asks(dice < 0.8 || way === 'http' ? 'confirm' : 'expire', { id: known, ...mine })
  if (dice < 0.75) return asks('move', { id: known, machine: mine.machine, ...slot() })
  if (dice < 0.85)
    return asks('extend', { id: known, ...mine, end: mine.end + quarter * (1 + Math.floor(chance() * 4)) })
  return asks('cancel', { id: known, ...mine })
}

const after = { book: 'confirmed', hold: 'held', confirm: 'confirmed', expire: 'expired', cancel: 'cancelled' }

async function asks(what, wanted) {
  tally.asked++
  const answer = await does(what, wanted)
  if (answer.refused) {
    tally.refused++
    if (!answer.reason) tally.wordless++
    // A hold that ran out is the clock's.
    if (what === 'confirm') own.delete(wanted.id)
    return
  }
  tally.accepted++
  const id = answer.id ?? wanted.id
  const { machine, start, end } = wanted
  own.set(id, { machine, start, end, state: after[what] ?? own.get(id)?.state ?? 'confirmed' })
  if (['cancelled', 'expired'].includes(own.get(id).state)) {
    over.set(id, own.get(id))
    own.delete(id)
  }
}

const over = new Map()
for (let n = 0; n < operations; n++) await step()
writeFileSync(report, JSON.stringify({ ...tally, expected: [...own, ...over] }))
process.exit(0)
