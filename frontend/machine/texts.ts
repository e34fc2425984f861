import type { MachineKind } from '#backend/machine/kinds.ts'
import type { MachineState } from '#backend/machine/state.ts'
import { texts } from '../lib/language.svelte.ts'

const fr = {
  states: {
    attention: 'à regarder',
    bed_to_clear: 'plateau à vider',
    printing: 'imprime',
    paused: 'en pause',
    in_use: 'en cours d’utilisation',
    offline: 'ne répond pas',
    free: 'libre',
    out_of_order: 'hors service',
  } satisfies Record<MachineState, string> as Record<MachineState, string>,
  kinds: {
    printer: 'imprimante 3D',
    laser: 'découpe laser',
    mill: 'fraiseuse',
    other: 'autre machine',
  } satisfies Record<MachineKind, string> as Record<MachineKind, string>,
  untrained: 'formation nécessaire',
  freeAt: (time: string) => `libre vers ${time}`,
  freeUntil: (time: string) => `libre jusqu’à ${time}`,
  readyAt: (time: string) => `prête vers ${time}`,
  queued: (n: number) => `${n} en file`,
  title: 'Machines',
  bookTitle: 'Réserver une machine',
  chooseMachine: 'Choisissez une machine, puis un jour et une heure.',
  none: 'Aucune machine pour l’instant.',
  addOne: 'Ajouter une machine',
  seeWeek: 'Voir la semaine',
}

const en: typeof fr = {
  states: {
    attention: 'needs a look',
    bed_to_clear: 'bed to clear',
    printing: 'printing',
    paused: 'paused',
    in_use: 'in use',
    offline: 'not answering',
    free: 'free',
    out_of_order: 'out of order',
  },
  kinds: { printer: '3D printer', laser: 'laser cutter', mill: 'milling machine', other: 'other machine' },
  untrained: 'training needed',
  freeAt: (time: string) => `free around ${time}`,
  freeUntil: (time: string) => `free until ${time}`,
  readyAt: (time: string) => `ready around ${time}`,
  queued: (n: number) => `${n} queued`,
  title: 'Machines',
  bookTitle: 'Book a machine',
  chooseMachine: 'Choose a machine, then a day and a time.',
  none: 'No machine yet.',
  addOne: 'Add a machine',
  seeWeek: 'See the week',
}

export const t = texts({ fr, en })
