import type { Command } from '#backend/gcode/tokens.ts'

/** What a file has no business to do to a machine, by code: an operator may, and is told. (safety.md S12) */
const notFromAFile: Record<string, string> = {
  M28: 'writes to the SD card',
  M112: 'stops the printer',
  M302: 'allows cold extrusion',
  M303: 'heats for a tuning',
  M500: "writes the printer's memory",
  M502: "resets the printer's settings",
  M92: "changes the steps of the printer's motors",
  M851: 'changes the probe offset',
  M906: 'changes motor currents',
  M997: 'updates the firmware',
}

/** Watches a file go by; then says, once for each code, what in it is unusual. */
export function warnOf(): { see: (command: Command) => void; all: () => string[] } {
  const found = new Map<string, number>()
  return {
    see: (command) => {
      const code = `${command.letter}${command.code}`
      if (code in notFromAFile && !found.has(code)) found.set(code, command.line)
    },
    all: () => [...found].map(([code, line]) => `warning: line ${line}: ${code} ${notFromAFile[code]}`),
  }
}
