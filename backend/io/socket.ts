import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { Server } from 'socket.io'
import type { Audience, ClientEvents, ServerEvents } from '#backend/events.ts'
import type { App } from './app.ts'
import type { Caller } from './caller.ts'
import { isForeign } from './http.ts'

const rooms: { [A in Audience['to']]: (audience: Extract<Audience, { to: A }>) => string } = {
  lab: () => 'lab',
  members: () => 'members',
  member: ({ id }) => `member:${id}`,
  team: () => 'team',
}

/** Frequent news of which only the latest counts: dropped for a client that does not keep up. */
const isVolatile: Partial<Record<keyof ServerEvents, true>> = { 'printers:reported': true }

/** A connection that nothing comes through any more is noticed within twenty seconds, by both of its ends. */
const heartbeat = { pingInterval: 10_000, pingTimeout: 10_000 }

/** Tells every page what happened. The rooms follow from the session; a page asks for nothing. */
export function createSocket(identify: (request: IncomingMessage) => Promise<Caller>, beat = heartbeat) {
  const io = new Server<ClientEvents, ServerEvents>({
    path: '/live',
    ...beat,
    maxHttpBufferSize: 100_000,
    serveClient: false,
    allowRequest: (request, decide) => {
      const { origin, host } = request.headers
      const fetchSite = request.headers['sec-fetch-site']
      decide(null, !isForeign(origin, typeof fetchSite === 'string' ? fetchSite : undefined, host))
    },
  })

  io.use((socket, next) => {
    identify(socket.request).then(
      (caller) => {
        if (caller.kind !== 'member' && caller.kind !== 'screen') return next(new Error('auth.required'))
        void socket.join(roomsOf(caller))
        next()
      },
      () => next(new Error('internal')),
    )
  })

  const publish: App['publish'] = (event, audience, ...args) => {
    const to = io.to(rooms[audience.to](audience as never))
    ;(isVolatile[event] ? to.volatile : to).emit(event, ...args)
  }

  return {
    io,
    publish,
    disconnect: (room: string): void => {
      io.to(room).emit('session:ended')
      io.in(room).disconnectSockets(true)
    },
    attach: (http: HttpServer): void => void io.attach(http),
    close: async (): Promise<void> => {
      io.disconnectSockets(true)
      io.engine?.close()
    },
  }
}

function roomsOf(caller: Exclude<Caller, { kind: 'nobody' | 'bridge' }>): string[] {
  if (caller.kind === 'screen') return ['lab', `screen:${caller.id}`]
  const own = ['lab', 'members', `member:${caller.id}`, `session:${caller.sessionHash}`]
  return caller.role === 'visitor' || caller.role === 'member' ? own : [...own, 'team']
}
