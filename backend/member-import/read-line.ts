import { z } from 'zod'
import type { CalendarDay } from '#backend/base/calendar-day.ts'
import type { Language } from '#backend/base/language.ts'
import { atLeast, type Role } from '#backend/base/role.ts'
import { paidOn, type FeeKind, type FeeState } from '#backend/member/membership.ts'
import type { Field, Mapping } from './columns.ts'
import { readDate } from '#backend/csv-file/read-date.ts'
import type { Reason } from './reasons.ts'

/** Somebody whom the file asks to add. */
export type ImportedPerson = {
  name: string
  email: string | null
  role: Role
  language: Language | null
  membershipFrom: CalendarDay | null
  membershipUntil: CalendarDay | null
  plan: string
  feeState: FeeState
  /** A year or a day. */
  born: string | null
  /** By its name, as the file spells it. */
  organization: string | null
  note: string
}

export type LineRules = { mapping: Mapping; importer: Role; feeKind: FeeKind }

/** One line of the file: a person, or every reason why it is none. */
export function readLine(cells: string[], { mapping, importer, feeKind }: LineRules): ImportedPerson | Reason[] {
  const reasons: Reason[] = []
  const given = cellsByField(cells, mapping)
  if (cells.length > mapping.length && cells.slice(mapping.length).some((cell) => cell.trim()))
    reasons.push({ code: 'too-many-cells' })
  /** What a rule makes of a cell; where it refuses, its reason is kept and there is nothing. */
  const read = <T>(field: Field, rule: (text: string) => T | Reason): T | null => {
    const text = given[field]
    if (!text) return null
    const made = rule(text)
    if (!isReason(made)) return made
    reasons.push(made)
    return null
  }

  const name = given.name || [given.firstName, given.lastName].filter(Boolean).join(' ')
  const badName = whatIsWrongWith(name)
  if (badName) reasons.push(badName)
  const own = read('email', readEmail)
  const isPayer =
    given.payerEmail && plain(name) === plain(`${given.payerFirstName ?? ''} ${given.payerLastName ?? ''}`)
  const email = own ?? (isPayer && !given.email ? read('payerEmail', readEmail) : null)
  const role = read('role', (text) => readRole(text, importer)) ?? 'member'
  const language = read('language', readLanguage)
  const from = read('membershipFrom', readDay)
  const until = read('membershipUntil', readDay)
  if (from && until && until < from) reasons.push({ code: 'ends-before' })
  const plan = read('plan', (text) => short(text, 80)) ?? ''
  const feeState = read('feeState', readFee) ?? (from || until ? 'paid' : 'exempt')
  const born = read('born', readBorn)
  const organization = read('organization', (text) => short(text, 80))
  const note = read('note', (text) => short(text, 1_000)) ?? ''
  if (reasons.length > 0) return reasons
  const bought = from && !until && feeState === 'paid' ? paidOn(from, feeKind, unpaid) : { from, until }
  return {
    name,
    email,
    role,
    language,
    membershipFrom: bought.from,
    membershipUntil: bought.until,
    plan,
    feeState,
    born,
    organization,
    note,
  }
}

const unpaid = { feeState: 'to-pay', from: null, until: null } as const

const isReason = (value: unknown): value is Reason => typeof value === 'object' && value !== null && 'code' in value

function cellsByField(cells: string[], mapping: Mapping): Partial<Record<Field, string>> {
  const given: Partial<Record<Field, string>> = {}
  mapping.forEach((field, at) => {
    if (field) given[field] = tidy(cells[at] ?? '')
  })
  return given
}

/** Blanks at the edges are nobody's wish; an apostrophe before a formula is how spreadsheets say that it is none. */
const tidy = (cell: string): string =>
  cell
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .replace(/^'(?=[=+\-@])/, '')

const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase()

/** What one of these words means; « constructor » is in every object, and means nothing. */
function meaning<T>(words: Record<string, T>, text: string): T | undefined {
  const word = plain(text)
  return Object.hasOwn(words, word) ? words[word] : undefined
}

function whatIsWrongWith(name: string): Reason | undefined {
  if (!name) return { code: 'no-name' }
  // A lost sign (U+FFFD), a control sign, or what a spreadsheet would compute.
  if (/^[=+\-@]|[\ufffd\p{Cc}\p{Cf}]/u.test(name) || !/\p{L}|\p{N}/u.test(name))
    return { code: 'not-a-name', value: name }
  if (name.length < 2) return { code: 'short-name', value: name }
  if (name.length > 40) return { code: 'long-name', value: name }
  return undefined
}

const emailAddress = z.email().max(200)

function readEmail(text: string): string | Reason {
  const address = text.toLowerCase().replace(/^mailto:/, '')
  return emailAddress.safeParse(address).success ? address : { code: 'bad-email', value: text }
}

const roleWords: Record<string, Role> = {
  visiteur: 'visitor',
  visiteuse: 'visitor',
  visitor: 'visitor',
  membre: 'member',
  adherent: 'member',
  adherente: 'member',
  member: 'member',
  benevole: 'volunteer',
  volunteer: 'volunteer',
  equipe: 'staff',
  fabmanager: 'staff',
  staff: 'staff',
  admin: 'admin',
  administrateur: 'admin',
  administratrice: 'admin',
  administrator: 'admin',
}

/** Nobody gives a role above their own. */
function readRole(text: string, importer: Role): Role | Reason {
  const role = meaning(roleWords, text)
  if (!role) return { code: 'unknown-role', value: text }
  return atLeast(importer, role) ? role : { code: 'role-above', value: text }
}

const languageWords: Record<string, Language> = {
  fr: 'fr',
  'fr-fr': 'fr',
  francais: 'fr',
  french: 'fr',
  en: 'en',
  'en-gb': 'en',
  'en-us': 'en',
  anglais: 'en',
  english: 'en',
}

const readLanguage = (text: string): Language | Reason =>
  meaning(languageWords, text) ?? { code: 'unknown-language', value: text }

const readDay = (text: string): CalendarDay | Reason => readDate(text) ?? { code: 'bad-date', value: text }

const readBorn = (text: string): string | Reason => (/^(19|20)\d\d$/.test(text) ? text : readDay(text))

const feeWords: Record<string, FeeState> = {
  paye: 'paid',
  payee: 'paid',
  paid: 'paid',
  valide: 'paid',
  validee: 'paid',
  'a jour': 'paid',
  oui: 'paid',
  yes: 'paid',
  exempte: 'exempt',
  exemptee: 'exempt',
  exonere: 'exempt',
  exoneree: 'exempt',
  gratuit: 'exempt',
  exempt: 'exempt',
  free: 'exempt',
  'a payer': 'to-pay',
  'en attente': 'to-pay',
  non: 'to-pay',
  no: 'to-pay',
  'to pay': 'to-pay',
  unpaid: 'to-pay',
  pending: 'to-pay',
}

const cancelled = /^(annule|rembourse|refuse|abandonne|conteste|cancel|refund|refused|abandoned)/

function readFee(text: string): FeeState | Reason {
  if (cancelled.test(plain(text))) return { code: 'cancelled-order', value: text }
  return meaning(feeWords, text) ?? { code: 'unknown-fee', value: text }
}

const short = (text: string, longest: number): string | Reason =>
  text.length <= longest ? text : { code: 'long-cell', value: text.slice(0, 40) }
