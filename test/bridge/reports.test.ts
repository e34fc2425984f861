import type { Socket } from 'socket.io-client'
import { beforeEach, expect, test } from 'vitest'
import { bridgeToken, testLab, type TestLab } from '../support/lab.ts'
import { dial, greet, listen } from '../support/test-bridge.ts'

let lab: TestLab
let printers: string[]
let link: Socket

beforeEach(async () => {
  lab = await testLab()
  printers = await Promise.all(['ONE', 'TWO', 'THREE'].map((name) => lab.printer(name)))
  link = (await dial(await listen(lab), bridgeToken))!
  await greet(
    link,
    printers.map((printerId) => ({ printerId, online: true })),
  )
})

test('what several printers report at once reaches the pages in one message, each printer with its last word', async () => {
  for (const nozzle of [20, 21]) for (const printerId of printers) link.emit('telemetry', { printerId, at: 0, nozzle })
  const messages = () =>
    lab.published.filter(([event]) => event === 'printers:reported').map(([, , reports]) => reports)
  await expect.poll(messages).toEqual([printers.map((machineId) => expect.objectContaining({ machineId, nozzle: 21 }))])
})
