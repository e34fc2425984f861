import { spawn } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { openPort } from '#firmware-bridge/port/open-port.ts'
import { createVirtualChildren } from '#firmware-bridge/virtual/child.ts'
import { pressAt } from '#firmware-bridge/virtual/panel-socket.ts'
import { buildPrograms, removePrograms, run, temporaryFolder, until, type Program } from './programs.ts'

let program: string
let printers: Program[] = []
beforeAll(async () => void (program = await buildPrograms()))
afterAll(() => removePrograms(program))
afterEach(async () => {
  for (const { child } of printers) child.kill()
  await Promise.all(printers.map(({ ended }) => ended))
  printers = []
})

function switchOn(...argv: string[]): Program {
  const printer = run(program, ['virtual-printer', ...argv])
  printers.push(printer)
  return printer
}

async function talkTo(path: string) {
  const port = await openPort(path, 115_200)
  const heard: string[] = []
  let gone = false
  port.onLine((line) => void heard.push(line))
  port.onClose(() => (gone = true))
  return {
    ask: async (line: string) => {
      const before = heard.length
      port.write(`${line}\n`)
      await until(() => heard.slice(before).some((said) => said.startsWith('ok')), `an answer to ${line}`)
      return heard.slice(before)
    },
    heard,
    isGone: () => gone,
    close: () => port.close(),
  }
}

test('pulled out and put in again: another port, the same printer, and a link that finds it', async () => {
  const folder = temporaryFolder()
  const [link, panel] = [join(folder, 'usb-one'), join(folder, 'panel')]
  const printer = switchOn('--link', link, '--panel', panel)
  const path = await printer.firstLine()
  expect(readlinkSync(link)).toBe(path)
  const host = await talkTo(link)
  await host.ask('N0 M110 N7*122')
  await pressAt(panel, 'unplug')
  await until(host.isGone, 'the port to go')
  await host.close()
  expect(existsSync(link)).toBe(false)

  expect(await pressAt(panel, 'plug')).toBe('ok')
  await until(() => printer.out().split('\n').length > 2, 'the new path')
  const other = await talkTo(link)
  expect(await other.ask('N9 M107*1')).toContain('Error:Line Number is not Last Line Number+1, Last Line: 7')
  await other.close()

  await pressAt(panel, 'replug usb-two')
  expect([existsSync(link), readlinkSync(join(folder, 'usb-two'))]).toEqual([
    false,
    printer.out().trim().split('\n')[2],
  ])
})

test('a fault pulls it out at its line', async () => {
  const printer = switchOn('--faults', 'unplug-at=3')
  const host = await talkTo(await printer.firstLine())
  await host.ask('N1 M107*36')
  await host.ask('N2 M107*39')
  void host.ask('N3 M107*38').catch(() => {})
  await until(host.isGone, 'the port to go')
  await host.close()
})

test('actions come from its panel, and from another process through it', async () => {
  const panel = join(temporaryFolder(), 'panel')
  const printer = switchOn('--panel', panel)
  const host = await talkTo(await printer.firstLine())
  const told = run(program, ['virtual-printer', '--panel', panel, '--tell', 'pause'])
  expect([await told.ended, told.out()]).toEqual([0, 'ok\n'])
  await until(() => host.heard.includes('//action:pause'), 'the wish')
  const refused = run(program, ['virtual-printer', '--panel', panel, '--tell', 'dance'])
  expect(await refused.ended).toBe(1)
  const nobody = run(program, ['virtual-printer', '--panel', `${panel}-of-nobody`, '--tell', 'pause'])
  expect([await nobody.ended, nobody.err()]).toEqual([1, expect.stringContaining('no printer answers at')])
  expect(JSON.parse(await pressAt(panel, 'stats'))).toMatchObject({ halted: false, executed: 0 })
  await host.close()
})

test('actions come from its input, with the number of the printer where there are several', async () => {
  const child = spawn(process.execPath, [program, 'virtual-printer', '--count', '2'])
  const said = { out: '', err: '' }
  child.stdout.on('data', (text: Buffer) => (said.out += text.toString()))
  child.stderr.on('data', (text: Buffer) => (said.err += text.toString()))
  await until(() => said.out.split('\n').length === 3, 'two paths')
  child.stdin.write('2 heat 90\n2 stats\n3 click\nstats\n')
  await until(() => said.err.split('\n').length === 5, 'four answers')
  child.kill()
  const answers = said.err.split('\n')
  expect(answers).toContain('error: there is no printer 3.')
  expect(answers.filter((text) => text.includes('"targets":{"nozzle":90'))).toHaveLength(1)
  expect(answers.filter((text) => text.includes('"targets":{"nozzle":0'))).toHaveLength(1)
})

test('several in one process: each with its path, its log and its figures', async () => {
  const folder = temporaryFolder()
  const printer = switchOn(
    '--count',
    '3',
    '--speed',
    'max',
    '--log',
    join(folder, 'log'),
    '--stats',
    join(folder, 'stats'),
  )
  await until(() => printer.out().split('\n').length === 4, 'three paths')
  const [, second] = printer.out().split('\n')
  const host = await talkTo(second!)
  await host.ask('G28')
  await host.ask('N1 M107*1')
  await host.close()
  printer.child.kill()
  expect(await printer.ended).toBe(0)
  const stats = readFileSync(join(folder, 'stats'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(stats).toHaveLength(3)
  expect(stats[0]).toMatchObject({ executed: 0, resendsAsked: 0 })
  expect(stats[1]).toMatchObject({ executed: 1, resendsAsked: 1, overruns: 0 })
  expect(readFileSync(join(folder, 'log.2'), 'utf8')).toBe('G28\n')
})

test('the address of a printer hands its options on; plugged in again it is found, and its panel with it', async () => {
  const folder = temporaryFolder()
  const children = createVirtualChildren(folder, program)
  const address = 'virtual:?speed=400&wait=1&dialect=repetier&baud=250000&faults=no-m115,slow=0'
  try {
    const first = await children.path('one', address)
    const host = await talkTo(first)
    await until(() => host.heard.includes('wait'), 'a sign that it is idle')
    expect(await host.ask('N1 M107*1')).toContain('Error:Wrong checksum')
    await host.close()
    const panel = join(folder, 'virtual-one.panel')
    await pressAt(panel, 'unplug')
    await expect(children.path('one', address)).rejects.toThrow('there is no such port')
    expect(await pressAt(panel, 'plug')).toBe('ok')
    const second = await children.path('one', address)
    const again = await talkTo(second)
    expect(await again.ask('M107')).toContain('ok')
    await again.close()
  } finally {
    children.switchAllOff()
  }
})

test.each([
  [['--speed', '0'], '--speed takes a number above 0, or "max"'],
  [['--baud', 'fast'], '--baud takes a number from 50, not "fast"'],
  [['--queue', '1.5'], '--queue takes a whole number'],
  [['--dialect', 'latin'], '--dialect is one of marlin2, '],
  [['--count', '0'], '--count takes 1 to 256'],
  [['--tell', 'click'], '--tell needs the --panel'],
])('%j is refused with a sentence', async (argv, sentence) => {
  const refused = run(program, ['virtual-printer', ...argv])
  expect(await refused.ended).toBe(2)
  expect(refused.err()).toContain(sentence)
})
