import { canonicalLine, createTokenizer, isHostOnly } from '#backend/gcode/tokens.ts'

/** The commands of a G-code file as they should reach the printer, in order. */
export function canonicalCommands(bytes: Uint8Array): string[] {
  const commands: string[] = []
  const tokenizer = createTokenizer((command) => {
    if (!isHostOnly(command)) commands.push(canonicalLine(command))
  })
  tokenizer.push(bytes)
  tokenizer.end()
  return commands
}
