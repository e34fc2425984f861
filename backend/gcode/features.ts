/**
 * What a line is for, as slicers say it in comments: `;TYPE:External perimeter` (PrusaSlicer, OrcaSlicer), `;TYPE:WALL-OUTER`
 * (Cura, ideaMaker), `; FEATURE: Outer wall` (Bambu Studio), `; feature outer perimeter` (Simplify3D).
 */
export const features = [
  'other',
  'outer-wall',
  'inner-wall',
  'infill',
  'solid',
  'top',
  'bridge',
  'support',
  'skirt',
] as const
export type Feature = (typeof features)[number]

/** Looked for in this order in what the slicer says, in lower case: « internal solid infill » is solid before it is infill. */
const words: readonly (readonly [string, Feature])[] = [
  ['support', 'support'],
  ['skirt', 'skirt'],
  ['brim', 'skirt'],
  ['prime', 'skirt'],
  ['wipe tower', 'skirt'],
  ['bridge', 'bridge'],
  ['overhang', 'bridge'],
  ['top', 'top'],
  ['ironing', 'top'],
  ['external', 'outer-wall'],
  ['outer', 'outer-wall'],
  ['inner', 'inner-wall'],
  ['perimeter', 'inner-wall'],
  ['gap', 'inner-wall'],
  ['wall', 'inner-wall'],
  ['solid', 'solid'],
  ['bottom', 'solid'],
  ['skin', 'solid'],
  ['fill', 'infill'],
]

const decoder = new TextDecoder('latin1')
const beginnings = ['TYPE:', ' FEATURE:', ' feature '].map((text) => [...text].map((sign) => sign.charCodeAt(0)))

/** The feature that a comment announces, as its place in `features`; undefined for any other comment. */
export function featureIn(bytes: Uint8Array, start: number, end: number): number | undefined {
  const beginning = beginnings.find((signs) => signs.every((sign, i) => bytes[start + i] === sign))
  if (!beginning || end - start < beginning.length || end - start > 80) return undefined
  const said = decoder.decode(bytes.subarray(start + beginning.length, end)).toLowerCase()
  return features.indexOf(words.find(([word]) => said.includes(word))?.[1] ?? 'other')
}
