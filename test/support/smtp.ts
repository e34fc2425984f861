import { createServer, type Server, type Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { onTestFinished } from 'vitest'
import type { TestLab } from './lab.ts'

/** A real mail server, which keeps what it was given. */
export async function mailServer(options: SMTPServerOptions = {}) {
  const received: { raw: string; to: string[] }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    ...options,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        received.push({
          raw: Buffer.concat(parts).toString(),
          to: session.envelope.rcptTo.map(({ address }) => address),
        })
        done()
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as { port: number }
  return {
    port,
    received,
    parsed: (): Promise<Email[]> => Promise.all(received.map(({ raw }) => PostalMime.parse(raw))),
  }
}

/** A server that does with each connection what it is told to, and need not be a mail server at all. */
export async function strangeServer(
  answer: (socket: Socket) => void,
): Promise<{ port: number; connections: () => number }> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    answer(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return { port: (server.address() as { port: number }).port, connections: () => connections }
}

/** Speaks the first words of SMTP, then does what it is told to at this command. */
export function upTo(command: string, then: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => {
    socket.write('220 mail.example ESMTP\r\n')
    socket.on('data', (bytes) => {
      const said = bytes.toString()
      if (said.startsWith(command) || (command === '.' && said.endsWith('\r\n.\r\n'))) return then(socket)
      if (said.startsWith('DATA')) socket.write('354 go on\r\n')
      else if (/^(EHLO|HELO|MAIL|RCPT|RSET)/.test(said)) socket.write('250 ok\r\n')
    })
  }
}

/** The lab gives its mail to this port from now on. */
export async function mailTo(lab: TestLab, port: number, more: Partial<{ user: string; password: string }> = {}) {
  await lab.db.deleteFrom('smtp').execute()
  await lab.db
    .insertInto('smtp')
    .values({
      labId: lab.labId,
      host: '127.0.0.1',
      port,
      security: 'none',
      user: null,
      password: null,
      fromAddress: 'labo@port.example',
      changedAt: lab.clock.now,
      ...more,
    })
    .execute()
}
