import type { Language } from '#backend/base/language.ts'
import type { MeshRefusalCode, MeshRefusalDetail } from '#backend/mesh/refusal.ts'

/** What is wrong with an uploaded model, and what to do, in one or two sentences. */
export function meshSentence(code: MeshRefusalCode, detail: MeshRefusalDetail, language: Language): string {
  return sentences[code][language](detail, (name) => {
    const value = detail[name] ?? 0
    return typeof value === 'number' ? formats[language].format(value) : value
  })
}

const formats = { fr: new Intl.NumberFormat('fr-FR'), en: new Intl.NumberFormat('en-GB') }

type Say = (detail: MeshRefusalDetail, value: (name: string) => string) => string

const sentences: Record<MeshRefusalCode, { fr: Say; en: Say }> = {
  empty: {
    fr: () => 'Ce fichier est vide. Ré-exportez-le, puis envoyez-le de nouveau.',
    en: () => 'This file is empty. Export it again, then send it again.',
  },
  'looks-like': {
    fr: (_detail, value) =>
      `Ce fichier n’est ni un modèle 3D ni du G-code\u202f: c’est un fichier ${value('what')}. Exportez votre pièce en STL, en 3MF ou en OBJ.`,
    en: (_detail, value) =>
      `This file is neither a 3D model nor G-code: it is a ${value('what')} file. Export your part as STL, 3MF or OBJ.`,
  },
  'binary-gcode': {
    fr: () =>
      'Ce fichier est du G-code binaire (.bgcode), que le labo ne lit pas encore. Décochez «\u202fG-code binaire\u202f» dans le trancheur et exportez de nouveau.',
    en: () =>
      'This file is binary G-code (.bgcode), which the lab does not read yet. Untick “binary G-code” in the slicer and export again.',
  },
  'unknown-kind': {
    fr: () => 'Ce fichier n’est ni un modèle 3D ni du G-code. Envoyez un fichier STL, 3MF, OBJ ou G-code.',
    en: () => 'This file is neither a 3D model nor G-code. Send an STL, 3MF, OBJ or G-code file.',
  },
  'too-short': {
    fr: (_detail, value) =>
      `Ce fichier ne contient aucun volume\u202f: ses ${value('bytes')} octets ne suffisent pas à un STL. Ré-exportez-le.`,
    en: (_detail, value) =>
      `This file contains no volume: its ${value('bytes')} bytes are too few for an STL. Export it again.`,
  },
  'wrong-count': {
    fr: (_detail, value) =>
      `Ce fichier n’est pas un STL lisible (il annonce ${value('announced')} triangles et en contient ${value('contained')}). Ré-exportez-le.`,
    en: (_detail, value) =>
      `This file is not a readable STL (it announces ${value('announced')} triangles and contains ${value('contained')}). Export it again.`,
  },
  truncated: {
    fr: () => 'La fin de ce fichier manque. Ré-exportez-le, puis envoyez-le de nouveau.',
    en: () => 'The end of this file is missing. Export it again, then send it again.',
  },
  'bad-text': {
    fr: (_detail, value) =>
      `Ce fichier en texte est illisible à la ligne ${value('line')}. Ré-exportez la pièce, de préférence en STL binaire.`,
    en: (_detail, value) =>
      `This text file cannot be read at line ${value('line')}. Export the part again, preferably as binary STL.`,
  },
  'odd-surface': {
    fr: (_detail, value) =>
      `Ce fichier OBJ contient une surface courbe, ou un polygone à trop de sommets (ligne ${value('line')}). Exportez la pièce en triangles, ou en STL.`,
    en: (_detail, value) =>
      `This OBJ file has a curved surface, or a polygon of too many corners (line ${value('line')}). Export the part as triangles, or as STL.`,
  },
  'bad-coordinates': {
    fr: (_detail, value) =>
      `Ce fichier contient des coordonnées invalides (triangles\u202f: ${value('triangles')}). Réparez la pièce dans votre logiciel et ré-exportez-la.`,
    en: (_detail, value) =>
      `This file contains invalid coordinates (triangles: ${value('triangles')}). Repair the part in your software and export it again.`,
  },
  'no-volume': {
    fr: () => 'Ce fichier ne contient aucun volume. Vérifiez que la pièce est bien sélectionnée à l’export.',
    en: () => 'This file contains no volume. Check that the part is selected when you export.',
  },
  'too-many-triangles': {
    fr: (_detail, value) => `Ce modèle a plus de ${value('max')} triangles. Simplifiez-le, puis ré-exportez-le.`,
    en: (_detail, value) => `This model has more than ${value('max')} triangles. Simplify it, then export it again.`,
  },
  'bad-archive': {
    fr: () => 'Archive 3MF non conforme. Ré-exportez la pièce, ou choisissez STL.',
    en: () => 'This 3MF archive does not follow the rules. Export the part again, or choose STL.',
  },
  'archive-bomb': {
    fr: () => 'Cette archive se déplie en bien plus de données qu’un modèle. Ré-exportez la pièce, ou choisissez STL.',
    en: () => 'This archive unfolds to far more data than a model. Export the part again, or choose STL.',
  },
  'bad-xml': {
    fr: () => 'Le contenu de ce fichier 3MF est illisible. Ré-exportez la pièce, ou choisissez STL.',
    en: () => 'The content of this 3MF file cannot be read. Export the part again, or choose STL.',
  },
  'external-reference': {
    fr: () =>
      'Ce fichier 3MF renvoie à d’autres fichiers, ce qui n’est pas permis ici. Ré-exportez la pièce, ou choisissez STL.',
    en: () => 'This 3MF file refers to other files, which is not allowed here. Export the part again, or choose STL.',
  },
  extension: {
    fr: (_detail, value) =>
      `Ce fichier 3MF utilise l’extension «\u202f${value('what')}\u202f», que le labo ne lit pas encore. Exportez la pièce en STL.`,
    en: (_detail, value) =>
      `This 3MF file uses the “${value('what')}” extension, which the lab does not read yet. Export the part as STL.`,
  },
  'no-model': {
    fr: () => 'Cette archive ne contient aucun modèle 3D. Exportez la pièce en 3MF ou en STL.',
    en: () => 'This archive contains no 3D model. Export the part as 3MF or STL.',
  },
  'nothing-to-print': {
    fr: () => 'Ce fichier G-code n’imprime rien. Vérifiez qu’il contient bien votre pièce, puis re-tranchez.',
    en: () => 'This G-code file prints nothing. Check that your part is in it, then slice it again.',
  },
  'took-too-long': {
    fr: () => 'Ce fichier est trop long à lire. Simplifiez la pièce, puis ré-exportez-la.',
    en: () => 'This file takes too long to read. Simplify the part, then export it again.',
  },
  'took-too-much-memory': {
    fr: () => 'Ce fichier est trop lourd à lire. Simplifiez la pièce, puis ré-exportez-la.',
    en: () => 'This file is too heavy to read. Simplify the part, then export it again.',
  },
}
