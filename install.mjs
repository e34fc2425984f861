// What `npm start`, `npm test` and `npm run check` run first. Plain JavaScript without a dependency: it brings the dependencies.
// Flags: --build (what is older than its sources), --browser, --slicer and --documents (what only the tests need from Debian).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const here = import.meta.dirname
const flags = new Set(process.argv.slice(2))
const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version')

checkNode()
installDependencies()
if (flags.has('--browser'))
  needProgram('/usr/bin/chromium', ['chromium'], 'the tests look at the pages in a real browser')
if (flags.has('--slicer')) needProgram('/usr/bin/prusa-slicer', ['prusa-slicer'], 'the tests slice a real model')
if (flags.has('--documents')) {
  needProgram('/usr/bin/pdftoppm', ['poppler-utils'], 'the tests open the PDF of the labels')
  needProgram('/usr/bin/zbarimg', ['zbar-tools'], 'the tests scan the codes of the labels')
}
if (flags.has('--build')) await build()

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  stop(`Établi needs Node 20.19 or newer; this is ${process.version}.`)
}

function installDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex')
  const stamp = join(here, 'node_modules', '.etabli-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  if (!npm('ci', '--include=dev', '--no-audit', '--no-fund') || !databaseLoads()) {
    // better-sqlite3 compiles where its prebuilt binary cannot be downloaded.
    needProgram('/usr/bin/g++', ['python3', 'make', 'g++'], 'the database module has to be compiled')
    needProgram('/usr/bin/make', ['python3', 'make', 'g++'], 'the database module has to be compiled')
    if (!npm('ci', '--include=dev', '--no-audit', '--no-fund')) stop('npm ci failed: see above.')
    if (!databaseLoads() && !(npm('rebuild', 'better-sqlite3') && databaseLoads()))
      stop('better-sqlite3 does not load: see above.')
  }
  writeFileSync(stamp, lock)
}

function npm(...args) {
  console.error(`npm ${args.join(' ')}`)
  return spawnSync('npm', args, { cwd: here, stdio: ['ignore', 2, 2] }).status === 0
}

function databaseLoads() {
  const load = "new (require('better-sqlite3'))(':memory:').close()"
  return spawnSync(process.execPath, ['-e', load], { cwd: here, stdio: 'ignore' }).status === 0
}

function needProgram(path, packages, why) {
  if (existsSync(path)) return
  const command = `apt-get install -y ${packages.join(' ')}`
  if (!isRootOnDebian) stop(`${path} is missing and ${why}: as root on Debian, run “apt-get update && ${command}”.`)
  console.error(command)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args) => spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env }).status === 0
  if (!run('update', '-q') || !run('install', '-y', '-q', '--no-install-recommends', ...packages))
    stop(`${command} failed: see above.`)
}

async function build() {
  const sources = ['package-lock.json', 'package.json', 'install.mjs']
  if (isOlder('dist/backend/built', [...sources, 'backend', 'firmware-bridge', 'migrations'])) {
    const { build: bundle } = await import('esbuild')
    const { dependencies } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
    // Hundreds of small files each, read at every start where they are not part of the bundle.
    const bundled = new Set(['kysely', 'zod', 'temporal-polyfill', 'uqr', 'saxes', 'fflate'])
    rmSync(join(here, 'dist/backend'), { recursive: true, force: true })
    await bundle({
      absWorkingDir: here,
      entryPoints: { cli: 'backend/cli.ts', 'analysis.worker': 'backend/io/analysis.worker.ts' },
      outdir: 'dist/backend',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      external: Object.keys(dependencies).filter((name) => !bundled.has(name)),
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      logLevel: 'warning',
    })
    chmodSync(join(here, 'dist/backend/cli.mjs'), 0o755)
    writeFileSync(join(here, 'dist/backend/built'), '')
  }
  if (isOlder('dist/frontend/built', [...sources, 'frontend', 'backend', 'vite.config.ts'])) {
    const vite = await import('vite')
    await vite.build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
    compress(join(here, 'dist/frontend'))
    writeFileSync(join(here, 'dist/frontend/built'), '')
  }
}

/** Once at the build, so that a page costs the lab's small computer nothing. */
function compress(dir) {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|svg|json|webmanifest)$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  }
}

function isOlder(stamp, sources) {
  const path = join(here, stamp)
  mkdirSync(join(path, '..'), { recursive: true })
  if (!existsSync(path)) return true
  const built = statSync(path).mtimeMs
  return sources.some((source) => newest(join(here, source)) > built)
}

function newest(path) {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  // A folder's own time tells of a file that was removed.
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), found.mtimeMs)
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
