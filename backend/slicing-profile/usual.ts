import type { Language } from '#backend/base/language.ts'
import type { SliceValues } from './values.ts'

/** What a new lab prints with until it says otherwise. The first is taken where nobody chooses. */
export const usualProfiles: { name: Record<Language, string>; material: string; values: SliceValues }[] = [
  { name: { fr: 'Normale', en: 'Normal' }, material: 'PLA', values: { layer_height: '0.2', fill_density: '15%' } },
  { name: { fr: 'Brouillon', en: 'Draft' }, material: 'PLA', values: { layer_height: '0.28', fill_density: '10%' } },
  { name: { fr: 'Fine', en: 'Fine' }, material: 'PLA', values: { layer_height: '0.12', fill_density: '15%' } },
  {
    name: { fr: 'Solide', en: 'Strong' },
    material: 'PLA',
    values: { layer_height: '0.2', fill_density: '30%', perimeters: '4' },
  },
  {
    name: { fr: 'Normale', en: 'Normal' },
    material: 'PETG',
    values: {
      ...{ layer_height: '0.2', fill_density: '15%', temperature: '240', bed_temperature: '80' },
      ...{ filament_density: '1.27', max_fan_speed: '50' },
    },
  },
]
