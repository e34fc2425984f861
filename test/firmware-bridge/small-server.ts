import { createHash } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server, type Socket } from 'socket.io'
import type {
  BridgeEvent,
  BridgeToServer,
  Command,
  CommandAnswer,
  Hello,
  PrinterConfig,
  RunOrder,
  ServerToBridge,
  Telemetry,
} from '#firmware-bridge/messages.ts'

/** A backend reduced to its link: real HTTP and socket.io, keeps what the bridge says. */
export type SmallServer = {
  url: string
  hellos: Hello[]
  /** Every event that arrived, doubles included. */
  events: BridgeEvent[]
  telemetry: Telemetry[]
  printers: PrinterConfig[]
  epoch: number
  /** Events are heard and not acknowledged while this is false. */
  acknowledges: boolean
  command: (command: Partial<Command> & Pick<Command, 'type'>) => Promise<CommandAnswer>
  order: (runId: string, attempt: number, gcode: Uint8Array) => RunOrder
  serve: (bytes: Uint8Array) => string
  cut: () => void
  /** Refuses connections until `reopen`. */
  shut: () => void
  reopen: () => void
  close: () => Promise<void>
}

export const token = 'a-token-for-tests'
export const limits = { bedX: 200, bedY: 200, bedZ: 200, maxNozzle: 260, maxBed: 110, maxFeed: 300 }

export async function startSmallServer(): Promise<SmallServer> {
  const files = new Map<string, Uint8Array>()
  const http: HttpServer = createServer((request, response) => {
    const bytes = files.get(request.url ?? '')
    if (request.headers.authorization !== `Bearer ${token}` || !bytes) return void response.writeHead(404).end()
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
  })
  const io = new Server<BridgeToServer, ServerToBridge>(http, { path: '/live' })
  const space = io.of('/bridge')
  let isShut = false
  let bridge: Socket<BridgeToServer, ServerToBridge> | undefined
  let commands = 0

  space.use((socket, next) => {
    if (isShut) return next(new Error('shut'))
    const given = (socket.handshake.auth as { token?: string }).token
    next(given === token ? undefined : new Error('unknown token'))
  })
  space.on('connection', (socket) => {
    socket.on('hello', (hello, welcome) => {
      server.hellos.push(hello)
      bridge = socket
      welcome({ serverNow: Date.now(), epoch: server.epoch, printers: server.printers })
    })
    socket.on('event', (event, acked) => {
      server.events.push(event)
      if (server.acknowledges) acked(event.seq)
    })
    socket.on('telemetry', (telemetry) => void server.telemetry.push(telemetry))
    socket.on('disconnect', () => {
      if (bridge === socket) bridge = undefined
    })
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))

  const server: SmallServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    hellos: [],
    events: [],
    telemetry: [],
    printers: [],
    epoch: 1,
    acknowledges: true,
    async command(part) {
      const command: Command = {
        id: `command-${++commands}`,
        printerId: 'one',
        epoch: server.epoch,
        issuedAt: Date.now(),
        ...part,
      }
      return (await bridge!.timeout(5000).emitWithAck('command', command)) as CommandAnswer
    },
    order: (runId, attempt, gcode) => ({
      runId,
      printerId: 'one',
      attempt,
      gcodeSha256: createHash('sha256').update(gcode).digest('hex'),
      gcodeBytes: gcode.length,
      gcodeUrl: server.serve(gcode),
    }),
    serve(bytes) {
      const path = `/api/bridge/files/${createHash('sha256').update(bytes).digest('hex')}`
      files.set(path, bytes)
      return path
    },
    cut: () => bridge?.conn.close(),
    shut: () => {
      isShut = true
      bridge?.conn.close()
    },
    reopen: () => void (isShut = false),
    close: () => new Promise((closed) => void io.close(() => closed())),
  }
  return server
}
