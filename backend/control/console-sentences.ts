import type { Language } from '#backend/base/language.ts'
import type { ConsoleRefusal } from '#backend/gcode/console.ts'

type Refused = { refusal: ConsoleRefusal; text: string; detail: Record<string, number> }
type Say = (detail: Record<string, number>) => string
type Words = { fr: Say; en: Say }

const says = (fr: string, en: string): Words => ({ fr: () => fr, en: () => en })

/** Why a line of the console is not sent: what it would do, and where there is something to do, what. */
const words: Record<ConsoleRefusal, Words> = {
  'not-one-line': says('envoyez une seule commande à la fois.', 'send one command at a time.'),
  'waits-for-heat': says(
    'la console n’attend pas la chaleur. Envoyez M104 (buse) ou M140 (plateau), et lisez la courbe.',
    'the console does not wait for heat. Send M104 (nozzle) or M140 (bed), and read the plot.',
  ),
  'not-by-hand': says(
    'cela durerait dans l’impression suivante, ou changerait le sens des nombres. Ce n’est pas permis à la main.',
    'this would last into the next print, or change what numbers mean. It is not allowed by hand.',
  ),
  'changes-memory': says('cela change la mémoire de l’imprimante.', 'this changes the printer’s memory.'),
  'disarms-protection': says('cela désarme une protection.', 'this disarms a protection.'),
  'stops-printer': says(
    'pour arrêter, utilisez «\u202fArrêt logiciel\u202f» ou «\u202fCouper le chauffage\u202f».',
    'to stop, use “Software stop” or “Turn the heating off”.',
  ),
  'heats-alone': says('cela ferait chauffer l’imprimante toute seule.', 'this would make the printer heat by itself.'),
  'writes-card': says('cela se sert de la carte mémoire.', 'this uses the memory card.'),
  'drives-pins': says('cela commande directement l’électronique.', 'this drives the electronics directly.'),
  'talks-to-host': says('cela s’adresse à un autre logiciel.', 'this speaks to some other software.'),
  'renumbers-lines': says('cela change la numérotation des lignes.', 'this changes the line numbering.'),
  'replaces-firmware': says('cela remplace le programme de l’imprimante.', 'this replaces the printer’s firmware.'),
  'stores-commands': says('cela enregistre des commandes.', 'this stores commands.'),
  'other-coordinates': says('cela contourne les limites du plateau.', 'this goes round the bed’s limits.'),
  'waits-for-a-button': says('cela attend un bouton de l’imprimante.', 'this waits for a button of the printer.'),
  inches: says('ici tout est en millimètres.', 'here everything is in millimetres.'),
  'unknown-code': says('le labo ne connaît pas cette commande.', 'the lab does not know this command.'),
  'parameter-not-allowed': says('un paramètre n’est pas permis.', 'a parameter is not allowed.'),
  'number-missing': says('il manque une valeur.', 'a number is missing.'),
  'number-out-of-range': {
    fr: ({ min = 0, max = 0 }) => `la valeur va de ${min} à ${max}.`,
    en: ({ min = 0, max = 0 }) => `the number goes from ${min} to ${max}.`,
  },
  'nozzle-too-hot': {
    fr: ({ max = 0 }) => `la buse de cette imprimante va jusqu’à ${max}\u202f°C.`,
    en: ({ max = 0 }) => `this printer’s nozzle goes up to ${max} °C.`,
  },
  'bed-too-hot': {
    fr: ({ max = 0 }) => `le plateau de cette imprimante va jusqu’à ${max}\u202f°C.`,
    en: ({ max = 0 }) => `this printer’s bed goes up to ${max} °C.`,
  },
  'no-such-tool': says('cette imprimante n’a qu’un extrudeur.', 'this printer has one extruder only.'),
  'outside-bed': says('la buse sortirait du plateau.', 'the nozzle would leave the bed.'),
  'below-bed': says('la buse descendrait sous le plateau.', 'the nozzle would go below the bed.'),
  'above-height': says('la buse monterait trop haut.', 'the nozzle would rise too high.'),
  'too-fast': {
    fr: ({ max = 0 }) => `cette imprimante va jusqu’à ${max}\u202fmm/s (F${max * 60}).`,
    en: ({ max = 0 }) => `this printer goes up to ${max} mm/s (F${max * 60}).`,
  },
  'bad-arc': says('cet arc n’a pas de centre possible.', 'this arc has no possible centre.'),
  'not-homed': says(
    'l’imprimante ne sait pas où est sa tête. Faites d’abord l’origine.',
    'the printer does not know where its head is. Send it to its origin first.',
  ),
  'cold-extrusion': says(
    'la buse est trop froide pour pousser du filament.',
    'the nozzle is too cold to push filament.',
  ),
  'odd-bytes': says('il y a des caractères invisibles ou accentués.', 'it holds invisible or accented characters.'),
  'line-ends': says('il y a un retour à la ligne.', 'it holds a line end.'),
  'not-gcode': says('ce n’est pas une commande.', 'this is no command.'),
  'bad-number': says('un nombre est mal écrit.', 'a number is badly written.'),
  'two-commands': says('envoyez une seule commande à la fois.', 'send one command at a time.'),
  'repeated-parameter': says('un paramètre est donné deux fois.', 'a parameter is given twice.'),
  'line-too-long': says('la ligne est trop longue.', 'the line is too long.'),
  'filament-change': says('utilisez «\u202fCharger\u202f» ou «\u202fDécharger\u202f».', 'use “Load” or “Unload”.'),
  'heaters-left-on': says('la buse resterait chaude.', 'the nozzle would stay hot.'),
}

export function consoleSentence({ refusal, text, detail }: Refused, language: Language): string {
  const said = words[refusal][language](detail)
  if (language === 'fr') return `«\u202f${text}\u202f» n’est pas envoyé\u202f: ${said}`
  return `“${text}” is not sent: ${said}`
}
