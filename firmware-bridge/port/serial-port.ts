import { closeSync, constants, openSync, realpathSync, statSync } from 'node:fs'
import { ReadStream } from 'node:tty'
import { SerialPort } from 'serialport'
import { createLineReader } from './line-reader.ts'
import { keepDtrAtClose, keepOthersOut } from './hold.ts'
import { holderOf, nameOf, takePortLock } from './lock.ts'
import type { Port } from './port.ts'
import { PortRefused } from './trouble.ts'
import { createTtyWriter, hungUp } from './tty-writer.ts'

/**
 * A serial port, or a pseudo-terminal. `serialport` opens it, sets the speed and holds its lock; the bytes go through a second
 * descriptor that Node's own terminal stream reads, at a quarter of the processor time. A second one, because that
 * stream opens the terminal anew and lets go of the descriptor it was given, and a lock with it.
 */
export async function openSerialPort(
  path: string,
  baudRate: number,
  onBytes?: (bytes: Uint8Array) => void,
): Promise<Port> {
  const held = await hold(path, baudRate)
  let fd: number
  let reader: ReadStream
  let hearLine: (line: string) => void = () => {}
  const lines = createLineReader((line) => hearLine(line))
  const hear = (bytes: Uint8Array): void => {
    onBytes?.(bytes)
    lines.take(bytes)
  }
  try {
    // The device that is held, whatever its name has come to mean since.
    const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
    fd = openSync(process.platform === 'linux' ? `/proc/self/fd/${held.fd}` : path, flags)
    reader = new ReadStream(fd, intoOneBuffer(hear))
  } catch (error) {
    await held.close()
    throw refusal(path, error)
  }
  // Only now: the kernel refuses further openings, ours too.
  if (!isPty(held.device)) await keepOthersOut(held.fd)

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
    noise: lines.noise,
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

const isPty = (device: string): boolean => device.startsWith('/dev/pts/')

type Held = { fd: number; device: string; close: () => Promise<void> }

async function hold(path: string, baudRate: number): Promise<Held> {
  const device = deviceOf(path)
  const lock = takePortLock(device)
  if ('holder' in lock) throw new PortRefused('port-busy', path, nameOf(lock.holder))
  try {
    const opened = await SerialPort.binding.open({ path, baudRate, hupcl: false, lock: true })
    const { fd } = opened as unknown as { fd: number }
    await keepDtrAtClose(fd)
    // A program that changes one setting may not know a speed that is not in its table, such as 250000.
    if ((await opened.getBaudRate()).baudRate !== baudRate) await opened.update({ baudRate })
    // Adapters hold bytes back for 16 ms otherwise; a pseudo-terminal has nothing to set.
    if (!isPty(device)) await opened.set(lowLatency).catch(() => {})
    return { fd, device, close: () => opened.close().finally(lock.release) }
  } catch (error) {
    lock.release()
    throw refusal(path, error, isPty(device) ? undefined : holderOf(device))
  }
}

/** Setting one of these sets them all: DTR and RTS stay as opening has raised them. */
const lowLatency = { brk: false, cts: false, dsr: false, dtr: true, rts: true, lowLatency: true }

/** Where the path leads, if that can be a serial port at all. */
function deviceOf(path: string): string {
  try {
    const found = statSync(path)
    if (!found.isCharacterDevice())
      throw new PortRefused('not-a-port', path, found.isDirectory() ? 'a folder' : 'a file')
    return realpathSync(path)
  } catch (error) {
    throw error instanceof PortRefused ? error : refusal(path, error)
  }
}

function refusal(path: string, error: unknown, holder?: string): PortRefused {
  const { message } = error as Error
  if (/no such (file|device)|ENOENT|ENXIO|ENODEV/i.test(message)) return new PortRefused('no-such-port', path)
  if (/cannot lock|busy|EBUSY|resource temporarily/i.test(message)) return new PortRefused('port-busy', path, holder)
  if (/permission|EACCES/i.test(message)) return new PortRefused('port-forbidden', path)
  if (/inappropriate ioctl/i.test(message)) return new PortRefused('not-a-port', path, 'a device of another kind')
  return new PortRefused('not-a-port', path, message)
}
