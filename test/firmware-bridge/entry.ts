import { streamCommand } from '#firmware-bridge/cli-stream.ts'
import { virtualPrinterCommand } from '#firmware-bridge/cli-virtual-printer.ts'
import { bridgeCommand } from '#firmware-bridge/main.ts'

const commands: Record<string, (argv: string[]) => Promise<number>> = {
  stream: streamCommand,
  bridge: bridgeCommand,
  'virtual-printer': virtualPrinterCommand,
}

const [name = '', ...argv] = process.argv.slice(2)
process.exitCode = await commands[name]!(argv)
process.exit()
