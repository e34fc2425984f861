import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Casiers',
  hint: 'Où les pièces attendent leurs auteurs. Chaque casier a son étiquette.',
  name: 'Nom du casier',
  nameHint: 'Par exemple\u202f: Casier 4',
  add: 'Ajouter',
  remove: 'Retirer',
  removeOf: (name: string) => `Retirer ${name}`,
  added: (name: string) => `${name} ajouté`,
  removed: (name: string) => `${name} retiré`,
  lies: (name: string) => `Elle vous attend\u202f: ${name}`,
}

const en: typeof fr = {
  title: 'Shelf bins',
  hint: 'Where parts wait for their makers. Each bin has its label.',
  name: 'Name of the bin',
  nameHint: 'For example: Bin 4',
  add: 'Add',
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  added: (name: string) => `${name} added`,
  removed: (name: string) => `${name} removed`,
  lies: (name: string) => `It waits for you: ${name}`,
}

export const t = texts({ fr, en })
