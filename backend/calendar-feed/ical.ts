/** An event as a calendar program reads it. Instants in epoch ms. */
export type CalendarEvent = {
  /** Stays the same when the event moves: the program moves it too. */
  uid: string
  start: number
  end: number
  title: string
  place: string
  /** Grows with each change. */
  sequence: number
  changedAt: number
  /** `tentative` waits for somebody’s yes. */
  status: 'tentative' | 'confirmed' | 'cancelled'
}

/** RFC 5545, 3.3.11: what would end a value, or begin another line, is escaped; control characters do not belong in one. */
const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n?|\n/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, ' ')

/** RFC 5545, 3.3.5: UTC, to the second. */
const utc = (instant: number): string => `${new Date(instant).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`

/** RFC 5545, 3.1: no line is longer than 75 octets, and none breaks within a letter. */
export function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let octets = 0
  for (const letter of line) {
    const size = Buffer.byteLength(letter)
    if (octets + size > (lines.length === 0 ? 75 : 74)) {
      lines.push(current)
      current = ''
      octets = 0
    }
    current += letter
    octets += size
  }
  lines.push(current)
  return lines.join('\r\n ')
}

/** A whole calendar, text/calendar. */
export function calendarText(name: string, events: CalendarEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Établi//Bookings//FR',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT15M',
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${escaped(event.uid)}`,
      `DTSTAMP:${utc(event.changedAt)}`,
      `LAST-MODIFIED:${utc(event.changedAt)}`,
      `SEQUENCE:${event.sequence}`,
      `DTSTART:${utc(event.start)}`,
      `DTEND:${utc(event.end)}`,
      `SUMMARY:${escaped(event.title)}`,
      ...(event.place ? [`LOCATION:${escaped(event.place)}`] : []),
      `STATUS:${event.status.toUpperCase()}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
