// The same attempts on PostgreSQL, with the constraint that it has for them: `EXCLUDE USING gist`, eight connections, where it is installed.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './harness.mjs'

const versions = '/usr/lib/postgresql'

/** The folder of Debian's newest server, or undefined. */
const binaries = () => {
  const newest = existsSync(versions) ? readdirSync(versions).toSorted((a, b) => b - a)[0] : undefined
  return newest && existsSync(join(versions, newest, 'bin/pgbench')) ? join(versions, newest, 'bin') : undefined
}

/** Attempts a second on quarter hours by chance, half of them taken, among a million bookings of 50 machines; null without a server. */
export async function excluded() {
  const bin = binaries()
  if (!bin) return null
  const dir = mkdtempSync(join(tmpdir(), 'etabli-pg-'))
  const port = await freePort()
  const isRoot = process.getuid?.() === 0
  if (isRoot) execFileSync('chown', ['postgres', dir])
  chmodSync(dir, 0o755)
  /** The server refuses to run as root. */
  const run = (program, args) => {
    const [command, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', program, ...args] : [program, ...args]
    return execFileSync(command, rest, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  }
  const server = (...args) => run(join(bin, 'pg_ctl'), ['-D', join(dir, 'data'), '-w', ...args])
  const at = ['-h', dir, '-p', String(port)]
  const sql = (text) => run(join(bin, 'psql'), [...at, '-d', 'postgres', '-qAtc', text])
  let isRunning = false
  try {
    run(join(bin, 'initdb'), ['-D', join(dir, 'data'), '-A', 'trust'])
    server('-l', join(dir, 'log'), '-o', `-p ${port} -k ${dir} -h '' -c shared_buffers=256MB`, 'start')
    isRunning = true
    sql('create extension btree_gist')
    sql(`create table booking (id bigint generated always as identity primary key, machine int not null, starts_at bigint not null,
         ends_at bigint not null, exclude using gist (machine with =, int8range(starts_at, ends_at) with &&))`)
    sql(
      'insert into booking (machine, starts_at, ends_at) select m, n * 8, n * 8 + 4 from generate_series(0, 19999) n, generate_series(0, 49) m',
    )
    sql('vacuum analyze booking')
    writeFileSync(
      join(dir, 'attempt.sql'),
      `\\set m random(0, 49)
\\set s random(0, 159999)
insert into booking (machine, starts_at, ends_at) values (:m, :s, :s + 1) on conflict do nothing;
`,
    )
    chmodSync(join(dir, 'attempt.sql'), 0o644)
    const args = ['-n', '-c', '8', '-j', '2', '-T', '8', '-M', 'prepared', '-f', join(dir, 'attempt.sql'), 'postgres']
    return Number(/tps = ([\d.]+)/.exec(run(join(bin, 'pgbench'), [...at, ...args]))[1])
  } finally {
    if (isRunning) server('-m', 'immediate', 'stop')
    rmSync(dir, { recursive: true, force: true })
  }
}
