import SQLite from 'better-sqlite3'
import { CamelCasePlugin, CompiledQuery, Kysely, SqliteDialect, SqliteDriver, type DatabaseConnection } from 'kysely'
import type { Tables } from './tables.ts'

/** A connection or a transaction: store functions take either, so every query can join one. */
export type Db = Kysely<Tables>

/** Takes the write lock at once: two processes that read first and write later would otherwise refuse each other half-way. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class ImmediateDialect extends SqliteDialect {
  readonly #config: ConstructorParameters<typeof SqliteDialect>[0]

  constructor(config: ConstructorParameters<typeof SqliteDialect>[0]) {
    super(config)
    this.#config = config
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config)
  }
}

/**
 * Opens the lab's database. `synchronous = FULL` at every open: an acknowledged booking survives a power cut
 * (in WAL mode SQLite would silently fall back to NORMAL).
 */
export function openDatabase(path: string): Db {
  const sqlite = new SQLite(path)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('busy_timeout = 250')
  sqlite.pragma('cache_size = -8000')
  const db = new Kysely<Tables>({
    dialect: new ImmediateDialect({ database: sqlite }),
    plugins: [new CamelCasePlugin()],
  })
  const own = sqlite.prepare('select total_changes()').pluck()
  const others = sqlite.prepare('pragma data_version').pluck()
  written.set(db, () => `${own.get()} ${others.get()}`)
  return db
}

const written = new WeakMap<Db, () => string>()

/**
 * A text that is another one as soon as anything was written, by this connection (https://sqlite.org/c3ref/total_changes.html) or by
 * any other (https://sqlite.org/pragma.html#pragma_data_version).
 */
export const writtenSoFar = (db: Db): string => written.get(db)!()

/** Whether the booking guard of the database itself refused the row. */
export const isSlotTaken = (error: unknown): boolean => error instanceof Error && error.message.includes('SLOT_TAKEN')

/** Whether another row still refers to the one that was to go. */
export const isReferenced = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY'

/** Whether a unique index refused the row. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT_UNIQUE')

/** Whether another process is writing, and went on for longer than this one waits: nothing was done, and it may be asked again. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
