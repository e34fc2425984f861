import { numberIn, type SliceValues } from '#backend/slicing-profile/values.ts'

/** A model as it lies: mm³, mm², mm. `flat` is what of the surface faces up or down. */
export type Solid = { volume: number; surface: number; flat: number; height: number; copies: number }
export type Cost = { seconds: number; grams: number }
export type Range = { from: number; to: number }

/**
 * How long a print takes and what it weighs, from its geometry alone: walls along what stands, skins on what lies, sparse
 * infill inside, laid at the speeds of the profile. The factors were fitted to 88 slicings of three models in four qualities,
 * two positions and three sizes (root mean square 13 % of the time, 12 % of the grams); `calibrated` learns what is left.
 */
export function roughCost({ volume, surface, flat, height, copies }: Solid, values: EstimateValues): Cost {
  const of = (key: EstimateKey): number => numberIn(values[key]) ?? 0
  const layer = of('layer_height')
  const width = of('nozzle_diameter') * 1.125
  const perimeters = of('perimeters')
  const standing = surface - flat
  const walls = 1.47 * standing * perimeters * width
  const skins = (flat * layer * (of('top_solid_layers') + of('bottom_solid_layers'))) / 2
  const shell = atMost(volume, walls + skins)
  const wallShare = walls / (walls + skins || 1)
  const infill = (0.54 * (volume - shell) * of('fill_density')) / 100
  const bead = width * layer
  const lines =
    (shell * wallShare) / wallSpeed(values) + (shell * (1 - wallShare) + infill) / (of('infill_speed') || 40)
  // Contours have corners: 0.02 s for each millimetre of them.
  const each = (1.07 * lines) / bead + (0.02 * standing) / layer
  return {
    seconds: copies * each + (4.4 * height) / layer + 50,
    grams: ((shell + infill) * copies * of('filament_density')) / 1000,
  }
}

/** The shell of a thin part is all of it: it nears the volume, and never passes it. */
const atMost = (volume: number, shell: number): number =>
  shell === 0 ? 0 : (volume * shell) / Math.cbrt(volume ** 3 + shell ** 3)

type EstimateKey =
  | 'layer_height'
  | 'nozzle_diameter'
  | 'perimeters'
  | 'top_solid_layers'
  | 'bottom_solid_layers'
  | 'fill_density'
  | 'filament_density'
  | 'infill_speed'
  | 'external_perimeter_speed'
  | 'perimeter_speed'
type EstimateValues = Required<Pick<SliceValues, EstimateKey>>

/** One wall is seen from outside. A percentage is one of the other walls' speed. */
function wallSpeed(values: EstimateValues): number {
  const count = Math.max(1, numberIn(values.perimeters) ?? 1)
  const inner = numberIn(values.perimeter_speed) || 40
  const written = numberIn(values.external_perimeter_speed) || inner
  const outer = values.external_perimeter_speed.endsWith('%') ? (inner * written) / 100 : written
  return count / (1 / outer + (count - 1) / inner)
}

/** What the slicer found divided by what was estimated, for one thing that was sliced. */
export type Ratio = { seconds: number; grams: number }

/** A range in which nine of ten prints of this profile would have been; wide while there were few. */
export function calibrated(rough: Cost, ratios: readonly Ratio[]): { seconds: Range; grams: Range } {
  return {
    seconds: within(
      rough.seconds,
      ratios.map(({ seconds }) => seconds),
    ),
    grams: within(
      rough.grams,
      ratios.map(({ grams }) => grams),
    ),
  }
}

/** Without history: what was off by more than this was one in ten of those that were fitted to. */
const imagined = [0.82, 1, 1.22]

function within(rough: number, ratios: readonly number[]): Range {
  const sorted = [...ratios, ...(ratios.length < 8 ? imagined : [])].toSorted((a, b) => a - b)
  const at = (part: number): number => {
    const place = part * (sorted.length - 1)
    const low = Math.floor(place)
    return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (place - low)
  }
  return { from: rough * at(0.05), to: rough * at(0.95) }
}
