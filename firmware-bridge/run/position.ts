/** Where the head is, in the numbers a file would use: mm. */
export type Position = { x: number; y: number; z: number; e: number }

const number = String.raw`\s*(-?\d+(?:\.\d+)?)`
const report = new RegExp(String.raw`^(?:ok\s*)?(?:C:\s*)?X:${number}\s+Y:${number}\s+Z:${number}\s+E:${number}`)

/** The answer to M114: `X:1.00 Y:2.00 Z:3.00 E:4.00 Count …`; old firmwares put it behind an `ok C:`. */
export function readPosition(line: string): Position | undefined {
  const found = report.exec(line.trim())
  if (!found) return undefined
  const [x, y, z, e] = found.slice(1).map(Number) as [number, number, number, number]
  return { x, y, z, e }
}

/** Replies carry no checksum: a position counts once it has been said twice alike. */
export function saidTwice(positions: Position[]): Position | undefined {
  return positions.find((one, i) => positions.some((other, j) => j > i && isSame(one, other)))
}

const isSame = (a: Position, b: Position): boolean => a.x === b.x && a.y === b.y && a.z === b.z && a.e === b.e
