import type { UpkeepUnit } from '#backend/upkeep/task.ts'
import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Entretien régulier',
  named: (machine: string, title: string) => `${machine}\u202f: ${title}`,
  dueTitle: 'Entretiens à faire',
  usage: (hours: string) => `${hours}\u202fh d’utilisation`,
  prints: (n: string) => `${n} impressions réussies`,
  grams: (amount: string) => `${amount} de matière`,
  none: 'Rien à faire régulièrement. Ajoutez par exemple «\u00a0Graisser les axes\u00a0», tous les 200\u202fh.',
  units: { hours: 'heures', prints: 'impressions', grams: 'grammes', days: 'jours' } as Record<UpkeepUnit, string>,
  every: (amount: string, unit: UpkeepUnit) =>
    ({
      hours: `toutes les ${amount}\u202fh`,
      prints: `toutes les ${amount} impressions`,
      grams: `tous les ${amount}\u202fg`,
      days: `tous les ${amount} jours`,
    })[unit],
  amount: (amount: string, unit: UpkeepUnit) =>
    ({
      hours: `${amount}\u202fh`,
      prints: `${amount} impressions`,
      grams: `${amount}\u202fg`,
      days: `${amount} jours`,
    })[unit],
  left: (amount: string) => `encore ${amount}`,
  due: (amount: string) => `À faire\u202f: ${amount} depuis la dernière fois`,
  last: (day: string) => `compté depuis le ${day}`,
  done: 'C’est fait',
  doneOf: (title: string) => `C’est fait\u202f: ${title}`,
  doneWords: 'Un mot (facultatif)',
  doneNow: 'Noter',
  doneTold: (title: string) => `${title}\u202f: noté`,
  change: 'Modifier',
  changeOf: (title: string) => `Modifier\u202f: ${title}`,
  remove: 'Retirer',
  removeOf: (title: string) => `Retirer\u202f: ${title}`,
  removed: (title: string) => `${title}\u202f: plus à faire`,
  add: 'Ajouter un entretien régulier',
  what: 'Que faut-il faire\u202f?',
  howOften: 'Tous les',
  unit: 'Compté en',
  save: 'Enregistrer',
  saved: 'Entretien enregistré',
  back: 'Annuler',
  history: (n: number) => (n === 1 ? 'Historique\u202f: fait 1 fois' : `Historique\u202f: fait ${n} fois`),
  by: (who: string, when: string) => `${who}, ${when}`,
  unknown: 'Quelqu’un',
  after: (amount: string) => `après ${amount}`,
}

const en: typeof fr = {
  title: 'Regular upkeep',
  named: (machine, title) => `${machine}: ${title}`,
  dueTitle: 'Upkeep that is due',
  usage: (hours) => `${hours}\u202fh of use`,
  prints: (n) => `${n} successful prints`,
  grams: (amount) => `${amount} of material`,
  none: 'Nothing is done regularly. Add for instance “Grease the axes”, every 200\u202fh.',
  units: { hours: 'hours', prints: 'prints', grams: 'grams', days: 'days' },
  every: (amount, unit) =>
    ({
      hours: `every ${amount}\u202fh`,
      prints: `every ${amount} prints`,
      grams: `every ${amount}\u202fg`,
      days: `every ${amount} days`,
    })[unit],
  amount: (amount, unit) =>
    ({ hours: `${amount}\u202fh`, prints: `${amount} prints`, grams: `${amount}\u202fg`, days: `${amount} days` })[
      unit
    ],
  left: (amount) => `${amount} to go`,
  due: (amount) => `Due: ${amount} since the last time`,
  last: (day) => `counted since ${day}`,
  done: 'Done',
  doneOf: (title) => `Done: ${title}`,
  doneWords: 'A word (optional)',
  doneNow: 'Note it',
  doneTold: (title) => `${title}: noted`,
  change: 'Change',
  changeOf: (title) => `Change: ${title}`,
  remove: 'Remove',
  removeOf: (title) => `Remove: ${title}`,
  removed: (title) => `${title}: no longer to be done`,
  add: 'Add regular upkeep',
  what: 'What is to be done?',
  howOften: 'Every',
  unit: 'Counted in',
  save: 'Save',
  saved: 'Upkeep saved',
  back: 'Cancel',
  history: (n) => (n === 1 ? 'History: done once' : `History: done ${n} times`),
  by: (who, when) => `${who}, ${when}`,
  unknown: 'Somebody',
  after: (amount) => `after ${amount}`,
}

export const t = texts({ fr, en })
