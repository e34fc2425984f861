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
}

/** A port that could not be opened: `sentence` names the port and says what to do. */
export class PortRefused extends Error {
  override name = 'PortRefused'
}
