import { texts } from '../lib/language.svelte.ts'

const fr = {
  asks: 'L’imprimante demande\u202f:',
  waits: 'L’imprimante attend quelqu’un\u202f: appuyez sur son bouton.',
  atPrinter: 'Répondez avec le bouton de l’imprimante.',
  team: 'Quelqu’un de l’équipe peut répondre ici, ou avec le bouton de l’imprimante.',
  answered: 'La réponse est envoyée à l’imprimante',
  /** What Marlin says, in its own words, and what it means. Anything else is shown as the printer says it. */
  known: {
    'Nozzle Parked': 'La buse est rangée\u202f: changez le filament.',
    'Load Filament': 'Introduisez le filament.',
    'Filament Change': 'Changement de filament',
    Paused: 'En pause\u202f: le filament sort-il bien\u202f?',
    HeaterTimeout: 'La buse s’est refroidie en attendant. La réchauffer\u202f?',
    Reheating: 'La buse se réchauffe…',
    'Reheat Done': 'La buse est chaude.',
    'UI Pause': 'Mise en pause à l’imprimante',
    Continue: 'Continuer',
    PurgeMore: 'Pousser encore du filament',
    'Purge More': 'Pousser encore du filament',
    DisableRunout: 'Continuer sans le capteur',
    Resume: 'Reprendre',
    Reheat: 'Réchauffer',
    Dismiss: 'Fermer',
    Yes: 'Oui',
    No: 'Non',
  } as Record<string, string>,
}

const en: typeof fr = {
  asks: 'The printer asks:',
  waits: 'The printer waits for somebody: press its button.',
  atPrinter: 'Answer with the printer’s button.',
  team: 'Somebody of the team can answer here, or with the printer’s button.',
  answered: 'The answer is sent to the printer',
  known: {
    'Nozzle Parked': 'The nozzle is parked: change the filament.',
    'Load Filament': 'Put the filament in.',
    'Filament Change': 'Filament change',
    Paused: 'Paused: does the filament come out well?',
    HeaterTimeout: 'The nozzle has cooled meanwhile. Heat it again?',
    Reheating: 'The nozzle is heating again…',
    'Reheat Done': 'The nozzle is hot.',
    'UI Pause': 'Paused at the printer',
    Continue: 'Continue',
    PurgeMore: 'Push more filament',
    'Purge More': 'Push more filament',
    DisableRunout: 'Go on without the sensor',
    Resume: 'Go on',
    Reheat: 'Heat again',
    Dismiss: 'Close',
    Yes: 'Yes',
    No: 'No',
  },
}

export const t = texts({ fr, en })

/** The printer's words, in the reader's where they are known. */
export const inWords = (text: string): string => (Object.hasOwn(t().known, text) ? t().known[text]! : text)
