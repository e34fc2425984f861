import { frame } from '../stream/framing.ts'
import type { PrinterProfile } from '../messages.ts'
import type { Port } from '../port/port.ts'

export const heatersOffLines = ['M104 S0', 'M140 S0']

/** After a file's last line: its moves made, and the heaters off whatever the file says. The last one tells. */
export const closingLines = ['M400', ...heatersOffLines, 'M105']

/** Instead of the rest of a file: heaters off first, then fan and motors. */
export const coolDownLines = [...heatersOffLines, 'M107', 'M84', 'M105']

/** The same as this printer's lab wants it. Up before aside: the nozzle may stand in the part. */
export const cancelLines = ({ lift, homeXAfterCancel, motorsOffAfterCancel }: PrinterProfile): string[] => [
  ...heatersOffLines,
  'M107',
  ...(homeXAfterCancel ? ['G91', `G1 Z${lift} F600`, 'G90', 'G28 X'] : []),
  ...(motorsOffAfterCancel ? ['M84'] : []),
  'M105',
]

/** Where no conversation is possible any more: without numbers, which firmware of any state can read. */
export function writeCoolDown(port: Port): void {
  port.write('\n')
  for (const line of coolDownLines) port.write(`${line}\n`)
}

/**
 * The software stop. `M112` twice: bare, for firmware that looks at bytes as they arrive, after a line end that ends
 * whatever was half sent; and numbered, for firmware that takes nothing else. Then the heaters, for firmware that
 * knows no M112.
 */
export function writeStop(port: Port, sent: number): void {
  port.write(`\nM112\n${frame(sent + 1, 'M112')}\nM104 S0\nM140 S0\n`)
}

/** Ends a wait for a temperature, in firmware that reads bytes as they arrive. */
export const breakHeatWait = '\nM108\n'

/**
 * After a crash of ours, whatever the printer is at: any wait for heat ended, the heaters off, and the fan on, until the
 * nozzle is cold. The motors hold: where the head stands is worth something to whoever restarts the print.
 */
export function writeHeatersOff(port: Port): void {
  port.write(`${breakHeatWait}${[...heatersOffLines, fanOn].join('\n')}\n`)
}
export const fanOn = 'M106 S255'
export const fanOff = 'M107'
/** Below this the fan has nothing more to do, in °C. */
export const coldBelow = 50
