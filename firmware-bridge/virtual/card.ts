import type { Commands } from './commands.ts'
import { hashOf } from './memory.ts'

/** The SD card in the printer: a host that streams has no business with it, and it tells when one has. */
export function createCard(say: (line: string) => void) {
  const files = new Map<string, string[]>([['HELLO.GCO', ['G28', 'M117 Hello']]])
  let selected: { name: string; at: number } | undefined
  let writing: string | undefined
  let isPrinting = false

  const sizeOf = (name: string): number => (files.get(name) ?? []).reduce((sum, line) => sum + line.length + 1, 0)

  function select(command: string): void {
    const name = nameIn(command)
    isPrinting = false
    if (!files.has(name)) {
      selected = undefined
      return say(`open failed, File: ${name}.`)
    }
    selected = { name, at: 0 }
    say(`echo:Now fresh file: ${name}`)
    say(`File opened: ${name} Size: ${sizeOf(name)}`)
    say('File selected')
  }

  const commands: Commands = {
    M20: () => {
      say('Begin file list')
      for (const name of files.keys()) say(`${name} ${sizeOf(name)}`)
      say('End file list')
    },
    M21: () => say('echo:SD card ok'),
    M22: () => void (isPrinting = false),
    M23: (_words, command) => select(command),
    M24: () => void (isPrinting = selected !== undefined),
    M25: () => void (isPrinting = false),
    M27: () => say(isPrinting ? `SD printing byte ${selected!.at}/${sizeOf(selected!.name)}` : 'Not SD printing'),
    M28: (_words, command) => {
      writing = nameIn(command)
      files.set(writing, [])
      say(`echo:Now fresh file: ${writing}`)
      say(`Writing to file: ${writing}`)
    },
    M30: (_words, command) => {
      const name = nameIn(command)
      say(files.delete(name) ? `File deleted:${name}` : `Deletion failed, File: ${name}.`)
    },
    M32: (_words, command) => {
      select(command)
      isPrinting = selected !== undefined
    },
    M524: () => void (isPrinting = false),
  }

  return {
    commands,
    /** True when the command went into a file instead of being executed. */
    swallows(command: string): boolean {
      if (writing === undefined) return false
      if (/^M29\b/.test(command)) {
        writing = undefined
        say('Done saving file.')
      } else files.get(writing)!.push(command)
      return true
    },
    /** The next command of the file that it prints by itself. */
    next(): string | undefined {
      if (!isPrinting) return undefined
      const command = files.get(selected!.name)?.[selected!.at++]
      if (command !== undefined) return command
      isPrinting = false
      say('Done printing file')
      return undefined
    },
    restart(): void {
      writing = selected = undefined
      isPrinting = false
    },
    state: () => ({ sdHash: hashOf([...files]), sdWriting: writing !== undefined, sdPrinting: isPrinting }),
  }
}

const nameIn = (command: string): string => command.split(/\s+/)[1]?.toUpperCase() ?? ''
