/** Marlin's MAX_CMD_SIZE is 96: beyond 95 bytes it drops the checksum and asks for the line for ever. */
export const longestFrame = 95

/** `N3 T0*57`: the number and XOR checksum let the firmware ask for a line again. Without end of line. */
export function frame(n: number, command: string): string {
  const number = `N${n} `
  return `${number}${command}*${(xor(number) ^ xor(command)) & 0xff}`
}

function xor(text: string): number {
  let checksum = 0
  for (let i = 0; i < text.length; i++) checksum ^= text.charCodeAt(i)
  return checksum
}

/** Sets the firmware's line counter to 0, in the form that Marlin, Prusa, Repetier and Smoothie all read alike. */
export const resetCounter = frame(0, 'M110 N0')

/**
 * A question that cannot do harm: a line numbered far beyond any other, so that firmware which checks the sequence
 * refuses it, and its `Resend: last+1` tells the last line that it accepted. Above 2^30 no job ever counts; modulo
 * 65536 (Repetier and 16-bit clones) it still stands a thousand lines ahead.
 */
export const probe = (sent: number): string => frame(2 ** 30 + ((sent + 1000) % 65536), 'M105')

/** A firmware's words made fit for a log or a screen: cut, control characters and bytes above 0x7e as \xNN. */
export function escaped(text: string): string {
  return text
    .slice(0, 300)
    .replace(/[^\x20-\x7e]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0').slice(-4)}`)
}
