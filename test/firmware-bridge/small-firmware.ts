import type { Port } from '#firmware-bridge/port/port.ts'
import { createLineChecks } from '#firmware-bridge/virtual/checks.ts'
import { createMemoryPort } from './memory-port.ts'

export type SmallFirmware = {
  port: Port
  executed: string[]
  say: (...lines: string[]) => void
  /** Ends the wait of the command under way, as the button at the printer does. */
  press: () => void
  /** Answers that arrived by M876. */
  answers: number[]
}

const number = (command: string, letter: string, otherwise: number): number =>
  Number(new RegExp(`${letter}(-?[\\d.]+)`).exec(command)?.[1] ?? otherwise)

/** A Marlin reduced to what a pause is made of: it knows where it is, and M600 waits for a person. */
export function createSmallFirmware({ prompts = true, heats = true } = {}): SmallFirmware {
  const counter = createLineChecks()
  const executed: string[] = []
  const answers: number[] = []
  const at = { X: 0, Y: 0, Z: 0, E: 0 }
  const target = { nozzle: 0, bed: 0 }
  const queue: string[] = []
  let working = false
  /** What ends the wait of the command under way. */
  let go: (() => void) | undefined

  const heat = (): string =>
    `T:${heats ? target.nozzle || 20 : 20} /${target.nozzle} B:${target.bed || 20} /${target.bed}`

  async function work(): Promise<void> {
    if (working) return
    working = true
    for (let command = queue.shift(); command !== undefined; command = queue.shift()) await execute(command)
    working = false
  }

  async function execute(command: string): Promise<void> {
    executed.push(command)
    const code = command.split(' ', 1)[0]!
    if (code === 'G0' || code === 'G1' || code === 'G92') {
      for (const axis of ['X', 'Y', 'Z', 'E'] as const) at[axis] = number(command, axis, at[axis])
      await new Promise((moved) => setTimeout(moved, 1))
    }
    if (code === 'M104' || code === 'M109') target.nozzle = number(command, 'S', target.nozzle)
    if (code === 'M140' || code === 'M190') target.bed = number(command, 'S', target.bed)
    if (code === 'M105') return port.say(`ok ${heat()}`)
    if (code === 'M114') {
      const [x, y, z, e] = [at.X, at.Y, at.Z, at.E].map((value) => value.toFixed(2))
      port.say(`X:${x} Y:${y} Z:${z} E:${e} Count X:0 Y:0 Z:0`)
    }
    if (code === 'M600') await changeFilament()
    port.say('ok')
  }

  async function changeFilament(): Promise<void> {
    const asks = ['prompt_end', 'prompt_begin Nozzle Parked', 'prompt_button Continue', 'prompt_show', 'paused']
    if (prompts) asks.forEach((action) => port.say(`//action:${action}`))
    else port.say('echo:busy: paused for user')
    await new Promise<void>((pressed) => (go = pressed))
    if (prompts) port.say('//action:resumed')
  }

  const press = (): void => {
    go?.()
    go = undefined
  }

  const port = createMemoryPort((text) => {
    for (const raw of text.split('\n').filter((line) => line !== '')) {
      // Seen as it arrives, and queued like any other line.
      const answer = /^M876 S(\d+)/.exec(raw)?.[1]
      if (answer !== undefined) answers.push(Number(answer))
      if (answer !== undefined || raw === 'M108') press()
      const checked = counter.check(raw)
      if (checked.verdict === 'refuse') {
        ;[`Error:${checked.because}, Last Line: ${counter.last()}`, `Resend: ${counter.last() + 1}`, 'ok'].forEach(
          port.say,
        )
      }
      if (checked.verdict === 'accept') queue.push(checked.command)
    }
    void work()
  })
  return { port, executed, answers, press, say: (...lines) => lines.forEach(port.say) }
}
