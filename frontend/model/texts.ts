import { texts } from '../lib/language.svelte.ts'

const fr = {
  left: 'Tourner à gauche',
  right: 'Tourner à droite',
  up: 'Regarder de plus haut',
  down: 'Regarder de plus bas',
  closer: 'Rapprocher',
  farther: 'Éloigner',
  home: 'Vue de départ',
  keys: 'Flèches\u202f: tourner. + et −\u202f: zoom. Début\u202f: vue de départ.',
  coin: 'La pièce de 1\u00a0€ donne l’échelle.',
  flat: 'La vue 3D n’est pas possible sur cet appareil\u202f: voici l’image.',
  loading: 'La vue 3D arrive…',
  controls: 'Tourner la pièce',
}

const en: typeof fr = {
  left: 'Turn left',
  right: 'Turn right',
  up: 'Look from higher',
  down: 'Look from lower',
  closer: 'Closer',
  farther: 'Farther',
  home: 'Back to the first view',
  keys: 'Arrows: turn. + and −: zoom. Home: first view.',
  coin: 'The €1 coin shows the scale.',
  flat: 'No 3D view on this device: here is the picture.',
  loading: 'The 3D view is coming…',
  controls: 'Turn the part',
}

export const t = texts({ fr, en })
