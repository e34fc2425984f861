import { sql, type Kysely } from 'kysely'

/** What is wrong with a machine and what becomes of it, and when a machine is taken out of its hours on purpose. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ticket')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    .addColumn('severity', 'text', (col) => col.notNull().check(sql`severity in ('annoying', 'unusable')`))
    .addColumn('words', 'text', (col) => col.notNull())
    .addColumn('state', 'text', (col) => col.notNull().check(sql`state in ('open', 'in_progress', 'resolved')`))
    .addColumn('opened_at', 'integer', (col) => col.notNull())
    .addColumn('resolved_at', 'integer')
    .execute()
  // Two people who report at once: one ticket, and the second sentence joins it.
  await sql`create unique index ticket_open_per_machine on ticket (machine_id) where state <> 'resolved'`.execute(db)
  await db.schema.createIndex('ticket_by_lab').on('ticket').columns(['lab_id', 'state', 'opened_at']).execute()

  await db.schema
    .createTable('ticket_event')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('ticket_id', 'text', (col) => col.notNull().references('ticket.id').onDelete('cascade'))
    .addColumn('member_id', 'text', (col) => col.references('member.id').onDelete('set null'))
    .addColumn('what', 'text', (col) => col.notNull())
    .addColumn('words', 'text', (col) => col.notNull())
    .addColumn('photo', 'text')
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('ticket_event_by_ticket').on('ticket_event').columns(['ticket_id', 'at']).execute()

  await db.schema
    .createTable('maintenance_block')
    .addColumn('id', 'text', (col) => col.primaryKey().notNull())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('machine_id', 'text', (col) => col.notNull().references('machine.id').onDelete('cascade'))
    /** Half-open, epoch milliseconds. */
    .addColumn('starts_at', 'integer', (col) => col.notNull())
    .addColumn('ends_at', 'integer', (col) => col.notNull())
    .addColumn('reason', 'text', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addCheckConstraint('maintenance_block_in_order', sql`starts_at < ends_at`)
    .execute()
  await db.schema
    .createIndex('maintenance_block_by_machine')
    .on('maintenance_block')
    .columns(['lab_id', 'machine_id', 'ends_at'])
    .execute()

  /** Until when it should stay out of order, and for which ticket; null where nobody can say, or where there is none. */
  await db.schema.alterTable('machine').addColumn('out_of_order_until', 'integer').execute()
  await db.schema
    .alterTable('machine')
    .addColumn('out_of_order_ticket', 'text', (col) => col.references('ticket.id').onDelete('set null'))
    .execute()

  // What members had reported: one ticket for all that is open of a machine, one each for what was settled.
  await sql`insert into ticket (id, lab_id, machine_id, severity, words, state, opened_at, resolved_at)
    select id, lab_id, machine_id, 'annoying', words, case when settled_at is null then 'open' else 'resolved' end, at, settled_at
    from machine_report as report where settled_at is not null or id = (
      select id from machine_report where machine_id = report.machine_id and settled_at is null order by at, id limit 1)`.execute(
    db,
  )
  await sql`insert into ticket_event (id, lab_id, ticket_id, member_id, what, words, photo, at)
    select id, lab_id, case when settled_at is not null then id else (
      select id from machine_report where machine_id = report.machine_id and settled_at is null order by at, id limit 1) end,
      member_id, 'report', words, null, at
    from machine_report as report`.execute(db)
  await sql`insert into ticket_event (id, lab_id, ticket_id, member_id, what, words, photo, at)
    select id || '-settled', lab_id, id, settled_by, 'resolve', '', null, settled_at
    from machine_report where settled_at is not null`.execute(db)
  // Rows that are there no more are not taken back; what became of their machine still is.
  await sql`update change set rows = (
      select json_group_array(json(value)) from json_each(change.rows) where json_extract(value, '$.table') <> 'machineReport')
    where act in ('machine-report.taken-out', 'machine-report.dismissed')`.execute(db)
  await sql`update change set act = case act when 'machine-report.taken-out' then 'machine.out-of-order' else 'ticket.resolved' end
    where act in ('machine-report.taken-out', 'machine-report.dismissed')`.execute(db)
  await db.schema.dropTable('machine_report').execute()
}
