import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'
import { eachCommand, canonicalLine, isHostOnly } from '#backend/gcode/tokens.ts'

const entry = `
import { streamCommand } from '#firmware-bridge/cli-stream.ts'
import { virtualPrinterCommand } from '#firmware-bridge/cli-virtual-printer.ts'
import { bridgeCommand } from '#firmware-bridge/main.ts'

const commands = { stream: streamCommand, bridge: bridgeCommand, 'virtual-printer': virtualPrinterCommand }
const [name, ...argv] = process.argv.slice(2)
process.exitCode = await commands[name](argv)
process.exit()
`

/** The three commands of this room as one program, bundled as the product is, so that real processes can be killed. */
export async function buildPrograms(): Promise<string> {
  // Beside node_modules, so that what is not bundled is found.
  const folder = resolve('dist/test')
  mkdirSync(folder, { recursive: true })
  const outfile = join(mkdtempSync(join(folder, 'bridge-')), 'programs.mjs')
  await build({
    stdin: { contents: entry, resolveDir: resolve('.'), loader: 'ts' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  })
  return outfile
}

export const removePrograms = (program: string): void => rmSync(join(program, '..'), { recursive: true, force: true })

export type Program = {
  child: ChildProcess
  out: () => string
  err: () => string
  /** Its first line of output. */
  firstLine: () => Promise<string>
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>
}

export function run(program: string, argv: string[]): Program {
  const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (text: Buffer) => (out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (err += text.toString()))
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    firstLine: async () => {
      await until(() => out.includes('\n'), `a line of output; on standard error: ${err}`)
      return out.split('\n')[0]!
    },
  }
}

/** Waits for what will be so; the limit only ends a test that has failed. */
export async function until(isSo: () => boolean, what: string | (() => string), limitMs = 30_000): Promise<void> {
  const begun = performance.now()
  while (!isSo()) {
    if (performance.now() - begun > limitMs) throw new Error(`never came: ${typeof what === 'string' ? what : what()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'bridge-test-'))

/** What of a file the printer is to execute, in order. */
export function canonicalLines(bytes: Uint8Array): string[] {
  const lines: string[] = []
  eachCommand(bytes, (command) => void (isHostOnly(command) || lines.push(canonicalLine(command))))
  return lines
}

/** What a virtual printer executed after its line counter was last set to 0 for a file. */
export function executedLines(log: string): string[] {
  const lines = readFileSync(log, 'latin1').trimEnd().split('\n')
  return lines.slice(lines.lastIndexOf('M110 N0') + 1)
}
