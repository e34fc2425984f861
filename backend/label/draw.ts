import PDFDocument from 'pdfkit'
import { encode } from 'uqr'
import type { Language } from '#backend/base/language.ts'
import { fit, lineHeight, type Setting } from './fit.ts'
import { placeOf, type Sheet } from './sheet.ts'

export type Label = {
  name: string
  /** What it is, where it is: a line or two under the name. */
  about: string
  hint: string
  /** What the code opens. */
  address: string
}

/** The fonts are embedded: a label looks the same on every printer, and Łukasz keeps his letters. */
export type Fonts = { regular: Uint8Array; bold: Uint8Array }

type Made = { title: string; language: Language; at: number }

const pt = (mm: number): number => (mm * 72) / 25.4

/** The PDF of these labels, the first `skip` places left free. Lets others go on between two pages. */
export async function drawLabels(
  labels: Label[],
  sheet: Sheet,
  skip: number,
  fonts: Fonts,
  { title, language, at }: Made,
): Promise<Uint8Array> {
  const doc = new PDFDocument({
    autoFirstPage: false,
    size: sheet.page.map(pt) as [number, number],
    margin: 0,
    font: '',
    lang: language,
    displayTitle: true,
    info: { Title: title, Creator: 'Établi', CreationDate: new Date(at) },
  })
  const chunks: Uint8Array[] = []
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    doc.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    doc.on('end', () => resolve(joined(chunks)))
    doc.on('error', reject)
  })
  doc.registerFont('regular', fonts.regular as never)
  doc.registerFont('bold', fonts.bold as never)
  let page = -1
  for (const [n, label] of labels.entries()) {
    const place = placeOf(sheet, n + skip)
    if (place.page > page) {
      await nextTurn()
      doc.addPage()
      page = place.page
    }
    drawLabel(doc, label, sheet, place)
  }
  await nextTurn()
  doc.end()
  return whole
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

type Doc = InstanceType<typeof PDFDocument>
type Box = { x: number; y: number; width: number; height: number }

function drawLabel(doc: Doc, label: Label, sheet: Sheet, place: { x: number; y: number }): void {
  const [width, height] = sheet.label.map(pt) as [number, number]
  const [x, y] = [pt(place.x), pt(place.y)]
  const padding = pt(sheet.padding)
  if (sheet.cut) doc.lineWidth(0.4).dash(2, { space: 2 }).rect(x, y, width, height).stroke('#999999').undash()
  const inner = { x: x + padding, y: y + padding, width: width - 2 * padding, height: height - 2 * padding }
  if (sheet.code === 'beside') drawBeside(doc, label, inner)
  else drawBelow(doc, label, inner)
}

function drawBeside(doc: Doc, label: Label, { x, y, width, height }: Box): void {
  const side = Math.min(height, pt(34))
  drawCode(doc, label.address, x, y + (height - side) / 2, side)
  const text = { x: x + side + pt(1), y, width: width - side - pt(1), height }
  const hint = setText(doc, 'regular', label.hint, { ...text, height: text.height * 0.26 }, [6.5, 6])
  const about = setText(doc, 'regular', label.about, { ...text, height: text.height * 0.28 }, [9, 8, 7.5, 7])
  const left = text.height - heightOf(hint) - heightOf(about) - pt(2)
  const name = setText(doc, 'bold', label.name, { ...text, height: left }, [18, 16, 14, 12, 11, 10, 9, 8])
  let at = y + (text.height - heightOf(name) - heightOf(about) - heightOf(hint) - pt(2)) / 2
  at = writeLines(doc, 'bold', name, text.x, at)
  at = writeLines(doc, 'regular', about, text.x, at + pt(1))
  writeLines(doc, 'regular', hint, text.x, at + pt(1), '#444444')
}

function drawBelow(doc: Doc, label: Label, { x, y, width, height }: Box): void {
  const side = Math.min(width, pt(72))
  const name = setText(doc, 'bold', label.name, { width, height: pt(30) }, [40, 34, 28, 24, 20, 17, 15, 13])
  const about = setText(doc, 'regular', label.about, { width, height: pt(12) }, [15, 13, 11])
  const hint = setText(doc, 'regular', label.hint, { width, height: pt(8) }, [11, 10, 9])
  const centre = (lines: Setting, font: string, at: number, colour?: string) =>
    writeLines(doc, font, lines, x, at, colour, width)
  const at = centre(name, 'bold', y)
  centre(about, 'regular', at + pt(1))
  drawCode(doc, label.address, x + (width - side) / 2, y + height - heightOf(hint) - pt(2) - side, side)
  centre(hint, 'regular', y + height - heightOf(hint), '#444444')
}

/** Black modules on white, with the quiet zone of four modules within the square. */
function drawCode(doc: Doc, address: string, x: number, y: number, side: number): void {
  const { data, size } = encode(address, { ecc: 'M', border: 0 })
  const module = side / (size + 8)
  doc.rect(x, y, side, side).fill('#ffffff')
  for (const [row, modules] of data.entries())
    for (const [from, length] of darkRuns(modules))
      doc.rect(x + (from + 4) * module, y + (row + 4) * module, length * module, module)
  doc.fill('#000000')
}

/** Dark modules that touch in a row, as one: fewer shapes, and no hairlines between them. */
function darkRuns(row: boolean[]): [from: number, length: number][] {
  const runs: [number, number][] = []
  for (let at = 0; at < row.length; at++) {
    const last = runs.at(-1)
    if (!row[at]) continue
    if (last && last[0] + last[1] === at) last[1]++
    else runs.push([at, 1])
  }
  return runs
}

function setText(
  doc: Doc,
  font: string,
  text: string,
  box: { width: number; height: number },
  sizes: readonly number[],
): Setting {
  doc.font(font)
  return fit(text, box, sizes, (part, size) => doc.fontSize(size).widthOfString(part))
}

const heightOf = ({ size, lines }: Setting): number => lines.length * size * lineHeight

/** Returns where the next line would go. With a `width` the lines are centred in it. */
function writeLines(
  doc: Doc,
  font: string,
  { size, lines }: Setting,
  x: number,
  y: number,
  colour = '#000000',
  width?: number,
): number {
  doc.font(font).fontSize(size).fillColor(colour)
  for (const [n, line] of lines.entries()) {
    const shift = width === undefined ? 0 : (width - doc.widthOfString(line)) / 2
    doc.text(line, x + shift, y + n * size * lineHeight, { lineBreak: false })
  }
  return y + lines.length * size * lineHeight
}

function joined(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
