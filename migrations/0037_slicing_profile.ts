import { sql, type Kysely } from 'kysely'

/** How a lab slices, which of it a job chose, and what slicing found beside what was estimated. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('slicing_profile')
    .addColumn('id', 'text', (col) => col.primaryKey())
    .addColumn('lab_id', 'text', (col) => col.notNull().references('lab.id'))
    .addColumn('name', 'text', (col) => col.notNull())
    .addColumn('material', 'text', (col) => col.notNull())
    .addColumn('machine_id', 'text', (col) => col.references('machine.id'))
    .addColumn('version', 'integer', (col) => col.notNull())
    .addColumn('values', 'text', (col) => col.notNull())
    .addColumn('position', 'integer', (col) => col.notNull())
    .addColumn('created_at', 'integer', (col) => col.notNull())
    .addColumn('removed_at', 'integer')
    .execute()
  await db.schema.createIndex('slicing_profile_lab').on('slicing_profile').columns(['lab_id', 'position']).execute()

  await db.schema.alterTable('print_job').addColumn('profile_id', 'text').execute()
  await db.schema
    .alterTable('print_job')
    .addColumn('support', 'integer', (col) => col.notNull().defaultTo(0))
    .execute()
  await db.schema.alterTable('print_job').addColumn('sliced_with', 'text').execute()

  await db.schema.dropTable('sliced').execute()
  await db.schema
    .createTable('sliced')
    .addColumn('key', 'text', (col) => col.primaryKey())
    .addColumn('gcode_sha256', 'text', (col) => col.notNull())
    .addColumn('gcode_facts', 'text', (col) => col.notNull())
    .addColumn('verdict', 'text', (col) => col.notNull())
    .addColumn('gate_reasons', 'text', (col) => col.notNull())
    .addColumn('placed_mm', 'text', (col) => col.notNull())
    .addColumn('profile_values', 'text', (col) => col.notNull())
    .addColumn('seconds_ratio', 'real')
    .addColumn('grams_ratio', 'real')
    .addColumn('at', 'integer', (col) => col.notNull())
    .execute()
  await db.schema.createIndex('sliced_gcode').on('sliced').column('gcode_sha256').execute()
  await sql`create index sliced_ratios on sliced (profile_values, at desc) where seconds_ratio is not null`.execute(db)

  await giveUsualProfiles(db)
}

/** Labs that were there before get what a new lab begins with (backend/slicing-profile/usual.ts, as it was on that day). */
async function giveUsualProfiles(db: Kysely<unknown>): Promise<void> {
  const pla = (fr: string, en: string, values: object) => ({ fr, en, material: 'PLA', values })
  const usual = [
    pla('Normale', 'Normal', { layer_height: '0.2', fill_density: '15%' }),
    pla('Brouillon', 'Draft', { layer_height: '0.28', fill_density: '10%' }),
    pla('Fine', 'Fine', { layer_height: '0.12', fill_density: '15%' }),
    pla('Solide', 'Strong', { layer_height: '0.2', perimeters: '4', fill_density: '30%' }),
  ]
  const { rows } = await sql<{ id: string; language: string; createdAt: number }>`
    select id, language, created_at as "createdAt" from lab`.execute(db)
  for (const lab of rows)
    for (const [position, { material, values, ...name }] of usual.entries())
      await sql`insert into slicing_profile (id, lab_id, name, material, machine_id, version, "values", position, created_at, removed_at)
        values (${`${lab.id}-${position}`}, ${lab.id}, ${lab.language === 'en' ? name.en : name.fr}, ${material}, null, 1,
          ${JSON.stringify(values)}, ${position}, ${lab.createdAt}, null)`.execute(db)
}
