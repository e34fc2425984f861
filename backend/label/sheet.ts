import type { LabelKind } from './address.ts'

/** A sheet of labels as it is sold, or cut with scissors. Millimetres; `left` and `top` lead to the first label. */
export type Sheet = {
  page: readonly [width: number, height: number]
  label: readonly [width: number, height: number]
  columns: number
  rows: number
  left: number
  top: number
  /** What printers cannot reach, or scissors miss. */
  padding: number
  /** The code beside the name, or below it. */
  code: 'beside' | 'below'
  /** A thin line to cut along. */
  cut: boolean
}

export const sheets = {
  'a4-21': {
    page: [210, 297],
    label: [70, 42.3],
    columns: 3,
    rows: 7,
    left: 0,
    top: 0.45,
    padding: 4,
    code: 'beside',
    cut: false,
  },
  a6: {
    page: [105, 148],
    label: [105, 148],
    columns: 1,
    rows: 1,
    left: 0,
    top: 0,
    padding: 8,
    code: 'below',
    cut: false,
  },
  cards: {
    page: [210, 297],
    label: [85.6, 54],
    columns: 2,
    rows: 5,
    left: 19.4,
    top: 13.5,
    padding: 5,
    code: 'beside',
    cut: true,
  },
} as const satisfies Record<string, Sheet>
export type SheetName = keyof typeof sheets

/** A card is carried in a wallet; everything else sticks to something. */
export const sheetsFor: Record<LabelKind, readonly SheetName[]> = {
  machine: ['a4-21', 'a6'],
  spool: ['a4-21', 'a6'],
  bin: ['a4-21', 'a6'],
  member: ['cards'],
}

export const labelsOn = ({ columns, rows }: Sheet): number => columns * rows

/** Where the label of that number goes, counted from 0 over all pages: row by row, as people read. */
export function placeOf(sheet: Sheet, number: number): { page: number; x: number; y: number } {
  const onPage = number % labelsOn(sheet)
  return {
    page: Math.floor(number / labelsOn(sheet)),
    x: sheet.left + (onPage % sheet.columns) * sheet.label[0],
    y: sheet.top + Math.floor(onPage / sheet.columns) * sheet.label[1],
  }
}
