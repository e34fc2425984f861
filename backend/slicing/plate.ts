type Bed = { bedX: number; bedY: number; bedZ: number }
type Size = readonly [width: number, depth: number, height: number]

/** Room that parts leave on each side of the bed, for the skirt and for the purge line along the front. mm. */
const bedRoom = 5
/** Between two copies. mm. */
const gap = 6

/** Where the copies stand: their middles seen from the bed's (mm), each turned by a quarter where only so they fit. */
export type Plate = { quarter: boolean; places: { x: number; y: number }[] }

/** Copies of one part side by side on the bed, as square as they go; undefined where they do not fit. */
export function plateOf(size: Size, copies: number, bed: Bed): Plate | undefined {
  return inRows(size, copies, bed, false) ?? inRows([size[1], size[0], size[2]], copies, bed, true)
}

function inRows(
  [width, depth, height]: Size,
  copies: number,
  { bedX, bedY, bedZ }: Bed,
  quarter: boolean,
): Plate | undefined {
  if (height > bedZ) return undefined
  const columnsThatFit = howMany(width, bedX)
  const rowsThatFit = howMany(depth, bedY)
  if (columnsThatFit * rowsThatFit < copies) return undefined
  let best: { columns: number; rows: number; longest: number } | undefined
  for (let columns = 1; columns <= Math.min(columnsThatFit, copies); columns++) {
    const rows = Math.ceil(copies / columns)
    if (rows > rowsThatFit) continue
    const longest = Math.max(columns * (width + gap), rows * (depth + gap))
    if (!best || longest < best.longest) best = { columns, rows, longest }
  }
  const { columns, rows } = best!
  const places = Array.from({ length: copies }, (_, i) => ({
    x: ((i % columns) - (columns - 1) / 2) * (width + gap),
    y: (Math.floor(i / columns) - (rows - 1) / 2) * (depth + gap),
  }))
  return { quarter, places }
}

const howMany = (side: number, bedSide: number): number =>
  Math.max(0, Math.floor((bedSide - 2 * bedRoom + gap + 1e-6) / (side + gap)))

/** How many copies fit at most. */
export function copiesThatFit(size: Size, bed: Bed): number {
  if (size[2] > bed.bedZ) return 0
  const [width, depth] = size
  return Math.max(
    howMany(width, bed.bedX) * howMany(depth, bed.bedY),
    howMany(depth, bed.bedX) * howMany(width, bed.bedY),
  )
}

/** The factor by which one part may grow, or must shrink, to just fit. */
export function largestScale([width, depth, height]: Size, { bedX, bedY, bedZ }: Bed): number {
  const [x, y] = [bedX - 2 * bedRoom, bedY - 2 * bedRoom]
  return Math.max(Math.min(x / width, y / depth, bedZ / height), Math.min(x / depth, y / width, bedZ / height))
}
