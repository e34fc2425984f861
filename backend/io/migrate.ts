import { Migrator } from 'kysely'
import { migrations } from '#migrations/index.ts'
import type { Db } from './database.ts'

/** Brings the database to the latest shape. Runs at every start; does nothing when there is nothing to do. */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error instanceof Error ? error : new Error('migration failed', { cause: error })
}
