import { closeSync, constants, openSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { SerialPort } from 'serialport'
import { createLineReader } from './line-reader.ts'
import { keepDtrAtClose, keepOthersOut } from './port-hold.ts'
import { PortRefused, type Port } from './port.ts'
import { createTtyWriter, hungUp } from './tty-writer.ts'

/**
 * A serial port, or a pseudo-terminal. `serialport` opens it, sets the speed and holds its lock; the bytes go through a second
 * descriptor that Node's own terminal stream reads, at a quarter of the processor time. A second one, because that
 * stream opens the terminal anew and lets go of the descriptor it was given, and a lock with it.
 */
export async function openSerialPort(path: string, baudRate: number): Promise<Port> {
  const held = await hold(path, baudRate)
  let fd: number
  let reader: ReadStream
  let hearLine: (line: string) => void = () => {}
  const hear = createLineReader((line) => hearLine(line))
  try {
    // The device that is held, whatever its name has come to mean since.
    const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
    fd = openSync(process.platform === 'linux' ? `/proc/self/fd/${held.fd}` : path, flags)
    reader = new ReadStream(fd, intoOneBuffer(hear))
  } catch (error) {
    await held.close()
    throw new PortRefused(sentenceFor(path, (error as Error).message))
  }
  // Only now: the kernel refuses further openings, ours too.
  if (!isPty(path)) await keepOthersOut(held.fd)

  let listener: ((reason: string | undefined) => void) | undefined
  let over: { reason: string | undefined } | undefined
  const end = (reason: string | undefined): void => {
    if (over) return
    over = { reason }
    writer.stop()
    reader.destroy()
    listener?.(reason)
  }
  const writer = createTtyWriter(fd, end)
  reader.resume()
  reader.on('error', (error: NodeJS.ErrnoException) => end(hungUp.has(error.code ?? '') ? 'unplugged' : error.message))
  reader.on('end', () => end('unplugged'))
  reader.on('close', () => end('unplugged'))

  let closing: Promise<void> | undefined
  return {
    name: path,
    write: writer.write,
    onLine: (given) => void (hearLine = given),
    onClose: (given) => {
      listener = given
      if (over) queueMicrotask(() => given(over!.reason))
    },
    close: () => (closing ??= close()),
  }

  async function close(): Promise<void> {
    if (!over) await writer.drain()
    end(undefined)
    // From here on the number may be another file's: nothing of ours knows it any more.
    closeSync(fd)
    // The last to close waits for the kernel to send what it holds: not in this thread.
    await held.close()
  }
}

/**
 * Read into the same memory each time: Node otherwise takes 64 kB for every few bytes that come in, which costs more than
 * everything that is done with them. The types know this option of sockets only.
 */
function intoOneBuffer(hear: (bytes: Uint8Array) => void): ConstructorParameters<typeof ReadStream>[1] {
  const buffer = Buffer.alloc(16 * 1024)
  const callback = (length: number): boolean => {
    hear(buffer.subarray(0, length))
    return true
  }
  return { onread: { buffer, callback } } as object
}

const isPty = (path: string): boolean => path.startsWith('/dev/pts/')

type Held = { fd: number; close: () => Promise<void> }

async function hold(path: string, baudRate: number): Promise<Held> {
  try {
    const opened = await SerialPort.binding.open({ path, baudRate, hupcl: false, lock: true })
    const { fd } = opened as unknown as { fd: number }
    await keepDtrAtClose(fd)
    // A program that changes one setting may not know a speed that is not in its table, such as 250000.
    if ((await opened.getBaudRate()).baudRate !== baudRate) await opened.update({ baudRate })
    // Adapters hold bytes back for 16 ms otherwise; a pseudo-terminal has nothing to set.
    if (!isPty(path)) await opened.set(lowLatency).catch(() => {})
    return { fd, close: () => opened.close() }
  } catch (error) {
    throw new PortRefused(sentenceFor(path, (error as Error).message))
  }
}

/** Setting one of these sets them all: DTR and RTS stay as opening has raised them. */
const lowLatency = { brk: false, cts: false, dsr: false, dtr: true, rts: true, lowLatency: true }

function sentenceFor(path: string, message: string): string {
  if (/no such file|ENOENT/i.test(message))
    return `${path}: there is no such port. Is the printer plugged in and switched on? "ls /dev/serial/by-id" lists the ports.`
  if (/cannot lock|busy|EBUSY|resource temporarily/i.test(message))
    return `${path}: another program uses this port. Close it (Pronterface, OctoPrint, Cura, another bridge), then try again.`
  if (/permission|EACCES/i.test(message))
    return `${path}: not allowed to open this port. Add yourself to the "dialout" group, then log in again.`
  return `${path}: cannot be opened as a serial port (${message}). Check the path.`
}
