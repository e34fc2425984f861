import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readRecords } from '#firmware-bridge/run/journal-record.ts'
import type { RunStatus } from '#firmware-bridge/messages.ts'
import { createChance } from '#firmware-bridge/virtual/faults.ts'
import { openPty } from '#firmware-bridge/virtual/line.ts'
import { createVirtualPrinter } from '#firmware-bridge/virtual/virtual-printer.ts'
import { canonicalLines, run, temporaryFolder, until } from './programs.ts'
import { limits, startSmallServer, token } from './small-server.ts'

const gcode = readFileSync('test/fixtures/gcode/cube-tiny.gcode')
export const wanted = canonicalLines(gcode)

/** What happens between the death of the bridge and its return. */
export type Meanwhile = 'nothing' | 'printer reset' | 'file deleted' | 'too long' | 'paused before'

export type Killed = {
  seed: number
  meanwhile: Meanwhile
  /** What the printer was at when the bridge died. */
  at: string
  end: RunStatus
  /** Lines of the file that the printer executed, all of them, in order. */
  executed: string[]
  /** What it executed besides: our questions and scripts. */
  ours: string[]
  /** From the death (its return when that took too long) to heaters without a target; undefined when the print went on. */
  heaterOffSeconds: number | undefined
  journalIsWhole: boolean
}

/**
 * One print on a virtual printer behind a real pty, by a bridge in a process of its own that is killed at a moment the seed
 * decides, and started again. `lastsMs` is how long the print takes undisturbed.
 */
export async function killOnce(program: string, seed: number, meanwhile: Meanwhile, lastsMs: number): Promise<Killed> {
  const chance = createChance(seed)
  const line = await openPty()
  const executed: string[] = []
  const printer = createVirtualPrinter(
    {
      speed: 20,
      seed,
      uuid: '11111111-2222-4333-8444-555555555555',
      onExecuted: (command) => void executed.push(command),
    },
    line.send,
  )
  line.onBytes(printer.receive)
  const server = await startSmallServer()
  server.printers = [{ id: 'one', name: 'One', port: line.address, baud: 115200, limits }]
  const data = temporaryFolder()
  const start = () => run(program, ['bridge', '--server', server.url, '--token', token, '--data', data])
  const statuses = (): RunStatus[] => server.events.flatMap((event) => (event.type === 'run:moved' ? [event.run] : []))
  const reached = (times: number): Promise<void> =>
    come(
      () => server.events.filter(({ type }) => type === 'printer:reached').length >= times,
      () => `the printer found; ${bridge.err()}`,
    )
  let bridge = start()
  try {
    await reached(1)
    const order = server.order('a', 1, gcode)
    await server.command({ type: 'run:start', runId: 'a', order })
    await come(() => statuses().some(({ phase }) => phase === 'printing'), 'a first line')
    const begun = performance.now()
    if (meanwhile === 'paused before') {
      await wait(chance() * 0.6 * lastsMs)
      await server.command({ type: 'run:pause', runId: 'a' })
      await come(() => statuses().at(-1)?.phase === 'paused', 'the pause')
      await wait(chance() * 1000)
    } else await momentToKill(chance, lastsMs, join(data, 'bridge', 'printers', 'one.jsonl'))
    const at = whereIn(executed)
    bridge.child.kill('SIGKILL')
    const diedAt = performance.now()
    const lines = executed.length
    await bridge.ended
    if (meanwhile === 'printer reset') printer.restart()
    if (meanwhile === 'file deleted') rmSync(join(data, 'bridge', 'files', order.gcodeSha256))
    // A supervisor is not always equally fast, and may take too long.
    await wait(meanwhile === 'too long' ? 12_000 : chance() * 800)
    let offAt: number | undefined
    const watch = setInterval(() => {
      const { nozzle, bed } = printer.state().targets
      if (nozzle === 0 && bed === 0) offAt ??= performance.now()
      else offAt = undefined
    }, 20)
    const backAt = performance.now()
    bridge = start()
    await reached(2)
    if (meanwhile === 'paused before' && statuses().at(-1)?.phase !== 'ended') {
      await wait(300)
      await server.command({ type: 'run:resume', runId: 'a' })
    }
    await come(
      () => statuses().some(({ phase }) => phase === 'ended'),
      () => `the end of the run; ${bridge.err()}`,
    )
    clearInterval(watch)
    const end = statuses().findLast(({ phase }) => phase === 'ended')!
    const journal = readFileSync(join(data, 'bridge', 'printers', 'one.jsonl'))
    return {
      seed,
      meanwhile,
      at: `${at}, ${((diedAt - begun) / 1000).toFixed(1)} s, ${lines} lines`,
      end,
      ...sorted(executed),
      heaterOffSeconds:
        end.outcome === 'completed'
          ? undefined
          : ((offAt ?? Infinity) - (meanwhile === 'too long' ? backAt : diedAt)) / 1000,
      journalIsWhole: readRecords(journal).length === journal.length,
    }
  } finally {
    for (let times = 0; times < 2; times++) bridge.child.kill('SIGTERM')
    await bridge.ended
    printer.powerOff()
    await server.close()
    await line.close()
    rmSync(data, { recursive: true, force: true })
  }
}

/** Five of these run at once, on a machine that may do other things: only a test that has failed waits so long. */
const patienceMs = 100_000
const come = (isSo: () => boolean, what: string | (() => string)): Promise<void> => until(isSo, what, patienceMs)
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Half of the moments are any; a quarter each fall into the wait for heat, and just after the journal has been written. */
async function momentToKill(chance: () => number, lastsMs: number, journal: string): Promise<void> {
  const kind = chance()
  if (kind < 0.25) return wait(chance() * 0.3 * lastsMs)
  await wait(chance() * lastsMs)
  if (kind < 0.75) return
  const before = readFileSync(journal).length
  await until(() => readFileSync(journal).length !== before, 'another record', 5000).catch(() => {})
}

const questions = ['M105', 'M115']
const scripts = ['M108', 'M104 S0', 'M140 S0', 'M106 S255', 'M107', 'M84', 'M400', ...questions]

/** The lines of the run apart from ours: those of the file are compared, in order, with what the file holds. */
function sorted(executed: string[]): { executed: string[]; ours: string[] } {
  const from = executed.indexOf(wanted[0]!, executed.findIndex((text) => text === 'M110 N0') + 1)
  const file: string[] = []
  const ours: string[] = []
  for (const text of executed.slice(from)) {
    if (text === wanted[file.length]) file.push(text)
    else ours.push(text)
  }
  return { executed: file, ours }
}

/** How a pause parks and comes back. */
const parking =
  /^(?:G90|G91|M82|M83|M114|M1[09][09] S\d+|G92 E\S+|G1 F\S+|G1 E\S+ F1800|G1 Z\S+ F600|G1 X\S+ Y\S+ F6000)$/

/** A line of the file that was executed a second time, or out of turn, is none that our scripts have. */
export const strange = ({ ours, meanwhile }: Killed): string[] =>
  ours.filter(
    (text) =>
      !scripts.includes(text) &&
      !/^(?:M110 N0|M155 S2|M113 S1)$/.test(text) &&
      !(meanwhile === 'paused before' && parking.test(text)),
  )

function whereIn(executed: string[]): string {
  const last = executed.findLast((text) => !questions.includes(text)) ?? ''
  if (/^M1[09]/.test(last)) return `waiting for heat (${last})`
  return last.startsWith('G28') ? 'homing' : 'printing'
}
