import type { Socket } from 'socket.io-client'
import type { ClientEvents, ServerEvents } from '#backend/events.ts'
import { connection } from './connection.svelte.ts'

type Live = Socket<ServerEvents, ClientEvents>
type Listener = { event: keyof ServerEvents; hear: (...args: never[]) => void }

const listeners = new Set<Listener>()
const snapshots = new Set<() => unknown>()
let opening: Promise<Live> | undefined

/** Hears an event of the server until the returned function is called. Made for `$effect(() => on(…))`. */
export function on<Event extends keyof ServerEvents>(event: Event, hear: ServerEvents[Event]): () => void {
  const listener: Listener = { event, hear }
  listeners.add(listener)
  void open()
  return () => void listeners.delete(listener)
}

/** Reads at once, and again at each (re)connection: what was said in between was not heard. */
export function onEachConnection(read: () => unknown): () => void {
  snapshots.add(read)
  read()
  void open()
  return () => void snapshots.delete(read)
}

/** Who hears what follows from the session: after signing in or out, or pairing, the connection is made anew. */
export async function reconnect(): Promise<void> {
  if (!opening) return
  const socket = await opening
  socket.disconnect()
  connection.closed()
  if (listeners.size) socket.connect()
}

function open(): Promise<Live> {
  opening ??= connect()
  return opening
}

// Imported on first use: the first page shows without it.
async function connect(): Promise<Live> {
  const { io } = await import('socket.io-client')
  const socket: Live = io({ path: '/live', transports: ['websocket', 'polling'], reconnectionDelayMax: 5_000 })
  socket.on('connect', () => {
    connection.gained()
    for (const read of snapshots) read()
  })
  socket.on('disconnect', () => connection.lost())
  // A connection that the server turned away is not tried again by the library: perhaps the session is only just there.
  socket.on('connect_error', () => void (socket.active || setTimeout(() => socket.connect(), 5_000)))
  socket.onAny((event: string, ...args: unknown[]) => {
    // The types of both sides come from one map: what is heard under a name is what that name carries.
    for (const listener of listeners) if (listener.event === event) listener.hear(...(args as never[]))
  })
  return socket
}
