/** Every reason why an uploaded file is not read. The sentences in `sentences.ts` walk this table; detail numbers in brackets. */
export const meshRefusals = [
  'empty',
  'looks-like', // what
  'binary-gcode',
  'unknown-kind',
  'too-short', // bytes
  'wrong-count', // announced, contained
  'truncated',
  'bad-text', // line
  'odd-surface', // line
  'bad-coordinates', // triangles
  'no-volume',
  'too-many-triangles', // max
  'bad-archive',
  'archive-bomb',
  'bad-xml',
  'external-reference',
  'extension', // what
  'no-model',
  'nothing-to-print',
  'took-too-long',
  'took-too-much-memory',
] as const
export type MeshRefusalCode = (typeof meshRefusals)[number]

/** Numbers and names for the sentence. */
export type MeshRefusalDetail = { [name: string]: number | string }

/** An expected no: the file is not a model that we read. Anything else thrown while reading is a bug. */
export class MeshRefusal extends Error {
  readonly code: MeshRefusalCode
  readonly detail: MeshRefusalDetail

  constructor(code: MeshRefusalCode, detail: MeshRefusalDetail = {}) {
    super(code)
    this.code = code
    this.detail = detail
  }
}
