// The same operations straight into the database, past every rule of the server: its triggers alone say no.
import { randomUUID } from 'node:crypto'
import SQLite from 'better-sqlite3'

export async function overDatabase({ path, labId, memberId }) {
  const db = new SQLite(path, { timeout: 60_000 })
  db.pragma('foreign_keys = on')
  const insert = db.prepare(
    `insert into booking (id, lab_id, machine_id, member_id, starts_at, ends_at, state, created_at, cents, hold_until)
     values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
  )
  const settle = db.prepare('update booking set state = ? where id = ?')
  const span = db.prepare('update booking set starts_at = ?, ends_at = ? where id = ?')
  const note = db.prepare(
    `insert into booking_event (id, lab_id, booking_id, actor_id, what, at, reason, starts_at, ends_at)
     values (?, ?, ?, ?, ?, ?, null, ?, ?)`,
  )
  const write = db.transaction((what, id, { machine, start, end }) => {
    const now = Date.now()
    if (what === 'book') insert.run(id, labId, machine, memberId, start, end, 'confirmed', now, null)
    else if (what === 'hold') insert.run(id, labId, machine, memberId, start, end, 'held', now, now + 86_400_000)
    else if (what === 'move' || what === 'extend') span.run(start, end, id)
    else settle.run({ confirm: 'confirmed', expire: 'expired', cancel: 'cancelled' }[what], id)
    const word = { book: 'booked', hold: 'held' }[what] ?? what
    note.run(randomUUID(), labId, id, memberId, word, now, start, end)
  })
  return async (what, wanted) => {
    const id = wanted.id ?? randomUUID()
    try {
      write.immediate(what, id, wanted)
      return { id }
    } catch (error) {
      if (!/SLOT_TAKEN/.test(error.message)) throw error
      return { refused: true, reason: 'SLOT_TAKEN' }
    }
  }
}
