import { connect } from 'node:net'
import { createLineReader } from './line-reader.ts'
import type { Port } from './port.ts'
import { PortRefused } from './trouble.ts'

const connectMs = 5000

/** A serial port shared over TCP (ser2net in raw mode, an ESP bridge), or the virtual printer's. */
export async function openTcpPort(host: string, port: number, onBytes?: (bytes: Uint8Array) => void): Promise<Port> {
  const name = `tcp://${host}:${port}`
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 5000 })
  await new Promise<void>((opened, failed) => {
    const refuse = (message: string): void => {
      socket.destroy()
      failed(new PortRefused('no-connection', name, message))
    }
    socket.setTimeout(connectMs, () => refuse(`no answer in ${connectMs / 1000} s`))
    socket.once('error', (error) => refuse(error.message))
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeAllListeners('error')
      opened()
    })
  })

  let hear: (line: string) => void = () => {}
  let reason: string | undefined = 'the other end closed the connection'
  const lines = createLineReader((line) => hear(line))
  socket.on('data', (bytes) => {
    onBytes?.(bytes)
    lines.take(bytes)
  })
  socket.on('error', (error) => (reason = error.message))

  return {
    name,
    write: (text) => {
      if (socket.writable) socket.write(text, 'latin1')
    },
    onLine: (listener) => void (hear = listener),
    onClose: (listener) => void socket.once('close', () => listener(reason)),
    close: () =>
      new Promise((done) => {
        reason = undefined
        if (socket.destroyed) return done()
        socket.once('close', () => done())
        socket.destroySoon()
      }),
    noise: lines.noise,
  }
}
