import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Accueil sécurité',
  hint: 'L’accueil qui apprend le lieu et ses dangers, une fois pour toutes les machines.',
  ask: 'Demander l’accueil sécurité avant toute machine',
  askHint: 'Sans lui, on ne peut ni réserver ni envoyer une impression.',
  without: (count: number) =>
    count === 0
      ? 'Tout le monde l’a eu.'
      : count === 1
        ? '1 personne ne l’a pas encore.'
        : `${count} personnes ne l’ont pas encore.`,
  asked: 'L’accueil sécurité est demandé',
  notAsked: 'L’accueil sécurité n’est plus demandé',
  give: 'Noter un accueil',
  giveHint: 'Cochez la liste de présence.',
  group: 'Montrer',
  everybody: 'tous ceux à qui il manque',
  search: 'Chercher un nom',
  tickAll: (count: number) => `Tout cocher (${count})`,
  untick: 'Tout décocher',
  nobodyWithout: 'Personne à cocher ici\u202f: tout le monde l’a eu.',
  nobodyFound: 'Personne de ce nom à cocher.',
  more: (count: number) => `et ${count} autres\u202f: tapez un nom, ou choisissez un groupe`,
  day: 'Jour',
  ledBy: 'Mené par',
  giveTo: (count: number) =>
    count === 0 ? 'Cochez d’abord des personnes' : count === 1 ? 'Donner à 1 personne' : `Donner à ${count} personnes`,
  given: (count: number) => (count === 1 ? 'Accueil noté pour 1 personne' : `Accueil noté pour ${count} personnes`),
  had: 'Ont eu l’accueil',
  others: (count: number) => (count === 1 ? 'Voir l’autre' : `Voir les ${count} autres`),
  nobodyHad: 'Personne pour l’instant.',
  when: (day: string, who: string | null) => (who ? `${day}, avec ${who}` : day),
  take: (name: string) => `Retirer l’accueil de ${name}`,
  takes: 'Retirer',
  taken: (name: string) => `L’accueil de ${name} est retiré`,
  ofMember: (day: string | null) => (day ? `Accueil sécurité\u202f: ${day}` : '▲ Accueil sécurité\u202f: pas encore'),
  missing:
    'Il vous manque l’accueil sécurité, demandé avant toute machine. L’équipe le donne sur place\u202f: demandez-lui quand.',
}

const en: typeof fr = {
  title: 'Safety induction',
  hint: 'It teaches the place and its dangers, once and for all machines.',
  ask: 'Ask for the safety induction before any machine',
  askHint: 'Without it, nobody books or sends a print.',
  without: (count) =>
    count === 0
      ? 'Everybody had it.'
      : count === 1
        ? '1 person has not had it yet.'
        : `${count} people have not had it yet.`,
  asked: 'The safety induction is asked for',
  notAsked: 'The safety induction is no longer asked for',
  give: 'Record an induction',
  giveHint: 'Tick the attendance list.',
  group: 'Show',
  everybody: 'all who lack it',
  search: 'Find a name',
  tickAll: (count) => `Tick all (${count})`,
  untick: 'Untick all',
  nobodyWithout: 'Nobody to tick here: everybody had it.',
  nobodyFound: 'Nobody of this name to tick.',
  more: (count) => `and ${count} others: type a name, or choose a group`,
  day: 'Day',
  ledBy: 'Led by',
  giveTo: (count) => (count === 0 ? 'Tick people first' : count === 1 ? 'Give to 1 person' : `Give to ${count} people`),
  given: (count) => (count === 1 ? 'Induction recorded for 1 person' : `Induction recorded for ${count} people`),
  had: 'Had the induction',
  others: (count) => (count === 1 ? 'See the other one' : `See the ${count} others`),
  nobodyHad: 'Nobody yet.',
  when: (day, who) => (who ? `${day}, with ${who}` : day),
  take: (name) => `Take back the induction of ${name}`,
  takes: 'Take back',
  taken: (name) => `The induction of ${name} is taken back`,
  ofMember: (day) => (day ? `Safety induction: ${day}` : '▲ Safety induction: not yet'),
  missing:
    'You have not had the safety induction, which comes before any machine. The team gives it at the lab: ask them when.',
}

export const t = texts({ fr, en })
