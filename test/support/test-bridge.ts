import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { onTestFinished } from 'vitest'
import type { TestLab } from './lab.ts'

/** The lab on a real port of this machine. Ends with the test. */
export async function listen(lab: TestLab): Promise<string> {
  const http: Server = createServer(lab.server)
  lab.socket.attach(http)
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    http.close()
    http.closeAllConnections()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

/** A bridge's end of the link, made by hand: what it says is up to the test. Undefined when its token is refused. */
export async function dial(url: string, token: string): Promise<Socket | undefined> {
  const link = io(`${url}/bridge`, {
    path: '/live',
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  })
  onTestFinished(() => void link.close())
  return new Promise((resolve) => {
    link.on('connect', () => resolve(link))
    link.on('connect_error', () => resolve(undefined))
  })
}

export const greet = (link: Socket, printers: object[]) =>
  link.timeout(1000).emitWithAck('hello', { bridgeId: 'local', journal: 'one', printers })
