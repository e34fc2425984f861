import type { Server } from 'socket.io'
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
} from '#firmware-bridge/messages.ts'
import { bridgeEvent, hello, portsSeen, telemetry } from '#backend/bridge/words.ts'
import type { Log } from './log.ts'

type BridgeIdentity = { id: string; labId: string }

/** What the feature that owns the printers does with what the bridges say. */
export type BridgeListener = {
  hello: (bridge: BridgeIdentity, hello: Hello) => Promise<Welcome>
  /** Resolves once the event is in the database: only then is it acknowledged. */
  event: (bridge: BridgeIdentity, event: BridgeEvent) => Promise<void>
  telemetry: (bridge: BridgeIdentity, telemetry: Telemetry) => void
  /** It has been told what it needs to know: the moment for a fresh token. */
  welcomed: (bridge: BridgeIdentity) => Promise<void>
  lost: (bridge: BridgeIdentity) => void
}

export type Bridges = {
  isConnected: (bridgeId: string) => boolean
  /** Never queued: `offline` when the bridge is away, `silent` when it has not answered in time. */
  command: (bridgeId: string, command: Command) => Promise<CommandAnswer | 'offline' | 'silent'>
  sendPrinters: (bridgeId: string, printers: PrinterConfig[]) => void
  /** Gives a fresh token. Resolves with what the bridge says back once it is on its disk. */
  renew: (bridgeId: string, token: string) => Promise<unknown>
  /** Its right is gone: every connection of it ends. */
  disconnect: (bridgeId: string) => void
  /** The serial ports that this bridge sees now; none when it is away. */
  ports: (bridgeId: string) => PortSeen[]
}

const answerWithinMs = 5_000

/** The bridges' side of the socket server: namespace `/bridge`, its own token, commands out, events in. */
export function createBridges(
  io: Server,
  authenticate: (token: string) => Promise<BridgeIdentity | undefined>,
  listener: () => BridgeListener,
  log: Log,
): Bridges {
  const connected = new Map<
    string,
    { id: string; send: ReturnType<typeof sender>; owns: Set<string>; ports: PortSeen[] }
  >()
  const space = io.of('/bridge') as unknown as ReturnType<Server<BridgeToServer, ServerToBridge>['of']>

  space.use((socket, next) => {
    const { token } = socket.handshake.auth as { token?: unknown }
    authenticate(typeof token === 'string' ? token : '').then(
      (bridge) => {
        if (!bridge) return next(new Error('unknown token'))
        socket.data = bridge
        next()
      },
      () => next(new Error('internal')),
    )
  })

  space.on('connection', (socket) => {
    const bridge = socket.data as BridgeIdentity
    void socket.join(bridge.id)
    const failed = (what: string) => (error: unknown) =>
      log.error({ err: error, bridge: bridge.id }, `a bridge’s ${what} failed`)

    const onHello = async (said: unknown, welcome: (answer: Welcome) => void): Promise<void> => {
      const greeting = hello.parse(said)
      const answer = await listener().hello(bridge, greeting)
      // The line was cut meanwhile: a bridge that is not there must not look as if it were.
      if (!socket.connected) return void (connected.has(bridge.id) || listener().lost(bridge))
      connected.set(bridge.id, {
        id: socket.id,
        send: sender(socket),
        owns: ownedBy(answer.printers),
        ports: greeting.ports ?? [],
      })
      welcome(answer)
      await listener().welcomed(bridge)
    }
    socket.on('hello', (said, welcome) => void onHello(said, welcome).catch(failed('hello')))

    // One after the other: an event may rest on the one before it. One that could not be written is not overtaken: it is sent
    // again, as are those behind it. One without sense is never better: it is acknowledged, so that it holds nothing up.
    let queue = Promise.resolve()
    const unwritten = new Set<number>()
    const onEvent = async (said: unknown, acked: (seq: number) => void): Promise<void> => {
      const { success, data: event, error } = bridgeEvent.safeParse(said)
      if (!success) {
        failed('event')(error)
        const seq = (said as { seq?: unknown } | null | undefined)?.seq
        return void (typeof seq === 'number' && acked(seq))
      }
      if ([...unwritten].some((seq) => seq < event.seq)) return
      unwritten.add(event.seq)
      await listener().event(bridge, event)
      unwritten.delete(event.seq)
      acked(event.seq)
    }
    socket.on('event', (said, acked) => void (queue = queue.then(() => onEvent(said, acked)).catch(failed('event'))))

    socket.on('telemetry', (said) => {
      const link = connected.get(bridge.id)
      const { data } = telemetry.safeParse(said)
      if (data && link?.id === socket.id && link.owns.has(data.printerId)) listener().telemetry(bridge, data)
    })
    socket.on('ports', (said) => {
      const link = connected.get(bridge.id)
      const { data } = portsSeen.safeParse(said)
      if (data && link?.id === socket.id) link.ports = data
    })
    socket.on('disconnect', () => {
      if (connected.get(bridge.id)?.id !== socket.id) return // a newer connection has taken over
      connected.delete(bridge.id)
      listener().lost(bridge)
    })
  })

  return {
    isConnected: (bridgeId) => connected.has(bridgeId),
    ports: (bridgeId) => connected.get(bridgeId)?.ports ?? [],
    command: async (bridgeId, command) => (await connected.get(bridgeId)?.send.command(command)) ?? 'offline',
    sendPrinters: (bridgeId, printers) => {
      const link = connected.get(bridgeId)
      if (!link) return
      link.owns = ownedBy(printers)
      link.send.printers(printers)
    },
    renew: async (bridgeId, token) => connected.get(bridgeId)?.send.renew(token),
    disconnect: (bridgeId) => space.in(bridgeId).disconnectSockets(true),
  }
}

const ownedBy = (printers: PrinterConfig[]): Set<string> => new Set(printers.map(({ id }) => id))

type BridgeSocket = {
  timeout: (ms: number) => {
    emitWithAck: {
      (event: 'command', command: Command): Promise<CommandAnswer>
      (event: 'renew', token: string): Promise<unknown>
    }
  }
  emit: (event: 'printers', printers: PrinterConfig[]) => unknown
}

function sender(socket: unknown) {
  const bridge = socket as BridgeSocket
  return {
    command: (command: Command): Promise<CommandAnswer | 'silent'> =>
      bridge
        .timeout(answerWithinMs)
        .emitWithAck('command', command)
        .catch(() => 'silent' as const),
    renew: (token: string): Promise<unknown> =>
      bridge
        .timeout(answerWithinMs)
        .emitWithAck('renew', token)
        .catch(() => undefined),
    printers: (printers: PrinterConfig[]): void => void bridge.emit('printers', printers),
  }
}
