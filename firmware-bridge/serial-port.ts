import { SerialPort } from 'serialport'
import { createLineReader } from './line-reader.ts'
import { PortRefused, type Port } from './port.ts'

/**
 * `hupcl: false`: closing does not drop DTR, so that opening again does not reset the board; `lock`: no second program.
 * Works on a pseudo-terminal too, which refuses some of what a UART understands.
 */
export async function openSerialPort(path: string, baudRate: number): Promise<Port> {
  const serial = new SerialPort({ path, baudRate, hupcl: false, lock: true, autoOpen: false, highWaterMark: 64 * 1024 })
  await new Promise<void>((opened, failed) => {
    serial.open((error) => (error ? failed(new PortRefused(sentenceFor(path, error.message))) : opened()))
  })
  // Adapters hold bytes back for 16 ms otherwise; a pseudo-terminal has nothing to set.
  serial.set({ lowLatency: true } as Parameters<typeof serial.set>[0], () => {})

  let hear: (line: string) => void = () => {}
  let closed: (reason: string | undefined) => void = () => {}
  let asked = false
  serial.on(
    'data',
    createLineReader((line) => hear(line)),
  )
  serial.on('error', (error) => (asked ? undefined : closed(error.message)))
  serial.on('close', (error: Error | null | undefined) => closed(asked ? undefined : (error?.message ?? 'closed')))

  return {
    name: path,
    write: (text) => {
      if (serial.isOpen) serial.write(text, 'latin1')
    },
    onLine: (listener) => void (hear = listener),
    onClose: (listener) => void (closed = once(listener)),
    close: () =>
      new Promise((done) => {
        asked = true
        if (!serial.isOpen) return done()
        serial.close(() => done())
      }),
  }
}

function once(listener: (reason: string | undefined) => void): (reason: string | undefined) => void {
  let told = false
  return (reason) => {
    if (!told) listener(reason)
    told = true
  }
}

function sentenceFor(path: string, message: string): string {
  if (/no such file|ENOENT/i.test(message))
    return `${path}: there is no such port. Is the printer plugged in and switched on? "ls /dev/serial/by-id" lists the ports.`
  if (/cannot lock|busy|EBUSY|resource temporarily/i.test(message))
    return `${path}: another program uses this port. Close it (Pronterface, OctoPrint, Cura, another bridge), then try again.`
  if (/permission|EACCES/i.test(message))
    return `${path}: not allowed to open this port. Add yourself to the "dialout" group, then log in again.`
  return `${path}: cannot be opened as a serial port (${message}). Check the path.`
}
