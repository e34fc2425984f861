import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A panel at a path: each line is pressed, each answer is a line. The path is a socket, for this machine's programs only. */
export async function openPanel(path: string, press: (text: string) => Promise<string>): Promise<() => void> {
  const hands = new Set<Socket>()
  const server = createServer((socket) => {
    hands.add(socket)
    socket.on('close', () => hands.delete(socket))
    socket.on('error', () => {})
    // What goes wrong with a stream goes wrong with its reader as well.
    createInterface(socket)
      .on('error', () => {})
      .on('line', (text) => {
        void press(text).then((answer) => socket.writable && socket.write(`${answer}\n`))
      })
  })
  // One of a printer that was killed is in the way.
  rmSync(path, { force: true })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(path, listening)
  })
  return () => {
    server.close()
    for (const socket of hands) socket.destroy()
    rmSync(path, { force: true })
  }
}

/** Presses from another program; the answer. */
export function pressAt(path: string, text: string): Promise<string> {
  return new Promise((answer, failed) => {
    const socket = connect(path, () => {
      createInterface(socket)
        .on('error', failed)
        .once('line', (said) => {
          socket.destroy()
          answer(said)
        })
      socket.write(`${text}\n`)
    })
    socket.once('error', failed)
  })
}
