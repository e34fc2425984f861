#!/usr/bin/env node
import { serveHelp } from './config.ts'

type Run = (argv: string[]) => Promise<number>
type Entry = { does: string; load: () => Promise<Run> }

/** Every command: what it does, and where it is. Loaded only when it is asked for. */
const commands: Record<string, Entry> = {
  serve: { does: 'the lab’s server, with its local bridge', load: async () => serveCommand },
  bridge: {
    does: 'the process beside the printers',
    load: async () => (await import('#firmware-bridge/main.ts')).bridgeCommand,
  },
  stream: {
    does: 'stream one G-code file to one printer',
    load: async () => (await import('#firmware-bridge/cli-stream.ts')).streamCommand,
  },
  'virtual-printer': {
    does: 'a printer that is not there, on a pty or a TCP port',
    load: async () => (await import('#firmware-bridge/cli-virtual-printer.ts')).virtualPrinterCommand,
  },
  inspect: {
    does: 'say what a model or a G-code file is',
    load: async () => (await import('./cli-inspect.ts')).inspectCommand,
  },
  member: {
    does: 'make a new passphrase for a member who forgot it',
    load: async () => (await import('./cli-member.ts')).memberCommand,
  },
  backup: {
    does: 'copy the lab into a folder, while it runs',
    load: async () => (await import('./cli-backup.ts')).backupCommand,
  },
  restore: {
    does: 'bring a backup back into an empty data directory',
    load: async () => (await import('./cli-backup.ts')).restoreCommand,
  },
}

async function serveCommand(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(serveHelp())
    return 0
  }
  const { readConfig } = await import('./config.ts')
  const { serve } = await import('./main.ts')
  return serve(readConfig(argv, process.env), process.argv[1] ?? '')
}

function help(): string {
  const rows = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(16)} ${does}`)
  return ['etabli <command> [options]', '', ...rows, '', '`etabli <command> --help` says more.'].join('\n')
}

const [name = '', ...argv] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command) {
  const isAsked = ['', '--help', '-h', 'help'].includes(name)
  ;(isAsked ? console.log : console.error)(isAsked ? help() : `etabli: unknown command “${name}”\n\n${help()}`)
  process.exitCode = isAsked ? 0 : 2
} else {
  try {
    const run = await command.load()
    process.exitCode = await run(argv)
  } catch (error) {
    console.error(`etabli ${name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
  // Commands end when their work is done, whatever timers a library has left behind.
  process.exit()
}
