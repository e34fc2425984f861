/** What the words of things that are no 3D printers look like, and what to call them. */
const strangers: [RegExp, string][] = [
  // A laser or a mill needs a gate of its own and a person present: nothing more is written to it.
  [/^Grbl\b|^error:\d{1,3}$|^<(Idle|Run|Hold|Alarm)\b|^\[MSG:/, 'Grbl, a laser or a mill'],
  [/^HTTP\/\d/, 'a web server'],
  [/^(NO CARRIER|NO DIALTONE|RING|CONNECT \d+|AT[EZI&+].*)$/, 'a modem'],
  [/^SSH-\d/, 'a remote login server'],
  [/^(N0 M110 N0\*125|M115)$/, 'an echo of what is sent'],
]

/** Who says this line, when it is certainly no printer. */
export const strangerIn = (line: string): string | undefined =>
  strangers.find(([words]) => words.test(line.trim()))?.[1]
