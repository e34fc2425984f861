import { texts } from '../lib/language.svelte.ts'

const fr = {
  best: 'Coucher au mieux',
  isBest: 'Couchée au mieux',
  next: 'Autre face',
  pick: 'Choisir la face',
  picking: 'Touchez sur l’image la face qui doit être en bas.',
  asInFile: 'Comme dans le fichier',
  turning: 'Quart de tour',
  tip: 'vers l’avant',
  roll: 'sur le côté',
  spin: 'à plat',
  keys: 'X, Y, Z\u202f: quart de tour. F\u202f: autre face. B\u202f: au mieux.',
  scale: 'Taille (%)',
  smaller: 'Plus petit',
  larger: 'Plus grand',
  copies: 'Exemplaires',
  fewer: 'Un de moins',
  more: 'Un de plus',
  copiesFit: (most: number) => (most === 1 ? '1 seul tient sur ce plateau' : `${most} tiennent sur ce plateau`),
  summary: (percent: string, copies: number) =>
    `Position, taille (${percent}\u00a0%) et nombre (${copies === 1 ? '1 exemplaire' : `${copies} exemplaires`})`,
  hangs: (area: string) => `${area} pendent dans le vide (en rouge)\u202f: sans support, cela peut s’affaisser.`,
  betterLaid: 'Couchée autrement, il y en aurait moins.',
  holdsItself: 'Rien ne pend dans le vide.',
  littleContact: (area: string) => `Seulement ${area} touchent le plateau\u202f: la pièce risque de se décoller.`,
  thin: (share: string, nozzle: string) =>
    `Sous ${share} de sa surface, la paroi est plus fine qu’une ligne de plastique (${nozzle}\u00a0mm)\u202f: ces détails risquent de manquer. Épaississez-les, ou agrandissez la pièce.`,
  area: (cm2: string) => `${cm2}\u00a0cm²`,
  inchesQuestion: (size: string) =>
    `Cette pièce fait ${size}, bien moins que la pièce de 1\u00a0€. Était-elle dessinée en pouces\u202f?`,
  micrometresQuestion: (size: string) =>
    `Cette pièce fait ${size}\u202f: plus qu’aucune imprimante. Était-elle dessinée en micromètres\u202f?`,
  yesInches: 'Oui, en pouces (× 25,4)',
  yesMicrometres: 'Oui, en micromètres (÷ 1000)',
  noReally: 'Non, c’est sa taille',
}

const en: typeof fr = {
  best: 'Lay it best',
  isBest: 'Laid at its best',
  next: 'Another side',
  pick: 'Choose the side',
  picking: 'Touch, on the picture, the side that shall be down.',
  asInFile: 'As in the file',
  turning: 'A quarter turn',
  tip: 'forwards',
  roll: 'sideways',
  spin: 'flat',
  keys: 'X, Y, Z: a quarter turn. F: another side. B: at its best.',
  scale: 'Size (%)',
  smaller: 'Smaller',
  larger: 'Larger',
  copies: 'Copies',
  fewer: 'One less',
  more: 'One more',
  copiesFit: (most) => (most === 1 ? 'only 1 fits on this bed' : `${most} fit on this bed`),
  summary: (percent, copies) =>
    `Position, size (${percent}%) and number (${copies === 1 ? '1 copy' : `${copies} copies`})`,
  hangs: (area) => `${area} hang in the air (in red): without support they may sag.`,
  betterLaid: 'Laid otherwise, it would be less.',
  holdsItself: 'Nothing hangs in the air.',
  littleContact: (area) => `Only ${area} touch the bed: the part may come off.`,
  thin: (share, nozzle) =>
    `Under ${share} of its surface the wall is thinner than a line of plastic (${nozzle}\u00a0mm): these details may be missing. Make them thicker, or the part larger.`,
  area: (cm2) => `${cm2}\u00a0cm²`,
  inchesQuestion: (size) => `This part is ${size}, far less than the €1 coin. Was it drawn in inches?`,
  micrometresQuestion: (size) => `This part is ${size}: more than any printer. Was it drawn in micrometres?`,
  yesInches: 'Yes, in inches (× 25.4)',
  yesMicrometres: 'Yes, in micrometres (÷ 1000)',
  noReally: 'No, that is its size',
}

export const t = texts({ fr, en })
