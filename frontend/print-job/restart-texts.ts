import { texts } from '../lib/language.svelte.ts'

const fr = {
  open: 'Reprendre à une couche…',
  title: 'Reprendre l’impression sur sa pièce',
  came: (lines: string, total: string, finished: string) =>
    `L’imprimante a reçu ${lines} lignes sur ${total}. ${finished} couches sont sûrement finies.`,
  layer: 'Première couche à imprimer',
  of: (from: string, to: string, all: string) => `De ${from} à ${to}, sur ${all}.`,
  touch: (mm: string) =>
    `À l’imprimante, depuis son écran\u202f: amenez la buse juste au contact du dessus de la pièce, là où la couche n’est pas commencée. C’est la hauteur ${mm} mm.`,
  then: 'Ensuite, l’imprimante\u202f:',
  steps: {
    lift: 'remonte de 5 mm et cherche ses axes X et Y\u202f; jamais la hauteur, car la pièce est sur le plateau',
    heat: (nozzle: string, bed: string | undefined) =>
      `chauffe la buse à ${nozzle} °C${bed === undefined ? '' : ` et le plateau à ${bed} °C`}, puis purge un peu de filament`,
    go: (x: string, y: string) => `revient à X ${x}, Y ${y} et imprime la suite`,
    fan: (percent: string) => `règle le ventilateur à ${percent} %`,
    absoluteE: 'compte le filament depuis le début du fichier (E absolu)',
    relativeE: 'compte le filament mouvement par mouvement (E relatif)',
  },
  commands: 'Les commandes, dans l’ordre',
  firstLines: 'puis les premières lignes de la couche\u202f:',
  partSticks: 'La pièce tient bien au plateau, rien ne gêne la tête',
  nozzleTouches: 'La buse est propre et touche le dessus de la pièce',
  warning: 'Une trace peut rester visible à cette hauteur. Rien de plus n’est facturé.',
  go: 'Reprendre l’impression',
  cancel: 'Ne pas reprendre',
  incidents: (n: number) =>
    n === 1
      ? 'La passerelle a redémarré, l’impression a continué.'
      : `La passerelle a redémarré ${n} fois, l’impression a continué.`,
  fromLayer: (layer: string) => `reprise à la couche ${layer}`,
}

const en: typeof fr = {
  open: 'Go on from a layer…',
  title: 'Go on printing upon the part',
  came: (lines, total, finished) =>
    `The printer received ${lines} lines of ${total}. ${finished} layers are surely finished.`,
  layer: 'First layer to print',
  of: (from, to, all) => `From ${from} to ${to}, of ${all}.`,
  touch: (mm) =>
    `At the printer, on its own screen: bring the nozzle down until it just touches the top of the part, where the layer has not begun. That is the height ${mm} mm.`,
  then: 'Then the printer:',
  steps: {
    lift: 'rises by 5 mm and finds its X and Y axes; never the height, for the part is on the bed',
    heat: (nozzle, bed) =>
      `heats the nozzle to ${nozzle} °C${bed === undefined ? '' : ` and the bed to ${bed} °C`}, then purges a little filament`,
    go: (x, y) => `returns to X ${x}, Y ${y} and prints the rest`,
    fan: (percent) => `sets the fan to ${percent} %`,
    absoluteE: 'counts the filament from the start of the file (absolute E)',
    relativeE: 'counts the filament move by move (relative E)',
  },
  commands: 'The commands, in order',
  firstLines: 'then the first lines of the layer:',
  partSticks: 'The part sticks well to the bed, nothing is in the head’s way',
  nozzleTouches: 'The nozzle is clean and touches the top of the part',
  warning: 'A mark may stay visible at this height. Nothing more is charged.',
  go: 'Go on printing',
  cancel: 'Do not go on',
  incidents: (n) =>
    n === 1 ? 'The bridge restarted, the print went on.' : `The bridge restarted ${n} times, the print went on.`,
  fromLayer: (layer) => `restarted at layer ${layer}`,
}

export const t = texts({ fr, en })
