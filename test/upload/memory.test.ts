import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pause, startLab } from '../support/server.ts'

/** Resident memory of a process that grows by itself: the server's, without its worker's heap being given back. */
const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

test.skipIf(process.platform !== 'linux')('bad files leave the server’s memory as it was, within 20 MB', async () => {
  const lab = await startLab(['--sample'])
  try {
    const { name, passphrase } = lab.person('Inès')
    const signedIn = await fetch(`${lab.base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, passphrase }),
    })
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''

    async function send(fileName: string, announced: number, bytes: Buffer): Promise<number> {
      const tus = { 'tus-resumable': '1.0.0', cookie }
      const metadata = `filename ${Buffer.from(fileName).toString('base64')}`
      const created = await fetch(`${lab.base}/api/uploads`, {
        method: 'POST',
        headers: { ...tus, 'upload-length': String(announced), 'upload-metadata': metadata },
      })
      const location = created.headers.get('location')
      if (created.status !== 201 || !location) return created.status
      const patched = await fetch(lab.base + location, {
        method: 'PATCH',
        headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
        body: new Uint8Array(bytes),
      })
      return patched.status
    }

    const huge = Buffer.concat([Buffer.alloc(80), Buffer.alloc(4, 255)])
    const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(200_000, 3)])
    const round = async (): Promise<number[]> => [
      await send('empty.stl', 0, Buffer.alloc(0)),
      await send('photo.stl', jpeg.length, jpeg),
      await send('huge.stl', huge.length, huge),
      await send('eeprom.gcode', 40, Buffer.from('G28\nM500\n'.padEnd(40, '\n'))),
      await send('too-big.stl', 300_000_001, Buffer.alloc(0)),
    ]
    expect(await round()).toEqual([422, 422, 422, 422, 413])
    // What a young server compiles and buffers on its first uploads is not theirs: good files cost it too.
    for (let n = 0; n < 10; n++) await round()
    await pause(500)
    const before = residentMb(lab.pidOf('backend'))
    for (let n = 0; n < 20; n++) await round()
    await pause(500)
    expect(residentMb(lab.pidOf('backend')) - before).toBeLessThan(20)
  } finally {
    await lab.close()
  }
})
