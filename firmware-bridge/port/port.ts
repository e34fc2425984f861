/** A printer seen as lines of text. The serial port, the TCP port and the tests' stand-ins all are one. */
export type Port = {
  /** The address a person would recognise, for sentences. */
  readonly name: string
  /** Bytes as they go on the wire, end of line included. Never throws: a dead port says so through `onClose`. */
  write(text: string): void
  /** One listener at a time hears whole lines: cut at 1024 bytes, without CR, NUL or end of line. */
  onLine(listener: (line: string) => void): void
  /** Called once, with the reason when nobody asked for it. */
  onClose(listener: (reason: string | undefined) => void): void
  close(): Promise<void>
  /** What came in that no firmware says; missing where nobody counts. */
  noise?: () => Noise
}

/** Counted since the port was opened: lines beyond 1024 bytes, and bytes that are neither text nor an end of line. */
export type Noise = { longLines: number; oddBytes: number }
