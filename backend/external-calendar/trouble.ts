import type { Language } from '#backend/base/language.ts'

/** Why a calendar cannot be read. */
export const calendarTroubles = [
  'not-an-address',
  'unknown-name',
  'inside',
  'no-connection',
  'too-slow',
  'too-large',
  'redirects',
  'says-no',
  'not-a-calendar',
  'zone',
  'rule',
  'too-many',
] as const
export type CalendarTrouble = (typeof calendarTroubles)[number]

/** A calendar that is not read, and what of it: a word that is not understood, or nothing. */
export class NoCalendar extends Error {
  readonly trouble: CalendarTrouble
  readonly detail: string
  constructor(trouble: CalendarTrouble, detail = '') {
    super(trouble)
    this.trouble = trouble
    this.detail = detail.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 80)
  }
}

/** The address of a calendar, as the lab keeps it; undefined when it is none that could be read. No name or password goes along. */
export function readCalendarAddress(text: string): URL | undefined {
  const secure = text.trim().replace(/^webcals?:/i, 'https:')
  const url = URL.canParse(secure) ? new URL(secure) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return undefined
  if (url.username !== '' || url.password !== '') return undefined
  url.hash = ''
  return url
}

const words: Record<CalendarTrouble, Record<Language, (detail: string) => string>> = {
  'not-an-address': {
    fr: () => 'Une adresse d’agenda commence par https:// et ne contient ni nom ni mot de passe.',
    en: () => 'The address of a calendar begins with https:// and contains no name or password.',
  },
  'unknown-name': {
    fr: () => 'Ce nom n’existe pas. Recopiez l’adresse depuis l’agenda.',
    en: () => 'This name does not exist. Copy the address from the calendar.',
  },
  inside: {
    fr: () => 'Cette adresse est sur un réseau privé. Le serveur ne lit d’agenda que sur Internet.',
    en: () => 'This address is on a private network. The server reads calendars only on the Internet.',
  },
  'no-connection': {
    fr: () => 'Le serveur de l’agenda ne répond pas.',
    en: () => 'The calendar’s server does not answer.',
  },
  'too-slow': {
    fr: () => 'L’agenda met plus de 5 secondes à venir.',
    en: () => 'The calendar takes more than 5 seconds to come.',
  },
  'too-large': {
    fr: () => 'L’agenda dépasse 2 Mo. Demandez-en un avec moins de passé.',
    en: () => 'The calendar is larger than 2 MB. Ask for one with less of the past.',
  },
  redirects: {
    fr: () => 'L’adresse renvoie vers une autre. Mettez directement celle de l’agenda.',
    en: () => 'The address sends to another one. Use the calendar’s own address.',
  },
  'says-no': {
    fr: () => 'Le serveur refuse de donner cet agenda. Son adresse a peut-être changé.',
    en: () => 'The server refuses to give this calendar. Its address may have changed.',
  },
  'not-a-calendar': {
    fr: () => 'Ce qui est à cette adresse n’est pas un agenda (.ics) entier.',
    en: () => 'What is at this address is no whole calendar (.ics).',
  },
  zone: {
    fr: (detail) => `Un événement est dans un fuseau horaire inconnu${detail && `\u202f: ${detail}`}.`,
    en: (detail) => `An event is in an unknown time zone${detail && `: ${detail}`}.`,
  },
  rule: {
    fr: (detail) => `Un événement se répète d’une façon qui n’est pas comprise${detail && `\u202f: ${detail}`}.`,
    en: (detail) => `An event repeats in a way that is not understood${detail && `: ${detail}`}.`,
  },
  'too-many': {
    fr: () => 'L’agenda a trop d’événements\u202f: 5 000 au plus d’ici à la dernière date réservable.',
    en: () => 'The calendar has too many events: at most 5,000 up to the last day that can be booked.',
  },
}

export const calendarTroubleSentence = (trouble: CalendarTrouble, detail: string): Record<Language, string> => ({
  fr: words[trouble].fr(detail),
  en: words[trouble].en(detail),
})
