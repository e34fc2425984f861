import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Language } from '#backend/base/language.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { Db } from '#backend/io/database.ts'
import { findLab } from '#backend/lab/store.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { listMachines } from '#backend/machine/store.ts'
import { listMemberRows } from '#backend/member/store.ts'
import { listBins } from '#backend/shelf/store.ts'
import { listSpools } from '#backend/spool/store.ts'
import { shortAddress, type LabelKind } from './address.ts'
import type { Fonts, Label } from './draw.ts'
import type { LabelQuery } from './schema.ts'
import { labelsOn, sheets, sheetsFor } from './sheet.ts'
import { labelWords } from './words.ts'

/** The labels that were asked for, as a PDF with its name. */
export async function labelsPdf(
  app: App,
  labId: string,
  { what, sheet: name, skip, ids }: LabelQuery,
): Promise<{ name: string; pdf: Uint8Array }> {
  const sheet = sheets[name]
  if (!sheetsFor[what].includes(name) || skip >= labelsOn(sheet)) throw new Refusal('input.invalid')
  const lab = await findLab(app.db)
  if (lab?.id !== labId) throw new Refusal('lab.not-set-up')
  const language = lab.language as Language
  const words = labelWords[language]
  const wanted = ids === undefined ? undefined : new Set(ids.split(','))
  const found = await things[what](app.db, labId, language, lab.name)
  const labels = found
    .filter(({ id }) => !wanted || wanted.has(id))
    .map(({ id, ...label }): Label => ({ ...label, address: shortAddress(app.network.url(), what, id) }))
  if (labels.length === 0) throw new Refusal('label.nothing-chosen')
  const title = `${lab.name} · ${words.file}`
  // Loaded on first use: labels are printed now and then, and a small computer starts without it.
  const { drawLabels } = await import('./draw.ts')
  const pdf = await drawLabels(labels, sheet, skip, await fonts(), { title, language, at: app.now() })
  return { name: `${words.file}.pdf`, pdf }
}

type Thing = Omit<Label, 'address'> & { id: string }
type Gather = (db: Db, labId: string, language: Language, labName: string) => Promise<Thing[]>

const things: Record<LabelKind, Gather> = {
  machine: async (db, labId, language) => {
    const { kinds, hints } = labelWords[language]
    return (await listMachines(db, labId)).map(({ id, name, kind, room }) => ({
      id,
      name,
      about: [kinds[kind as MachineKind], room].filter(Boolean).join(' · '),
      hint: kind === 'printer' ? hints.printer : hints.machine,
    }))
  },
  spool: async (db, labId, language) => {
    const { spool, hints } = labelWords[language]
    return (await listSpools(db, labId)).map(({ id, number, material, colour, brand }) => ({
      id,
      name: `${material} ${colour}`,
      about: [spool(number), brand].filter(Boolean).join(' · '),
      hint: hints.spool,
    }))
  },
  bin: async (db, labId, language, labName) => {
    const { bin, hints } = labelWords[language]
    return (await listBins(db, labId)).map(({ id, name }) => ({
      id,
      name,
      about: `${bin} · ${labName}`,
      hint: hints.bin,
    }))
  },
  member: async (db, labId, language, labName) => {
    const { card, hints } = labelWords[language]
    return (await listMemberRows(db, labId)).map(({ id, name }) => ({
      id,
      name,
      about: `${card} · ${labName}`,
      hint: hints.member,
    }))
  },
}

const require = createRequire(import.meta.url)

async function fonts(): Promise<Fonts> {
  const [regular, bold] = await Promise.all([
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
    readFile(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
  ])
  return { regular, bold }
}
