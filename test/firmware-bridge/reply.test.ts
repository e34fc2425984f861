import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineReader } from '#firmware-bridge/port/line-reader.ts'
import { readReply, type Reply } from '#firmware-bridge/stream/reply.ts'

const lines: [string, Reply][] = [
  ['ok', { type: 'ok' }],
  ['  ok\r', { type: 'ok' }],
  ['ok N12 P15 B3', { type: 'ok', line: 12, plannerFree: 15, queueFree: 3 }],
  ['ok 12', { type: 'ok', line: 12 }],
  ['ok T:21.3 /0.0 B:22.1 /0.0 @:0 B@:0', { type: 'ok', heat: heat(21.3, 0, 22.1, 0) }],
  ['ok T:200.1/200.0 B:60.0/ 60.0', { type: 'ok', heat: heat(200.1, 200, 60, 60) }],
  ['ok T0:22.1 /0.0 B:21.0 /0.0', { type: 'ok', heat: heat(22.1, 0, 21, 0) }],
  [' T:200.00 /200.00 B:60.00 /60.00 @:64 B@:32 W:?', { type: 'heat', heat: heat(200, 200, 60, 60) }],
  ['T:23.1 /0 B:22 /0 B@:0 @:0 T0:23.1', { type: 'heat', heat: heat(23.1, 0, 22, 0) }],
  ['T:200.1 E:0 W:8', { type: 'heat', heat: { nozzle: 200.1 } }],
  ['T:nan /0.0 B:-14.0 /0.0', { type: 'heat', heat: { nozzleTarget: 0, bed: -14, bedTarget: 0 } }],
  ['Resend: 12', { type: 'resend', line: 12 }],
  ['Resend:12', { type: 'resend', line: 12 }],
  ['Resend: -5', { type: 'resend', line: -5 }],
  ['rs N12', { type: 'resend', line: 12 }],
  ['rs N2 Expected checksum 80', { type: 'resend', line: 2 }],
  ['Error:checksum mismatch, Last Line: 11', { type: 'refused', last: 11 }],
  ['Error:Line Number is not Last Line Number+1, Last Line: 11', { type: 'refused', last: 11 }],
  ['Error:No Checksum with line number, Last Line: 3', { type: 'refused', last: 3 }],
  ['expected line 12 got 14', { type: 'other', text: 'expected line 12 got 14' }],
  ['Error:Printer halted. kill() called!', { type: 'failure', text: 'Printer halted. kill() called!' }],
  ['Error:Thermal Runaway, system stopped! Heater_ID: bed', failure('Thermal Runaway, system stopped! Heater_ID: bed')],
  ['Error:MAXTEMP triggered, system stopped! Heater_ID: 0', failure('MAXTEMP triggered, system stopped! Heater_ID: 0')],
  ['Error:MINTEMP triggered, system stopped! Heater_ID: 0', failure('MINTEMP triggered, system stopped! Heater_ID: 0')],
  ['Error:Heating failed, system stopped! Heater_ID: 0', failure('Heating failed, system stopped! Heater_ID: 0')],
  ['Error:Homing Failed', failure('Homing Failed')],
  ['fatal: Heater/sensor error - Printer stopped', failure('Heater/sensor error - Printer stopped')],
  ['!! Lost communication with MCU', failure('Lost communication with MCU')],
  ['!!', failure('halted')],
  ['Error:checksum mismaXch, Last Lin: 11', { type: 'other', text: 'Error:checksum mismaXch, Last Lin: 11' }],
  ['echo:busy: processing', { type: 'busy' }],
  ['echo:busy: paused for user', { type: 'busy' }],
  ['busy:heating', { type: 'busy' }],
  ['wait', { type: 'wait' }],
  ['start', { type: 'restarted' }],
  ['echo:start', { type: 'restarted' }],
  ['echo: External Reset', { type: 'restarted' }],
  [' Watchdog Reset', { type: 'restarted' }],
  ['echo:Unknown command: "M999"', { type: 'unknown-command', text: '"M999"' }],
  ['// Unknown command:"M999"', { type: 'unknown-command', text: '"M999"' }],
  ['Cap:AUTOREPORT_TEMP:1', { type: 'capability', name: 'AUTOREPORT_TEMP', has: true }],
  ['Cap:EMERGENCY_PARSER:0', { type: 'capability', name: 'EMERGENCY_PARSER', has: false }],
  ['FIRMWARE_NAME:Marlin 2.1.2 UUID:x', { type: 'identity', text: 'FIRMWARE_NAME:Marlin 2.1.2 UUID:x' }],
  ['//action:paused', { type: 'action', text: 'paused' }],
  ['// action:cancel', { type: 'action', text: 'cancel' }],
  ['skip 12', { type: 'other', text: 'skip 12' }],
  ['okay then', { type: 'other', text: 'okay then' }],
  [
    'X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0',
    { type: 'other', text: 'X:0.00 Y:0.00 Z:0.00 E:0.00 Count X:0 Y:0 Z:0' },
  ],
  ['', { type: 'other', text: '' }],
]

test.each(lines)('reads "%s"', (text, reply) => expect(readReply(text)).toEqual(reply))

test('no bytes whatever stop the reading', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 })), (chunks) => {
      const read = createLineReader((line) => {
        expect(line.length).toBeLessThanOrEqual(1024)
        readReply(line)
      })
      chunks.forEach(read.take)
    }),
    { numRuns: 300, seed: 1 },
  )
})

describe('a line reader', () => {
  test('hears whole lines, however the bytes are cut', () => {
    const heard: string[] = []
    const read = createLineReader((line) => heard.push(line))
    for (const byte of Buffer.from('start\r\nok\n\0ok T:2\n')) read.take(Uint8Array.of(byte))
    expect(heard).toEqual(['start', 'ok', 'ok T:2'])
  })
})

function heat(nozzle: number, nozzleTarget: number, bed: number, bedTarget: number) {
  return { nozzle, nozzleTarget, bed, bedTarget }
}
function failure(text: string): Reply {
  return { type: 'failure', text }
}
