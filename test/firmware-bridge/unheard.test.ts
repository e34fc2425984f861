import { createWriteStream } from 'node:fs'
import { expect, test } from 'vitest'
import { openPty } from '#firmware-bridge/virtual/line.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('a printer that nobody listens to stays at rest, and hears the next host', async () => {
  const line = await openPty()
  const heard: string[] = []
  line.onBytes((bytes) => heard.push(Buffer.from(bytes).toString('latin1')))
  // Far more than the terminal's own buffer holds, and more than is kept.
  for (let n = 0; n < 5_000; n++) line.send(' T:21.30 /0.00 B:21.30 /0.00 @:0 B@:0\n')

  const before = process.cpuUsage()
  let turns = 0
  for (let n = 0; n < 20; n++) {
    await pause(10)
    turns++
  }
  const { user, system } = process.cpuUsage(before)
  expect(turns).toBe(20)
  expect((user + system) / 1000, 'milliseconds of CPU while waiting').toBeLessThan(150)

  const host = createWriteStream(line.address)
  host.write('N0 M110 N0*125\n')
  for (let tries = 0; heard.length === 0 && tries < 200; tries++) await pause(10)
  expect(heard.join('')).toContain('M110')
  host.destroy()
  await line.close()
})
