import request from 'supertest'
import type { Socket } from 'socket.io-client'
import { beforeEach, expect, test } from 'vitest'
import { usualPrinter } from '#backend/lab/service.ts'
import { bridgeToken, testLab, type TestLab } from '../support/lab.ts'
import { dial, greet, listen } from '../support/test-bridge.ts'

let lab: TestLab
let link: Socket
beforeEach(async () => {
  lab = await testLab()
  link = (await dial(await listen(lab), bridgeToken))!
})

const prusa = {
  address: '/dev/serial/by-id/usb-Prusa_MK3_CZPX1-if00',
  device: '/dev/ttyACM0',
  words: 'Prusa Research Original Prusa i3 MK3',
  alike: false,
}
const seen = async (staff: Awaited<ReturnType<TestLab['member']>>) =>
  (await staff.call('get', '/api/bridges/ports')).body

test('staff choose among the ports that the bridge sees; one that is a printer’s is marked, and kept by the name that stays', async () => {
  const staff = await lab.member({ role: 'staff' })
  expect(await seen(staff)).toEqual([])
  await greet(link, [])
  link.emit('ports', [prusa])
  await expect.poll(() => seen(staff)).toMatchObject([{ ...prusa, usedBy: null }])

  const printer = { ...usualPrinter, port: '/dev/ttyACM0', baud: 0 }
  const added = await staff.call('post', '/api/machines', { name: 'PRUSA-1', kind: 'printer', printer })
  expect(added.status).toBe(200)
  expect(await seen(staff)).toMatchObject([{ usedBy: 'PRUSA-1' }])
  const kept = await staff.call('get', `/api/machines/${added.body.id}/port`)
  expect(kept.body).toEqual({ port: prusa.address, baud: 0, firmware: null, trouble: null })

  link.emit('ports', [{ ...prusa, words: 'x'.repeat(5000) }])
  link.emit(
    'ports',
    Array.from({ length: 1000 }, () => prusa),
  )
  link.emit('ports', 'none')
  link.emit('ports', [])
  await expect.poll(() => seen(staff)).toEqual([])
  link.close()
})

test('why a printer cannot be reached is told to the team, until it is reached', async () => {
  const id = await lab.printer()
  const volunteer = await lab.member({ role: 'volunteer' })
  const member = await lab.member()
  await greet(link, [])
  const trouble = { code: 'port-busy', port: '/dev/ttyACM0', what: 'cura, process 12' }
  const event = (seq: number, rest: object) =>
    link.timeout(1000).emitWithAck('event', { seq, at: 1, printerId: id, ...rest })
  await event(1, { type: 'printer:unreached', trouble })
  const port = async () => (await volunteer.call('get', `/api/machines/${id}/port`)).body
  expect(await port()).toMatchObject({ trouble })
  expect((await member.call('get', `/api/machines/${id}/port`)).body.code).toBe('auth.forbidden')

  await event(2, { type: 'printer:unreached', trouble: { code: 'from-the-future', port: 'x' } })
  expect((await port()).trouble.code).toBe('no-connection')
  await event(3, { type: 'printer:reached' })
  expect((await port()).trouble).toBeNull()
})

test('staff say that a board was exchanged, and the bridge is told', async () => {
  const id = await lab.printer()
  const staff = await lab.member({ role: 'staff' })
  const url = `/api/machines/${id}/board`
  expect((await staff.call('post', url)).body.code).toBe('run.printer-offline')
  await greet(link, [])
  const told: unknown[] = []
  link.on('command', (command: { type: string }, answer: (given: object) => void) => {
    told.push(command.type)
    answer({ ok: true })
  })
  expect((await staff.call('post', url)).status).toBe(200)
  expect(told).toEqual(['printer:accept'])
})

test('what no firmware says is counted among the figures', async () => {
  const id = await lab.printer()
  await greet(link, [])
  link.emit('telemetry', { printerId: id, at: 1, noise: { longLines: 1, oddBytes: 4321 } })
  await expect
    .poll(async () => (await request(lab.server).get('/metrics')).text)
    .toMatch(/^etabli_printer_odd_bytes 4321$/m)
})
