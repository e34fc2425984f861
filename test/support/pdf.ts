import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { labelsOn, placeOf, type Sheet } from '#backend/label/sheet.ts'

type Opened = { pages: number; size: string; fonts: string; text: string; codes: string[] }

const dpi = 200

/** Opens a PDF of labels: its text, its fonts, and the QR code of each label as a camera reads it. */
export function openLabels(pdf: Buffer, sheet: Sheet): Opened {
  const dir = mkdtempSync(join(tmpdir(), 'etabli-pdf-'))
  const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: dir, encoding: 'utf8' })
  try {
    writeFileSync(join(dir, 'it.pdf'), pdf)
    const info = run('pdfinfo', 'it.pdf')
    run('pdftoppm', '-r', String(dpi), '-gray', 'it.pdf', 'page')
    const labels: string[] = []
    for (const page of readdirSync(dir).filter((name) => name.endsWith('.pgm')))
      for (let n = 0; n < labelsOn(sheet); n++) {
        labels.push(`${page}-${String(n).padStart(2, '0')}.pgm`)
        writeFileSync(join(dir, labels.at(-1)!), cut(readFileSync(join(dir, page)), sheet, n))
      }
    return {
      pages: Number(/^Pages:\s+(\d+)/m.exec(info)?.[1]),
      size: /^Page size:\s+(.+?) pts/m.exec(info)?.[1] ?? '',
      fonts: run('pdffonts', 'it.pdf'),
      text: run('pdftotext', '-layout', 'it.pdf', '-'),
      codes: scan(dir, labels.toSorted()),
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What a camera reads on these pictures; places without a label give nothing. */
function scan(dir: string, pictures: string[]): string[] {
  const options = ['-q', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable']
  const { error, stdout } = spawnSync('zbarimg', [...options, ...pictures], { cwd: dir, encoding: 'utf8' })
  if (error) throw error
  return stdout.trim().split('\n')
}

/** The label of that number, out of the grey picture (PGM) of its page. */
function cut(page: Buffer, sheet: Sheet, number: number): Buffer {
  const [header, width, height] = /^P5\s(\d+)\s(\d+)\s255\s/.exec(page.toString('latin1', 0, 30)) ?? ['', '0', '0']
  const place = placeOf(sheet, number)
  const [x, y] = [place.x, place.y].map((mm) => Math.floor((mm / 25.4) * dpi)) as [number, number]
  const [w, h] = sheet.label.map((mm) => Math.floor((mm / 25.4) * dpi)) as [number, number]
  const rows = Array.from({ length: Math.min(h, Number(height) - y) }, (_, row) => {
    const at = header.length + (y + row) * Number(width) + x
    return page.subarray(at, at + w)
  })
  return Buffer.concat([Buffer.from(`P5\n${w} ${rows.length}\n255\n`), ...rows])
}
