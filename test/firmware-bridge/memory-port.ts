import type { Port } from '#firmware-bridge/port/port.ts'

/** A port whose other end is in this process: `write` goes to `hear`, and what is said comes in a turn later, in order. */
export function createMemoryPort(
  hear: (text: string) => void,
): Port & { say: (line: string) => void; unplug: () => void } {
  let listener: (line: string) => void = () => {}
  let closed: (reason: string | undefined) => void = () => {}
  return {
    name: 'memory',
    write: (text) => void setImmediate(hear, text),
    say: (line) => void setImmediate(() => listener(line)),
    onLine: (given) => void (listener = given),
    onClose: (given) => void (closed = given),
    unplug: () => closed('unplugged'),
    close: async () => {},
  }
}
