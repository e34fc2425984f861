import type { Feature } from '#backend/gcode/features.ts'
import { texts } from '../lib/language.svelte.ts'
import type { Scheme } from './colours.ts'

const fr = {
  part: 'La pièce',
  layers: 'Couche par couche',
  shown: 'Ce qui est montré',
  layer: 'Couche',
  of: (n: string, all: string, z: string) => `Couche ${n} sur ${all}, à ${z}\u00a0mm`,
  begins: (time: string) => `commence après ${time}`,
  takes: (time: string) => `dure ${time}`,
  below: 'Couche du dessous',
  above: 'Couche du dessus',
  play: 'Dérouler',
  stop: 'Arrêter',
  follow: 'Suivre l’impression',
  following: 'Suit l’impression en cours',
  colours: 'Couleurs',
  loading: 'Les couches arrivent…',
  missing: 'Les couches de ce fichier ne peuvent pas être montrées ici\u202f: voici l’image.',
  picture: 'Les lignes que l’imprimante va déposer.',
  schemes: { feature: 'Rôle', speed: 'Vitesse', temperature: 'Température' } as Record<Scheme, string>,
  range: (from: string, to: string, unit: string) =>
    from === to ? `${from}\u00a0${unit}` : `${from} à ${to}\u00a0${unit}`,
  features: {
    'outer-wall': 'paroi visible',
    'inner-wall': 'autres parois',
    infill: 'remplissage',
    solid: 'plein',
    top: 'dessus',
    bridge: 'pont, porte-à-faux',
    support: 'support',
    skirt: 'jupe, bordure',
    other: 'autre',
  } as Record<Feature, string>,
}

const en: typeof fr = {
  part: 'The part',
  layers: 'Layer by layer',
  shown: 'What is shown',
  layer: 'Layer',
  of: (n, all, z) => `Layer ${n} of ${all}, at ${z}\u00a0mm`,
  begins: (time) => `begins after ${time}`,
  takes: (time) => `takes ${time}`,
  below: 'The layer below',
  above: 'The layer above',
  play: 'Play',
  stop: 'Stop',
  follow: 'Follow the print',
  following: 'Follows the print',
  colours: 'Colours',
  loading: 'The layers are coming…',
  missing: 'The layers of this file cannot be shown here: here is the picture.',
  picture: 'The lines that the printer will lay.',
  schemes: { feature: 'Purpose', speed: 'Speed', temperature: 'Temperature' },
  range: (from, to, unit) => (from === to ? `${from}\u00a0${unit}` : `${from} to ${to}\u00a0${unit}`),
  features: {
    'outer-wall': 'outer wall',
    'inner-wall': 'other walls',
    infill: 'infill',
    solid: 'solid',
    top: 'top',
    bridge: 'bridge, overhang',
    support: 'support',
    skirt: 'skirt, brim',
    other: 'other',
  },
}

export const t = texts({ fr, en })
