import { features, type Feature } from '#backend/gcode/features.ts'
import type { LayerSegments } from '#backend/gcode/layers.ts'

export const schemes = ['feature', 'speed', 'temperature'] as const
export type Scheme = (typeof schemes)[number]

/** Told apart by brightness as well as by hue. */
export const featureColours: Record<Feature, string> = {
  'outer-wall': '#ff9d42',
  'inner-wall': '#ffe08a',
  infill: '#c0392b',
  solid: '#9b59d0',
  top: '#f4f1ea',
  bridge: '#3f7fe0',
  support: '#2fb37a',
  skirt: '#2b3440',
  other: '#8a8f98',
}

const bytesOf = (hex: string): [number, number, number] =>
  [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
const byPlace = features.map((feature) => bytesOf(featureColours[feature]))

/** Dark blue for the least, over green, to yellow for the most: as readable without colours. */
const ramp = ['#30206b', '#2a6fa8', '#27a884', '#8fd14a', '#fff04d'].map(bytesOf)

export const rampColour = (part: number): [number, number, number] => {
  const at = Math.min(1, Math.max(0, part)) * (ramp.length - 1)
  const low = Math.min(ramp.length - 2, Math.floor(at))
  return [0, 1, 2].map((i) => Math.round(ramp[low]![i]! + (ramp[low + 1]![i]! - ramp[low]![i]!) * (at - low))) as [
    number,
    number,
    number,
  ]
}

/** Red, green, blue of each segment; what is least and most in this layer where it is a matter of degree. */
export function coloursOf(layer: LayerSegments, scheme: Scheme): { colours: Uint8Array; from: number; to: number } {
  const colours = new Uint8Array(3 * layer.count)
  if (scheme === 'feature') {
    for (let i = 0; i < layer.count; i++) colours.set(byPlace[layer.feature[i]!] ?? byPlace[0]!, 3 * i)
    return { colours, from: 0, to: 0 }
  }
  const values = layer[scheme]
  let [from, to] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < from) from = value
    if (value > to) to = value
  }
  for (let i = 0; i < layer.count; i++)
    colours.set(rampColour(to > from ? (values[i]! - from) / (to - from) : 0.5), 3 * i)
  return { colours, from, to }
}

/** What is in this layer, in the order of the table. */
export const featuresIn = (layer: LayerSegments): Feature[] => {
  const seen = new Set(layer.feature)
  return features.filter((_, place) => seen.has(place))
}
