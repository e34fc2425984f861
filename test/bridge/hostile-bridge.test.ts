import type { Socket } from 'socket.io-client'
import { beforeEach, expect, test } from 'vitest'
import type { BridgeEvent } from '#firmware-bridge/messages.ts'
import { bridgeToken, testLab, type TestLab } from '../support/lab.ts'
import { dial, greet, listen } from '../support/test-bridge.ts'

let lab: TestLab
let printer: string
let link: Socket

beforeEach(async () => {
  lab = await testLab()
  printer = await lab.printer()
  link = (await dial(await listen(lab), bridgeToken))!
  await greet(link, [{ printerId: printer, online: true }])
})

const tell = (event: object) => link.timeout(600).emitWithAck('event', event)
const reached = (seq: number): BridgeEvent => ({
  seq,
  at: 0,
  printerId: printer,
  type: 'printer:reached',
  firmware: 'Marlin',
})

test.each([null, 7, 'x', [], {}, { printerId: {} }, { printerId: '', at: 'x', run: 3 }])(
  'words that make no sense end nothing: %j',
  async (nonsense) => {
    link.emit('telemetry', nonsense)
    link.emit('hello', nonsense)
    link.emit('hello', nonsense, () => undefined)
    link.emit('event', nonsense)
    link.emit('event', nonsense, () => undefined)
    link.emit('telemetry')
    link.emit('event')
    link.emit('hello')
    expect(await tell(reached(1))).toBe(1)
  },
)

test('an event without sense is acknowledged, so that those behind it are not held up for ever', async () => {
  expect(await tell({ seq: 1, at: 0, printerId: printer, type: 'run:moved', run: { phase: 'exploded' } })).toBe(1)
  expect(await tell(reached(2))).toBe(2)
})

test('an event that could not be written is not overtaken: it has its effect when it is sent again', async () => {
  const right = lab.listener.event
  let isBusy = true
  const heard: number[] = []
  lab.listener.event = async (bridge, event) => {
    if (isBusy) throw new Error('database is locked')
    await right(bridge, event)
    heard.push(event.seq)
  }
  const first = tell(reached(1)).catch(() => 'not acknowledged')
  await new Promise((resolve) => setTimeout(resolve, 50))
  isBusy = false
  const second = tell(reached(2)).catch(() => 'not acknowledged')
  expect(await Promise.all([first, second])).toEqual(['not acknowledged', 'not acknowledged'])
  expect(await tell(reached(1))).toBe(1)
  expect(await tell(reached(2))).toBe(2)
  expect(heard).toEqual([1, 2])
})

test('a bridge speaks of its own printers only', async () => {
  const other = await lab.printer('OTHER')
  await lab.db
    .insertInto('bridge')
    .values({
      ...(await lab.db.selectFrom('bridge').selectAll().executeTakeFirstOrThrow()),
      id: 'second',
      tokenHash: 'x',
    })
    .execute()
  await lab.db.updateTable('printer').set({ bridgeId: 'second' }).where('machineId', '=', other).execute()
  await lab.app.tellBridges(lab.labId)
  lab.app.printers.get(other).online = false
  link.emit('telemetry', { printerId: other, at: 0, nozzle: 999 })
  link.emit('telemetry', { printerId: 'invented', at: 0, nozzle: 999 })
  await tell({ ...reached(1), printerId: other })
  expect(lab.app.printers.get(other)).toEqual({ online: false, bridgeId: 'second' })
  link.emit('telemetry', { printerId: printer, at: 0, nozzle: 20 })
  const reported = () => lab.published.flatMap(([event, , reports]) => (event === 'printers:reported' ? reports : []))
  await expect.poll(reported).toMatchObject([{ machineId: printer, nozzle: 20 }])
})
