import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import SQLite from 'better-sqlite3'

const backupHelp = `etabli backup DIR [--data DATA_DIR] [--json]

Copies the lab (database, files, secrets) into DIR, while it runs. DIR must be empty or new.
manifest.json lists every file with its SHA-256.`

const restoreHelp = `etabli restore DIR [--data DATA_DIR] [--json]

Brings the backup in DIR back into an empty or new data directory, after checking every file against its manifest.`

type Manifest = { at: string; files: Record<string, string> }

const database = 'etabli.sqlite'
/** Besides the database: what the lab cannot do without. */
const kept = ['files', 'bridge-token', 'bridge/token', 'sample.json']

export async function backupCommand(argv: string[]): Promise<number> {
  const asked = readArguments(argv, backupHelp)
  if (!asked) return 0
  const { dir, dataDir, json } = asked
  if (!existsSync(join(dataDir, database)))
    throw new Error(`${dataDir} holds no lab. Name its data directory with --data.`)
  await mustBeEmpty(dir)
  await mkdir(dir, { recursive: true })

  const source = new SQLite(join(dataDir, database), { readonly: true })
  await source.backup(join(dir, database))
  source.close()
  checkDatabase(join(dir, database))
  for (const name of kept) await copyTree(join(dataDir, name), join(dir, name))

  const files: Manifest['files'] = {}
  for (const path of await listTree(dir)) files[path] = await sha256Of(join(dir, path))
  const manifest: Manifest = { at: new Date().toISOString(), files }
  // Last: a backup without a manifest is not whole.
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest, null, 1))
  return say(json, { dir, files: Object.keys(files).length }, `Backed up ${Object.keys(files).length} files to ${dir}`)
}

export async function restoreCommand(argv: string[]): Promise<number> {
  const asked = readArguments(argv, restoreHelp)
  if (!asked) return 0
  const { dir, dataDir, json } = asked
  const manifest = await readManifest(dir)
  await mustBeEmpty(dataDir)
  for (const [path, sha256] of Object.entries(manifest.files)) {
    const isOurs = !path.split(/[\\/]/).includes('..') && !path.startsWith('/')
    if (!isOurs || (await sha256Of(join(dir, path)).catch(() => '')) !== sha256) {
      throw new Error(`${path} in the backup is missing or damaged. Nothing was restored; try an older backup.`)
    }
  }
  // Into a folder beside it, which gets its name once it is whole.
  const part = `${dataDir}.restoring`
  await rm(part, { recursive: true, force: true })
  for (const path of Object.keys(manifest.files)) {
    await mkdir(dirname(join(part, path)), { recursive: true })
    await copyFile(join(dir, path), join(part, path))
  }
  checkDatabase(join(part, database))
  await rm(dataDir, { recursive: true, force: true })
  await mkdir(dirname(dataDir), { recursive: true })
  await rename(part, dataDir)
  const count = Object.keys(manifest.files).length
  return say(
    json,
    { dataDir, files: count, at: manifest.at },
    `Restored ${count} files of ${manifest.at} to ${dataDir}`,
  )
}

function readArguments(argv: string[], help: string): { dir: string; dataDir: string; json: boolean } | undefined {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { help: { type: 'boolean' }, json: { type: 'boolean' }, data: { type: 'string' } },
  })
  const [dir] = positionals
  if (values.help) {
    console.log(help)
    return undefined
  }
  if (!dir || positionals.length > 1) throw new Error(`one folder is needed\n\n${help}`)
  return {
    dir: resolve(dir),
    dataDir: resolve(values.data ?? process.env.DATA_DIR ?? './data'),
    json: values.json ?? false,
  }
}

function say(json: boolean, result: object, sentence: string): number {
  console.log(json ? JSON.stringify(result) : sentence)
  return 0
}

async function mustBeEmpty(dir: string): Promise<void> {
  const names = await readdir(dir).catch(() => [])
  if (names.length > 0) throw new Error(`${dir} is not empty. Name an empty or new folder.`)
}

async function readManifest(dir: string): Promise<Manifest> {
  const text = await readFile(join(dir, 'manifest.json'), 'utf8').catch(() => undefined)
  if (text === undefined) throw new Error(`${dir} holds no whole backup: its manifest.json is missing.`)
  return JSON.parse(text) as Manifest
}

function checkDatabase(path: string): void {
  const db = new SQLite(path)
  const verdict = db.pragma('integrity_check', { simple: true })
  db.close()
  if (verdict !== 'ok') throw new Error(`the database in ${dirname(path)} is damaged: ${String(verdict)}`)
}

async function listTree(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted()
}

async function copyTree(from: string, to: string): Promise<void> {
  if (!existsSync(from)) return
  await cp(from, to, { recursive: true })
}

async function sha256Of(path: string): Promise<string> {
  const sum = createHash('sha256')
  await pipeline(createReadStream(path), sum)
  return sum.digest('hex')
}
