import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { promisify } from 'node:util'

/** Where the virtual printer can be reached: a pseudo-terminal's path, or a TCP port on this machine. */
export type Line = {
  address: string
  send: (text: string) => void
  onBytes: (listener: (bytes: Uint8Array) => void) => void
  /** Leaves what the host writes where it is, so that the host comes to wait, and takes it up again. */
  pause: () => void
  resume: () => void
  close: () => Promise<void>
}

/** Nobody reads: then replies are dropped, as on a wire. */
const mostUnread = 64 * 1024

/** A real pseudo-terminal, raw, that may be opened and closed by one program after another. */
export async function openPty(): Promise<Line> {
  const pty = await import('@lydell/node-pty')
  const { open } = pty as unknown as { open: (options: { encoding: null }) => PtyPair }
  const terminal = open({ encoding: null })
  const path = terminal.ptsName
  // The slave stays open here, unread: the master would otherwise fail with EIO each time a program closes the port.
  const held = openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  terminal.slave.destroy()
  // The library reads from the start, and what nobody has asked for is gone.
  terminal.master.pause()
  await promisify(execFile)('stty', ['-F', path, 'raw', '-echo', '-hupcl'])
  const wire = createWire(terminal.master._handle.fd)
  return {
    address: path,
    send: wire.send,
    onBytes: (listener) => void terminal.master.on('data', listener).resume(),
    pause: () => void terminal.master.pause(),
    resume: () => void terminal.master.resume(),
    close: async () => {
      wire.close()
      closeSync(held)
      terminal.master.destroy()
    },
  }
}

/** What node-pty's `open` gives, which its types leave out. */
type PtyPair = { ptsName: string; master: Socket & { _handle: { fd: number } }; slave: Socket }

const againMs = 2

/**
 * Writes to the terminal's master without ever waiting for a reader. The stream of the library does wait: it tries again in
 * a closed loop while the terminal's buffer is full, and a printer that nobody listens to would take a whole core. All that is said
 * in one turn is one write.
 */
function createWire(fd: number): { send: (text: string) => void; close: () => void } {
  let said = ''
  let unread = Buffer.alloc(0)
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function flush(): void {
    timer = undefined
    if (closed) return
    unread = Buffer.concat([unread, Buffer.from(said, 'latin1')])
    said = ''
    try {
      while (unread.length > 0) unread = unread.subarray(writeSync(fd, unread))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      timer = setTimeout(flush, againMs)
    }
  }

  return {
    send: (text) => {
      if (unread.length + said.length > mostUnread) return
      if (said === '' && timer === undefined) queueMicrotask(flush)
      said += text
    },
    close: () => {
      closed = true
      clearTimeout(timer)
    },
  }
}

/** One host at a time, as on a cable; the printer lives on when it leaves. */
export async function openTcp(port: number): Promise<Line> {
  let host: Socket | undefined
  let hear: (bytes: Uint8Array) => void = () => {}
  const server = createServer((socket) => {
    if (host) return void socket.destroy()
    host = socket
    socket.setNoDelay(true)
    socket.on('data', (bytes) => hear(bytes))
    socket.on('error', () => {})
    socket.on('close', () => (host = undefined))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(port, '127.0.0.1', listening)
  })
  const address = server.address()
  return {
    address: String(typeof address === 'object' && address ? address.port : port),
    send: (text) => {
      if (host && host.writableLength < mostUnread) host.write(text, 'latin1')
    },
    onBytes: (listener) => void (hear = listener),
    pause: () => void host?.pause(),
    resume: () => void host?.resume(),
    close: () =>
      new Promise((closed) => {
        host?.destroy()
        server.close(() => closed())
      }),
  }
}
