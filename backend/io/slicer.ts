import { execFile, spawn } from 'node:child_process'
import { access, constants, copyFile, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { sliceIni, type SliceSettings } from '#backend/slicing/profile.ts'
import { progressIn } from '#backend/slicing/progress.ts'
import type { SlicingProblem } from '#backend/slicing/problem.ts'

export type SliceRequest = {
  /** The canonical STL that our own worker wrote. */
  stlPath: string
  settings: SliceSettings
  /** Existing folder that gets `sliced.gcode`. */
  outDir: string
  /** Hears how far it is, 0 to 1. */
  onProgress?: (part: number) => void
  /** Stops the slicer; `slice` then throws the signal's reason. */
  signal?: AbortSignal
}

export type SliceResult =
  | { ok: true; gcodePath: string; slicer: string; ms: number }
  /** `detail` is the slicer's own last words, for the log. */
  | { ok: false; problem: SlicingProblem; detail: string }

export type Slicer = {
  isPresent: boolean
  /** As in "PrusaSlicer 2.5.0"; undefined when there is none. */
  version: string | undefined
  /** A problem is a value, not a throw. At most one less than the processors runs at a time. */
  slice: (request: SliceRequest) => Promise<SliceResult>
}

export type SlicerOptions = { timeLimitMs?: number; memoryBytes?: number }

const run = promisify(execFile)

/** Where there is none, and while it is not yet known whether there is one. */
export const noSlicer: Slicer = {
  isPresent: false,
  version: undefined,
  slice: () => Promise.resolve({ ok: false, problem: 'slicer-absent', detail: '' }),
}

/** Looks for `prusa-slicer`: the path given (PRUSA_SLICER), else Debian's on the PATH. Absent is an answer, not an error. */
export async function findSlicer(path?: string, options: SlicerOptions = {}): Promise<Slicer> {
  const program = path === undefined ? await onPath('prusa-slicer') : await executable(resolve(path))
  const version = program === undefined ? undefined : await versionOf(program)
  if (program === undefined || version === undefined) {
    return noSlicer
  }
  const fence = await findFence(options.memoryBytes ?? 4 * 2 ** 30)
  const inTurn = createTurns(Math.max(1, availableParallelism() - 1))
  const slice = (request: SliceRequest): Promise<SliceResult> =>
    inTurn(() => sliceOnce(program, version, fence, request, options.timeLimitMs))
  return { isPresent: true, version, slice }
}

/** One minute, and ten seconds more for each megabyte, at most ten minutes. */
const timeLimit = (bytes: number): number => Math.min(600_000, 60_000 + bytes / 100)

async function sliceOnce(
  program: string,
  version: string,
  fence: string[],
  { stlPath, settings, outDir, signal, onProgress }: SliceRequest,
  timeLimitMs?: number,
): Promise<SliceResult> {
  signal?.throwIfAborted()
  const startedAt = performance.now()
  const bytes = (await stat(stlPath)).size
  const folder = await mkdtemp(join(tmpdir(), 'etabli-slice-'))
  try {
    const ini = join(folder, 'profile.ini')
    const made = join(folder, 'sliced.gcode')
    await writeFile(ini, sliceIni(settings))
    const centre = `${settings.limits.bedX / 2},${settings.limits.bedY / 2}`
    const options = ['--load', ini, '--export-gcode', '--center', centre, '--datadir', folder, '--output', made]
    const [head = program, ...rest] = [...fence, program, ...options, resolve(stlPath)]
    const limitMs = timeLimitMs ?? timeLimit(bytes)
    const end = await runFenced(head, rest, {
      ...{ folder, limitMs },
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    })
    signal?.throwIfAborted()
    if (end.timedOut) return { ok: false, problem: 'slicer-timeout', detail: end.words }
    const isMade = end.code === 0 && (await stat(made).catch(() => undefined)) !== undefined
    if (!isMade) return { ok: false, problem: problemIn(end.words), detail: end.words }
    const gcodePath = join(outDir, 'sliced.gcode')
    await move(made, gcodePath)
    return { ok: true, gcodePath, slicer: version, ms: Math.round(performance.now() - startedAt) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What PrusaSlicer says when a part is larger than the bed or the printer is high. */
function problemIn(words: string): SlicingProblem {
  const outside = ['print volume', 'exceeds the maximum', 'outside of the', 'does not fit', 'no object is fully inside']
  return outside.some((phrase) => words.toLowerCase().includes(phrase)) ? 'does-not-fit' : 'slicer-failed'
}

type End = { code: number | null; words: string; timedOut: boolean }

/** Runs one program, without a shell, in a process group of its own that is killed as a whole. */
function runFenced(
  head: string,
  args: string[],
  {
    folder,
    limitMs,
    signal,
    onProgress,
  }: { folder: string; limitMs: number; signal?: AbortSignal; onProgress?: (part: number) => void },
): Promise<End> {
  return new Promise((done, fail) => {
    const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: folder, TMPDIR: folder, LC_ALL: 'C.UTF-8' }
    const child = spawn(head, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    let words = ''
    let timedOut = false
    const hear = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-2000)
      const part = progressIn(words)
      if (part !== undefined) onProgress?.(part)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    const kill = (): void => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, 'SIGKILL')
      } catch {
        // Already gone.
      }
    }
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, limitMs)
    signal?.addEventListener('abort', kill, { once: true })
    const settle = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', kill)
    }
    child.on('error', (error) => {
      settle()
      fail(error)
    })
    child.on('close', (code) => {
      settle()
      done({ code, words: words.trim(), timedOut })
    })
  })
}

/** What goes before the slicer on the command line: low priority, no more memory than this, no network. Only what works here. */
async function findFence(memoryBytes: number): Promise<string[]> {
  const fence: string[] = []
  const layers = [
    [['nice', '-n', '10']],
    [['prlimit', `--as=${memoryBytes}`, '--core=0']],
    // As root, else in a user namespace where the system allows it.
    [
      ['unshare', '-n'],
      ['unshare', '-r', '-n'],
    ],
    // Into a pipe it would say how far it is only once it is over.
    [['stdbuf', '-oL']],
  ]
  for (const choices of layers) {
    for (const choice of choices) {
      const [head = '', ...rest] = [...fence, ...choice, 'true']
      const works = await run(head, rest, { timeout: 5000 }).then(
        () => true,
        () => false,
      )
      if (!works) continue
      fence.push(...choice)
      break
    }
  }
  return fence
}

async function versionOf(program: string): Promise<string | undefined> {
  const answer = await run(program, ['--help'], { timeout: 20_000, maxBuffer: 4 * 2 ** 20 }).catch(() => undefined)
  const found = /PrusaSlicer-(\d+\.\d+\.\d+)/.exec(`${answer?.stdout ?? ''}${answer?.stderr ?? ''}`)
  return found === null ? undefined : `PrusaSlicer ${found[1]}`
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '/usr/bin:/bin').split(':')) {
    const found = folder === '' ? undefined : await executable(join(folder, name))
    if (found !== undefined) return found
  }
  return undefined
}

async function executable(path: string): Promise<string | undefined> {
  return access(path, constants.X_OK).then(
    () => path,
    () => undefined,
  )
}

/** Renames; over file systems it copies beside the goal first, so that the goal is whole or absent. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error
    await copyFile(from, `${to}.part`)
    await rename(`${to}.part`, to)
  })
}

/** Lets at most `limit` works run at a time, in the order they came. */
function createTurns(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place goes straight to the next in line.
      if (next === undefined) running--
      else next()
    }
  }
}
