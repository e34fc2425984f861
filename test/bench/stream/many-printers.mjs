// A whole lab on one bridge, and what a bad neighbour does to the others.
import { row } from '../harness.mjs'
import { printByBridge } from './bridge.mjs'
import { moves } from './files.mjs'
import { switchOn, switchOnImmediate } from './printers.mjs'

/** Long enough for the start of all at once, which takes each a fifth of a second, to be what it is in a print. */
const seconds = 40
/** Lines a second that a printer's own main loop has time for. */
const pace = 250
const steady = ['--speed', '1000', '--exec', String(1e6 / pace)]

export async function manyPrinters(count) {
  const file = moves(seconds * pace)
  const alone = await printByBridge(file, await switchOn(steady, count))
  const mixed = await printByBridge(file, await switchOn(steady, count - 2), [
    await switchOn([...steady, '--faults', 'silent-at=500']),
    await switchOnImmediate(file.lines, true),
  ])
  return [
    slowest(`${count} printers, ${pace} lines/s each: the slowest`, alone.printers),
    row(`${count} printers: processor of the bridge`, { ours: alone.cores * 100, unit: '% of a core' }),
    row(`${count} printers: memory of the bridge at its peak`, { ours: alone.peakMb, unit: 'MB' }),
    slowest(`one falls silent, one floods: the slowest of the ${count - 2} others`, mixed.printers),
  ]
}

function slowest(name, printers) {
  const rate = Math.min(...printers.map((printer) => (printer.rate / pace) * 100))
  const isExact = printers.every((printer) => printer.isExact)
  return row(name, { ours: rate, unit: '% of its rate', goal: '> 99, executed = sent', met: rate > 99 && isExact })
}
