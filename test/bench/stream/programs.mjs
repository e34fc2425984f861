// The sources that a bench needs and the product's own build does not hold: bundled for the time of the bench.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

export const root = resolve(import.meta.dirname, '../../..')

/** Bundles `source` (a path in the repository); the program's path, gone with this process. */
export async function bundle(source) {
  // Beside node_modules, so that what is not bundled is found.
  const parent = join(root, 'dist/test')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const outfile = join(folder, 'program.mjs')
  const entryPoints = [join(root, source)]
  await build({
    entryPoints,
    outfile,
    absWorkingDir: root,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}
