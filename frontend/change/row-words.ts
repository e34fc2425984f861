import type { Level } from '#backend/authorization/level.ts'
import type { Language } from '#backend/base/language.ts'
import type { Role } from '#backend/base/role.ts'
import type { Told } from '#backend/change/schema.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { FeeKind, FeeState } from '#backend/member/membership.ts'
import type { ShownAs } from '#backend/member/shown-name.ts'
import type { StatedRules } from '#backend/booking-rule/rules.ts'
import type { OpeningHours } from '#backend/opening/opening-hours.ts'
import type { SchoolHolidays } from '#backend/opening/school-holidays.ts'
import type { HolidayCalendar } from '#backend/opening/public-holidays.ts'
import { t as authorizationTexts } from '../authorization/texts.ts'
import { statedInWords } from '../booking-rule/stated-words.ts'
import { t as labTexts } from '../lab/texts.ts'
import { say } from '../lib/say.ts'
import type { Tariff } from '#backend/pricing/price.ts'
import { tariffSentences } from '../pricing/sentences.ts'
import type { OrganizationKind } from '#backend/organization/kinds.ts'
import { t as organizationTexts } from '../organization/texts.ts'
import { t as machineTexts } from '../machine/texts.ts'
import type { UpkeepUnit } from '#backend/upkeep/task.ts'
import { t as upkeepTexts } from '../upkeep/texts.ts'
import { monthInWords } from '../month-sheet/words.ts'
import { t as fileTexts } from '../member/file-texts.ts'
import { t as memberTexts } from '../member/texts.ts'
import { t } from './texts.ts'

type Value = string | number | null
export type Line = { label: string; from: string | undefined; to: string | undefined }

const yesOrNo = (value: string | number): string => (Number(value) === 1 ? t().yes : t().no)
const moment = (value: string | number): string => `${say.day(Number(value))} ${say.time(Number(value))}`

const hoursInWords = (hours: OpeningHours): string =>
  hours.map(({ weekday, opens, closes }) => `${labTexts().weekdays[weekday]} ${opens}–${closes}`).join(', ')

const rulesInWords = (rules: string | number): string =>
  statedInWords(JSON.parse(String(rules)) as StatedRules).join(' ')

/** How a column is said, where its value alone would not speak: a weekday, money, an instant, a yes or no. */
const said: Record<string, (value: string | number) => string> = {
  'member.role': (value) => memberTexts().roles[value as Role],
  'member.language': (value) => memberTexts().languages[value as Language],
  'member.feeKind': (value) => fileTexts().feeKinds[value as FeeKind],
  'member.feeState': (value) => fileTexts().feeStates[value as FeeState],
  'member.membershipFrom': (value) => say.date(String(value)),
  'member.membershipUntil': (value) => say.date(String(value)),
  'member.charterOn': (value) => say.date(String(value)),
  'member.insuranceUntil': (value) => say.date(String(value)),
  'member.shownAs': (value) => fileTexts().shownAsWords[value as ShownAs],
  'authorization.machineKind': (value) => machineTexts().kinds[value as MachineKind],
  'authorization.level': (value) => authorizationTexts().levels[value as Level],
  'authorization.expiresOn': (value) => say.date(String(value)),
  'booking.state': (value) => t().bookingStates[value] ?? String(value),
  'booking.startsAt': moment,
  'machine.outOfOrderUntil': moment,
  'maintenanceBlock.startsAt': moment,
  'upkeepTask.doneAt': moment,
  'upkeepTask.unit': (value) => upkeepTexts().units[value as UpkeepUnit],
  'maintenanceBlock.endsAt': moment,
  'booking.endsAt': moment,
  'training.startsAt': moment,
  'training.endsAt': moment,
  'lab.openToNetwork': yesOrNo,
  'printer.profile': (value) =>
    Object.values(JSON.parse(String(value)) as Record<string, number | boolean>)
      .map((part) => (typeof part === 'boolean' ? yesOrNo(Number(part)) : say.number(part, 1)))
      .join(' · '),
  'priceList.validFrom': moment,
  'announcement.startsAt': moment,
  'announcement.endsAt': moment,
  'announcement.endedAt': moment,
  'announcement.byMail': yesOrNo,
  'priceList.tariffs': (value) =>
    (JSON.parse(String(value)) as Tariff[])
      .map((tariff) => {
        const asks = tariffSentences(tariff).join(' · ')
        return tariff.name ? t().named(tariff.name, asks) : asks
      })
      .join(' — '),
  'lab.inductionAsked': yesOrNo,
  'lab.language': (value) => memberTexts().languages[value as Language],
  'settlement.month': (value) => monthInWords(String(value)),
  'closure.firstDay': (value) => say.date(String(value)),
  'closure.lastDay': (value) => say.date(String(value)),
  'organization.kind': (value) => organizationTexts().kinds[value as OrganizationKind] ?? String(value),
  'lab.holidays': (value) => labTexts().holidayCalendars[value as HolidayCalendar],
  'lab.schoolHolidays': (value) => {
    const { zone, hours, periods } = JSON.parse(String(value)) as SchoolHolidays
    const how = labTexts().schoolChoices[hours.length ? 'own' : 'closed']
    const where = zone ? `zone ${zone}` : labTexts().noSchoolZone
    return [how, hoursInWords(hours), where, periods.map((one) => say.days(one.firstDay, one.lastDay)).join(', ')]
      .filter(Boolean)
      .join(' · ')
  },
  'lab.staffHours': (value) => hoursInWords(JSON.parse(String(value)) as OpeningHours),
  'bookingRule.rules': rulesInWords,
  'openingHours.weekday': (value) => t().weekdays[Number(value)] ?? '',
}

/** Rows that are said in one breath when they come or go, rather than column by column. */
const whole: Record<string, (row: Record<string, Value>) => string> = {
  screen: ({ name }) => String(name),
  closure: ({ firstDay, lastDay, reason }) =>
    [say.days(String(firstDay), String(lastDay)), reason].filter(Boolean).join(' · '),
  member: ({ name }) => String(name),
  roster: ({ name }) => String(name),
  organization: ({ name }) => String(name),
  openingException: ({ day, opens, closes }) => `${say.date(String(day))} ${opens}\u2009–\u2009${closes}`,
  bookingRule: ({ rules }) => rulesInWords(String(rules)),
  openingHours: ({ weekday, opens, closes }) => `${t().weekdays[Number(weekday)]} ${opens}\u2009–\u2009${closes}`,
}

/** What a change did, one line for each thing: « Nom : A → B », or a row that came or went. */
export function linesOf(what: Told[]): Line[] {
  return what.flatMap(({ table, from, to }) => {
    const inOne = whole[table]
    if (inOne && (!from || !to))
      return [
        { label: from ? t().removed : t().added, from: from ? inOne(from) : undefined, to: to ? inOne(to) : undefined },
      ]
    const columns = Object.keys(to ?? from ?? {})
    return (
      columns
        .map((column) => ({
          label: t().columns[`${table}.${column}`] ?? column,
          from: from ? inWords(table, column, from[column] ?? null) : undefined,
          to: to ? inWords(table, column, to[column] ?? null) : undefined,
        }))
        .filter((line) => line.from !== line.to && !(isNothing(line.from) && isNothing(line.to)))
        // What was empty before is said by what it has become.
        .map((line) => (isNothing(line.from) ? { ...line, from: undefined } : line))
    )
  })
}

const isNothing = (text: string | undefined): boolean => text === undefined || text === '' || text === t().none

function inWords(table: string, column: string, value: Value): string {
  if (value === null || value === '') return t().none
  const words = said[`${table}.${column}`]
  return words ? words(value) : typeof value === 'number' ? say.number(value, 2) : value
}
