import type { Language } from '#backend/base/language.ts'
import type { GateReasonCode } from '#backend/gcode/allowed.ts'
import type { GateReason } from '#backend/gcode/gate.ts'

/** One sentence or two for a maker: the line, what is wrong there, what to do. */
export function gateSentence(reason: GateReason, language: Language): string {
  const { line, count } = reason
  const number = formats[language]
  const said = sentences[reason.code][language](reason, (value) => number.format(value))
  if (language === 'fr') {
    const more = count > 1 ? ` (${number.format(count)} fois dans le fichier)` : ''
    return `Ligne ${number.format(line)}${more}\u202f: ${said}`
  }
  const more = count > 1 ? ` (${number.format(count)} times in the file)` : ''
  return `Line ${number.format(line)}${more}: ${said}`
}

const formats = {
  fr: new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 }),
}

type Say = (reason: GateReason, n: (value: number) => string) => string

/** The code at the head of the offending command, as makers know it: `M500`. */
const head = (reason: GateReason): string => reason.text.split(' ')[0] ?? reason.text

const again = {
  fr: 'Re-tranchez avec le profil du labo.',
  en: 'Slice it again with the lab’s profile.',
}
const notHere = {
  fr: `Ce code n’est pas permis ici. ${again.fr}`,
  en: `This code is not allowed here. ${again.en}`,
}

const code = (fr: string, en: string): { fr: Say; en: Say } => ({
  fr: (reason) => `${head(reason)} ${fr} ${notHere.fr}`,
  en: (reason) => `${head(reason)} ${en} ${notHere.en}`,
})
const quote = (fr: string, en: string): { fr: Say; en: Say } => ({
  fr: ({ text }) => `${fr}${text === '' ? '.' : `\u202f: «\u202f${text}\u202f».`} ${again.fr}`,
  en: ({ text }) => `${en}${text === '' ? '.' : `: “${text}”.`} ${again.en}`,
})

const sentences: Record<GateReasonCode, { fr: Say; en: Say }> = {
  'changes-memory': code('change la mémoire de l’imprimante.', 'changes the printer’s memory.'),
  'disarms-protection': code('désarme une protection de l’imprimante.', 'disarms one of the printer’s protections.'),
  'stops-printer': code('arrête ou relance l’imprimante.', 'stops or restarts the printer.'),
  'heats-alone': code('fait chauffer l’imprimante toute seule.', 'makes the printer heat by itself.'),
  'writes-card': code('se sert de la carte mémoire de l’imprimante.', 'uses the printer’s memory card.'),
  'drives-pins': code('commande directement l’électronique.', 'drives the electronics directly.'),
  'talks-to-host': {
    fr: ({ text }) => `«\u202f${text}\u202f» s’adresse à un autre logiciel. ${notHere.fr}`,
    en: ({ text }) => `“${text}” speaks to some other software. ${notHere.en}`,
  },
  'renumbers-lines': code('change la numérotation des lignes.', 'changes the line numbering.'),
  'replaces-firmware': code('remplace le programme de l’imprimante.', 'replaces the printer’s firmware.'),
  'stores-commands': code('enregistre des commandes dans l’imprimante.', 'stores commands in the printer.'),
  'other-coordinates': code(
    'contourne les limites du plateau (coordonnées machine ou calibration).',
    'goes round the bed’s limits (machine coordinates or calibration).',
  ),
  'waits-for-a-button': {
    fr: (reason) =>
      `${head(reason)} attend qu’une personne appuie sur un bouton. Pour changer de filament, utilisez M600\u202f; sinon, retirez cette pause et re-tranchez.`,
    en: (reason) =>
      `${head(reason)} waits for a person to press a button. To change filament, use M600; otherwise remove this pause and slice again.`,
  },
  inches: {
    fr: () => `G20 compte en pouces\u202f; ici tout est en millimètres. ${again.fr}`,
    en: () => `G20 counts in inches; here everything is in millimetres. ${again.en}`,
  },
  'unknown-code': code('n’est pas un code connu du labo.', 'is not a code that the lab knows.'),
  'parameter-not-allowed': quote(
    'cette commande porte un paramètre qui n’est pas permis ici',
    'this command carries a parameter that is not allowed here',
  ),
  'number-missing': quote('il manque une valeur à cette commande', 'this command lacks a number'),
  'number-out-of-range': {
    fr: ({ text, detail }, n) =>
      `dans «\u202f${text}\u202f», ${n(detail.value ?? 0)} est hors des valeurs permises (de ${n(detail.min ?? 0)} à ${n(detail.max ?? 0)}). ${again.fr}`,
    en: ({ text, detail }, n) =>
      `in “${text}”, ${n(detail.value ?? 0)} is outside what is allowed (${n(detail.min ?? 0)} to ${n(detail.max ?? 0)}). ${again.en}`,
  },
  'nozzle-too-hot': {
    fr: ({ detail }, n) =>
      `la buse est demandée à ${n(detail.value ?? 0)}\u202f°C, cette imprimante s’arrête à ${n(detail.max ?? 0)}\u202f°C. Choisissez une autre température ou une autre imprimante.`,
    en: ({ detail }, n) =>
      `the nozzle is asked for ${n(detail.value ?? 0)} °C, this printer stops at ${n(detail.max ?? 0)} °C. Choose another temperature or another printer.`,
  },
  'bed-too-hot': {
    fr: ({ detail }, n) =>
      `le plateau est demandé à ${n(detail.value ?? 0)}\u202f°C, cette imprimante s’arrête à ${n(detail.max ?? 0)}\u202f°C. Choisissez une autre température ou une autre imprimante.`,
    en: ({ detail }, n) =>
      `the bed is asked for ${n(detail.value ?? 0)} °C, this printer stops at ${n(detail.max ?? 0)} °C. Choose another temperature or another printer.`,
  },
  'no-such-tool': {
    fr: ({ text }) =>
      `«\u202f${text}\u202f» demande un second extrudeur, que cette imprimante n’a pas. Tranchez pour un seul extrudeur.`,
    en: ({ text }) => `“${text}” asks for a second extruder, which this printer does not have. Slice for one extruder.`,
  },
  'outside-bed': {
    fr: ({ detail }, n) =>
      `la buse irait en X ${n(detail.x ?? 0)}, Y ${n(detail.y ?? 0)}, hors du plateau de ${n(detail.bedX ?? 0)} × ${n(detail.bedY ?? 0)}\u202fmm. Recentrez la pièce et tranchez pour cette imprimante.`,
    en: ({ detail }, n) =>
      `the nozzle would go to X ${n(detail.x ?? 0)}, Y ${n(detail.y ?? 0)}, off the ${n(detail.bedX ?? 0)} × ${n(detail.bedY ?? 0)} mm bed. Centre the part and slice for this printer.`,
  },
  'below-bed': {
    fr: ({ detail }, n) =>
      `la buse descendrait sous le plateau (Z ${n(detail.z ?? 0)}\u202fmm). Vérifiez le décalage en Z et re-tranchez.`,
    en: ({ detail }, n) =>
      `the nozzle would go below the bed (Z ${n(detail.z ?? 0)} mm). Check the Z offset and slice again.`,
  },
  'above-height': {
    fr: ({ detail }, n) =>
      `la buse monterait à ${n(detail.z ?? 0)}\u202fmm, cette imprimante s’arrête à ${n(detail.max ?? 0)}\u202fmm. Réduisez ou coupez la pièce.`,
    en: ({ detail }, n) =>
      `the nozzle would rise to ${n(detail.z ?? 0)} mm, this printer stops at ${n(detail.max ?? 0)} mm. Scale the part down or cut it.`,
  },
  'too-fast': {
    fr: ({ detail }, n) =>
      `la vitesse demandée est de ${n(detail.value ?? 0)}\u202fmm/s, cette imprimante s’arrête à ${n(detail.max ?? 0)}\u202fmm/s. ${again.fr}`,
    en: ({ detail }, n) =>
      `the speed asked for is ${n(detail.value ?? 0)} mm/s, this printer stops at ${n(detail.max ?? 0)} mm/s. ${again.en}`,
  },
  'bad-arc': quote('cet arc n’a pas de centre possible', 'this arc has no possible centre'),
  'not-homed': {
    fr: () => `la buse bouge avant que l’imprimante ait trouvé son origine (G28). ${again.fr}`,
    en: () => `the nozzle moves before the printer has found its home (G28). ${again.en}`,
  },
  'cold-extrusion': {
    fr: (_reason, n) =>
      `du filament est poussé avant que la buse soit chaude (M109 à ${n(170)}\u202f°C au moins). ${again.fr}`,
    en: (_reason, n) => `filament is pushed before the nozzle is hot (M109 at ${n(170)} °C or more). ${again.en}`,
  },
  'odd-bytes': quote(
    'des caractères invisibles ou accentués sont hors d’un commentaire',
    'invisible or accented characters stand outside a comment',
  ),
  'line-ends': {
    fr: () =>
      `les fins de ligne sont ambiguës (retours chariot seuls). Enregistrez le fichier de nouveau depuis votre trancheur.`,
    en: () => `the line ends are ambiguous (lone carriage returns). Save the file again from your slicer.`,
  },
  'not-gcode': quote('ce n’est pas une commande G-code', 'this is not a G-code command'),
  'bad-number': quote('un nombre est mal écrit', 'a number is badly written'),
  'two-commands': quote('deux commandes se suivent sur une ligne', 'two commands stand on one line'),
  'repeated-parameter': quote('un paramètre est donné deux fois', 'a parameter is given twice'),
  'line-too-long': quote('la commande est trop longue pour une imprimante', 'the command is too long for a printer'),
  'filament-change': {
    fr: () => `l’impression s’arrête pour un changement de filament\u202f: une personne devra être là.`,
    en: () => `the print stops for a filament change: a person will have to be there.`,
  },
  'heaters-left-on': {
    fr: () => `le fichier finit sans éteindre la buse. Le labo l’éteindra à la fin de l’impression.`,
    en: () => `the file ends without turning the nozzle off. The lab will turn it off when the print ends.`,
  },
}
