import type { Screen } from '#backend/screen/schema.ts'
import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Écrans',
  pair: 'Ajouter un écran',
  how: 'Sur l’écran, ouvrez l’adresse ci-dessous\u202f: il montre un code de 6 signes. Tapez-le ici.',
  kinds: { wall: 'écran mural', kiosk: 'borne d’accueil' } as Record<Screen['kind'], string>,
  code: 'Code montré par l’écran',
  name: 'Nom de l’écran',
  nameHint: 'Par exemple\u202f: mur de l’atelier',
  add: 'Associer',
  paired: (name: string) => `${name} est associé`,
  revoke: 'Retirer',
  revoked: (name: string) => `${name} n’a plus accès`,
  seen: (age: string) => `vu ${age}`,
  never: 'pas encore vu',
  none: 'Aucun écran associé.',
}

const en: typeof fr = {
  title: 'Screens',
  pair: 'Add a screen',
  how: 'On the screen, open the address below: it shows a 6-character code. Type it here.',
  kinds: { wall: 'wall screen', kiosk: 'reception kiosk' },
  code: 'Code shown by the screen',
  name: 'Name of the screen',
  nameHint: 'For example: workshop wall',
  add: 'Pair',
  paired: (name: string) => `${name} is paired`,
  revoke: 'Remove',
  revoked: (name: string) => `${name} no longer has access`,
  seen: (age: string) => `seen ${age}`,
  never: 'not seen yet',
  none: 'No screen is paired yet.',
}

export const t = texts({ fr, en })
