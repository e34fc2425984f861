import { io, type Socket } from 'socket.io-client'
import { createDelivery } from './delivery.ts'
import type { LinkToken } from './link-token.ts'
import type { Log } from '../log.ts'
import type {
  BridgeEvent,
  BridgeToServer,
  Command,
  CommandAnswer,
  Hello,
  PortSeen,
  PrinterConfig,
  ServerToBridge,
  Telemetry,
  Welcome,
} from '../messages.ts'
import type { Outbox } from './outbox.ts'

export type LinkOptions = {
  server: string
  token: LinkToken
  outbox: Outbox
  hello: () => Hello
  /** `askedAt` and `answeredAt`: our monotonic clock around the server's answer. */
  welcomed: (welcome: Welcome, askedAt: number, answeredAt: number) => void
  printers: (printers: PrinterConfig[]) => void
  command: (command: Command) => CommandAnswer
  log: Log
}

export type Link = {
  /** Sends what the outbox has just been given. */
  send: () => void
  telemetry: (telemetry: Telemetry) => void
  ports: (ports: PortSeen[]) => void
  close: () => void
}

const ackWithinMs = 5000
/** The server's word for a token that it does not know. */
const unknownToken = 'unknown token'
/** A connection that is not made by then is tried anew: behind a dead network the first attempt would wait for ever. */
const connectWithinMs = 5000

/** The bridge's one way out: it dials, says hello, replays what was not acknowledged, and goes on. */
export function openLink(options: LinkOptions): Link {
  const { server, token, outbox, log } = options
  const socket: Socket<ServerToBridge, BridgeToServer> = io(new URL('/bridge', server).href, {
    path: '/live',
    auth: (show) => show({ token: token.current() }),
    transports: ['websocket'],
    reconnectionDelay: 250,
    reconnectionDelayMax: 2000,
    randomizationFactor: 0.5,
    timeout: connectWithinMs,
  })
  const delivery = createDelivery(outbox, give)
  let isWelcome = false
  let again: NodeJS.Timeout | undefined
  let lastTrouble = ''

  socket.on('connect', () => {
    lastTrouble = ''
    token.accepted()
    sayHello()
  })
  socket.on('disconnect', (reason) => {
    isWelcome = false
    log('link lost', { reason })
    // The server closed this connection itself: then the library does not come back by itself.
    if (!socket.active) retry()
  })
  socket.on('connect_error', (error) => {
    if (error.message !== lastTrouble) log('link not made', { server, trouble: error.message })
    lastTrouble = error.message
    if (error.message === unknownToken) token.refused()
    if (!socket.active) retry()
  })
  socket.on('printers', options.printers)
  socket.on('renew', (fresh: unknown, kept: unknown) => {
    if (typeof fresh !== 'string' || !/^[\w-]{16,200}$/.test(fresh) || typeof kept !== 'function') return
    try {
      kept(token.renew(fresh))
      log('token renewed')
    } catch (error) {
      log('the fresh token cannot be kept: the one before it stays', { trouble: (error as Error).message })
    }
  })
  socket.on('command', (command, answer) => {
    const given = options.command(command)
    log('command', { id: command.id, type: command.type, printer: command.printerId, answer: given })
    if (typeof answer === 'function') answer(given)
  })

  function sayHello(): void {
    const { id } = socket
    const askedAt = performance.now()
    socket.timeout(ackWithinMs).emit('hello', options.hello(), (error: Error | null, welcome?: Welcome) => {
      if (!socket.connected || socket.id !== id) return
      if (error || !welcome) return sayHello()
      isWelcome = true
      log('linked', { server, printers: welcome.printers.length })
      options.welcomed(welcome, askedAt, performance.now())
      delivery.begin()
    })
  }

  function give(event: BridgeEvent, done: (seq: number | undefined) => void): void {
    const { id } = socket
    socket.timeout(ackWithinMs).emit('event', event, (error: Error | null, seq?: number) => {
      if (isWelcome && socket.id === id) done(error ? undefined : seq)
    })
  }

  function retry(): void {
    clearTimeout(again)
    again = setTimeout(() => socket.connect(), 1000 + Math.random() * 1000)
  }

  return {
    send: () => {
      if (isWelcome) delivery.more()
    },
    ports: (ports) => {
      if (isWelcome) socket.emit('ports', ports)
    },
    telemetry: (telemetry) => {
      if (isWelcome) socket.volatile.emit('telemetry', telemetry)
    },
    close: () => {
      clearTimeout(again)
      socket.close()
    },
  }
}
