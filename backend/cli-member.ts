import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeReset } from './account/service.ts'
import { openDatabase } from './io/database.ts'
import { migrate } from './io/migrate.ts'
import { hashPassphrase } from './io/password.ts'
import { randomNumbers } from './io/random.ts'
import { findLab } from './lab/store.ts'
import { inventPassphrase, passphraseWords } from './member/passphrase.ts'
import { findByName } from './member/store.ts'

const help = `etabli member reset NAME [--data DATA_DIR] [--json]

Makes a new passphrase for this member, whatever their role, and shows it once: for the last admin who forgot theirs.
Works while the lab's server runs or not. The member reads at their next sign-in that it was done here.`

export async function memberCommand(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { help: { type: 'boolean' }, json: { type: 'boolean' }, data: { type: 'string' } },
  })
  if (values.help) {
    console.log(help)
    return 0
  }
  const [verb, ...words] = positionals
  const name = words.join(' ')
  if (verb !== 'reset' || !name) throw new Error(`say whose passphrase to make anew\n\n${help}`)
  const passphrase = await resetOnTheBox(resolve(values.data ?? process.env.DATA_DIR ?? './data'), name)
  console.log(
    values.json
      ? JSON.stringify({ name, passphrase })
      : `${name}: the new passphrase is\n\n  ${passphrase}\n\nIt is shown only once. Every session of ${name} has ended.`,
  )
  return 0
}

async function resetOnTheBox(dataDir: string, name: string): Promise<string> {
  const path = join(dataDir, 'etabli.sqlite')
  if (!existsSync(path)) throw new Error(`${dataDir} holds no lab. Name its data directory with --data.`)
  const db = openDatabase(path)
  try {
    await migrate(db)
    const passphrase = inventPassphrase(randomNumbers(passphraseWords))
    const passphraseHash = await hashPassphrase(passphrase)
    await db.transaction().execute(async (tx) => {
      const lab = await findLab(tx)
      const row = lab && (await findByName(tx, lab.id, name))
      if (!row || row.removedAt !== null)
        throw new Error(`nobody here is called “${name}”. Write the name as the lab's list of members shows it.`)
      await writeReset({ now: Date.now }, tx, { id: null, labId: row.labId }, row, passphraseHash)
    })
    return passphrase
  } finally {
    await db.destroy()
  }
}
