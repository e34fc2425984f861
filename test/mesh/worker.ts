import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..', '..')

/** The analysis worker, bundled as the build does it: vitest runs sources, a worker thread cannot. */
export async function workerUrl(): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'backend/io/analysis.worker.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    absWorkingDir: root,
  })
  const folder = join(root, 'dist', 'test')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `analysis.worker.${process.pid}.mjs`)
  writeFileSync(`${path}.part`, outputFiles[0]!.contents)
  // Other test files may be loading it: whole or absent.
  renameSync(`${path}.part`, path)
  return pathToFileURL(path)
}
