import type { Level } from '#backend/authorization/level.ts'
import { levelWords } from '#backend/authorization/words.ts'
import { formatMinutes } from '#backend/base/format.ts'
import type { Quota } from '#backend/booking-rule/rules.ts'
import type { BookableWhen } from '#backend/opening/schema.ts'
import { texts } from '../lib/language.svelte.ts'
import type { ChoiceRule, RuleValue } from './sentences.ts'

const mayBeNever = new Set<ChoiceRule>(['noShowMinutes', 'unusedMonths'])

type Sentence = readonly [before: string, after: string]

const fr = {
  title: 'Réservations',
  intro:
    'Ce que vous choisissez ici vaut pour les prochaines réservations\u202f; celles qui existent restent comme elles sont.',
  where: 'Ces règles valent pour',
  lab: 'tout le labo',
  kind: (kind: string) => `toutes les machines de type «\u202f${kind}\u202f»`,
  machine: (name: string) => name,
  inherited: (value: string) => `comme ailleurs (${value})`,
  sentences: {
    runsOn: ['Une réservation commencée à ces heures', 'après la fermeture.'],
    minMinutes: ['Une réservation dure au moins', '.'],
    maxMinutes: ['Une réservation dure au plus', '.'],
    stepMinutes: ['On réserve par tranches de', '.'],
    leadMinutes: ['On réserve au plus tard', 'avant le début.'],
    horizonDays: ['On réserve au plus', 'à l’avance.'],
    bufferMinutes: ['Entre deux personnes, la machine reste libre', '.'],
    cancelMinutes: ['On annule au plus tard', 'avant le début.'],
    moveMinutes: ['On déplace au plus tard', 'avant le début.'],
    maxHeld: ['Une personne a au plus', 'à venir.'],
    noShowMinutes: ['Si personne ne vient, le créneau est rendu après', '.'],
    offerMinutes: ['Une place libérée est gardée à qui attend pendant', '.'],
    ownOverlap: ['Une personne', 'deux machines à la fois.'],
    membership: ['L’adhésion', 'être valable ce jour-là.'],
    level: ['Pour réserver, il faut être au moins', '.'],
    unusedMonths: ['Une habilitation se perd sans pratique après', '.'],
    staffed: ['Cette machine s’utilise', '.'],
    approval: ['L’équipe', 'à chaque réservation.'],
  } as Record<ChoiceRule, Sentence>,
  value(rule: ChoiceRule, value: RuleValue): string {
    if (rule === 'runsOn') return value ? 'peut continuer' : 'ne continue pas'
    if (rule === 'ownOverlap') return value ? 'peut réserver' : 'ne réserve pas'
    if (rule === 'membership') return value ? 'doit' : 'ne doit pas forcément'
    if (rule === 'staffed') return value ? 'quand l’équipe est là' : 'aussi sans l’équipe'
    if (rule === 'approval') return value ? 'dit oui' : 'n’a rien à dire'
    if (rule === 'level') return levelWords[value as Level].fr
    if (value === null) return mayBeNever.has(rule) ? 'jamais' : 'pas de règle'
    if (rule === 'unusedMonths') return `${Number(value)}\u00a0mois`
    if (rule === 'horizonDays') return `${value}\u00a0jours`
    if (rule === 'maxHeld') return value === 1 ? '1 réservation' : `${value} réservations`
    return formatMinutes(Number(value), 'fr')
  },
  when: 'On réserve',
  whenValue: (when: BookableWhen): string =>
    when === 'opening'
      ? 'aux heures d’ouverture'
      : when === 'any'
        ? 'à toute heure, hors fermetures'
        : 'à des heures choisies ici',
  prerequisites: 'Il faut aussi être autonome sur',
  prerequisiteChoices: { none: 'rien d’autre', all: 'tous ces types\u202f:', any: 'l’un de ces types\u202f:' },
  prerequisiteKinds: 'Types de machine demandés',
  prerequisiteAny: (kinds: string) => `l’un de ces types\u202f: ${kinds}`,
  quotas: 'Quotas',
  noQuota: 'Aucun quota\u202f: chacun réserve autant que les autres règles le permettent.',
  quotasInherited: 'Les quotas sont ceux posés ailleurs. Ajoutez-en un ici et ils ne vaudront plus pour ceci.',
  addQuota: 'Ajouter un quota',
  removeQuota: (sentence: string) => `Retirer\u202f: ${sentence}`,
  inheritQuotas: 'Comme ailleurs',
  who: 'Qui',
  each: 'Chaque personne',
  role: (role: string) => `Chaque personne du rôle «\u202f${role}\u202f»`,
  plan: (name: string) => `Chaque personne qui a la formule «\u202f${name}\u202f»`,
  organization: (name: string) => `${name}, ensemble`,
  atMost: 'a au plus',
  how: 'Combien',
  of: { hours: 'heures', bookings: 'réservations' } as Record<Quota['of'], string>,
  ofWhat: 'De quoi',
  window: 'Sur quel temps',
  windows: { day: 'par jour', week: 'par semaine', month: 'par mois', rolling: 'sur 30 jours' } as Record<
    Quota['window'],
    string
  >,
  over: 'Compté sur',
  overs: { machine: 'pour chaque machine', kind: 'pour chaque type de machine', lab: 'pour tout le labo' } as Record<
    Quota['over'],
    string
  >,
  save: 'Enregistrer les règles',
  saved: 'Règles enregistrées',
  ofMachine: 'Règles de cette machine',
}

const en: typeof fr = {
  title: 'Bookings',
  intro: 'What you choose here holds for the next bookings; those that exist stay as they are.',
  where: 'These rules hold for',
  lab: 'the whole lab',
  kind: (kind) => `all machines of the kind “${kind}”`,
  machine: (name) => name,
  inherited: (value) => `as elsewhere (${value})`,
  sentences: {
    runsOn: ['A booking that begins in these hours', 'after closing.'],
    minMinutes: ['A booking lasts at least', '.'],
    maxMinutes: ['A booking lasts at most', '.'],
    stepMinutes: ['One books in steps of', '.'],
    leadMinutes: ['One books no later than', 'before the start.'],
    horizonDays: ['One books at most', 'ahead.'],
    bufferMinutes: ['Between two people the machine stays free for', '.'],
    cancelMinutes: ['One cancels no later than', 'before the start.'],
    moveMinutes: ['One moves no later than', 'before the start.'],
    maxHeld: ['A person has at most', 'ahead.'],
    noShowMinutes: ['When nobody comes, the slot is given back after', '.'],
    offerMinutes: ['A slot that came free is kept for whoever waits for', '.'],
    ownOverlap: ['A person', 'two machines at once.'],
    membership: ['The membership', 'be valid on that day.'],
    level: ['Whoever books must be at least', '.'],
    unusedMonths: ['Without use an authorization is lost after', '.'],
    staffed: ['The machine is used', '.'],
    approval: ['The team', 'to each booking.'],
  },
  value(rule, value) {
    if (rule === 'runsOn') return value ? 'may go on' : 'does not go on'
    if (rule === 'ownOverlap') return value ? 'may book' : 'may not book'
    if (rule === 'membership') return value ? 'must' : 'need not'
    if (rule === 'staffed') return value ? 'while the team is there' : 'without the team too'
    if (rule === 'approval') return value ? 'says yes' : 'has nothing to say'
    if (rule === 'level') return levelWords[value as Level].en
    if (value === null) return mayBeNever.has(rule) ? 'never' : 'no rule'
    if (rule === 'unusedMonths') return `${Number(value)}\u00a0months`
    if (rule === 'horizonDays') return `${value}\u00a0days`
    if (rule === 'maxHeld') return value === 1 ? '1 booking' : `${value} bookings`
    return formatMinutes(Number(value), 'en')
  },
  when: 'One books',
  whenValue: (when) =>
    when === 'opening'
      ? 'during opening hours'
      : when === 'any'
        ? 'at any hour, outside closures'
        : 'at hours chosen here',
  prerequisites: 'One must also be independent on',
  prerequisiteChoices: { none: 'nothing else', all: 'all of these kinds:', any: 'one of these kinds:' },
  prerequisiteKinds: 'Kinds of machines that are asked',
  prerequisiteAny: (kinds) => `one of these kinds: ${kinds}`,
  quotas: 'Quotas',
  noQuota: 'No quota: everybody books as much as the other rules allow.',
  quotasInherited: 'The quotas are those stated elsewhere. Add one here and they no longer hold for this.',
  addQuota: 'Add a quota',
  removeQuota: (sentence) => `Remove: ${sentence}`,
  inheritQuotas: 'As elsewhere',
  who: 'Who',
  each: 'Each person',
  role: (role) => `Each person of the role “${role}”`,
  plan: (name) => `Each person with the plan “${name}”`,
  organization: (name) => `${name}, together`,
  atMost: 'has at most',
  how: 'How much',
  of: { hours: 'hours', bookings: 'bookings' },
  ofWhat: 'Of what',
  window: 'In what time',
  windows: { day: 'a day', week: 'a week', month: 'a month', rolling: 'in 30 days' },
  over: 'Counted over',
  overs: { machine: 'for each machine', kind: 'for each kind of machine', lab: 'for the whole lab' },
  save: 'Save the rules',
  saved: 'Rules saved',
  ofMachine: 'Rules of this machine',
}

export const t = texts({ fr, en })
