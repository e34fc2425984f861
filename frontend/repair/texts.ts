import { texts } from '../lib/language.svelte.ts'

const fr = {
  holes: (n: number) => (n === 1 ? '1 trou' : `${n} trous`),
  facets: (n: string, one: boolean) => (one ? '1 facette à l’envers' : `${n} facettes à l’envers`),
  and: ' et ',
  has: (what: string) => `Cette pièce a ${what}.`,
  shown: 'Les trous sont en rouge sur l’image.',
  offer: 'Le labo peut réparer cela\u202f; l’image montrera ce qu’il ajoute.',
  repair: 'Réparer',
  done: (what: string) => `Réparée\u202f: ${what}.`,
  filled: (holes: number, triangles: string) =>
    `${holes === 1 ? '1 trou bouché' : `${holes} trous bouchés`} par ${triangles} triangles (en vert)`,
  turned: (n: string, one: boolean) => (one ? '1 facette retournée' : `${n} facettes retournées`),
  undo: 'Laisser comme dans le fichier',
  open: (n: string, one: boolean) =>
    `Le modèle a ${n} ${one ? 'bord ouvert' : 'bords ouverts'} (en rouge)\u202f: sa surface n’est pas fermée. Le labo ne sait pas le réparer sans deviner. Réparez-le dans votre logiciel 3D, ou imprimez tel quel, à vos risques.`,
  crowded:
    'Des faces de ce modèle se croisent ou se touchent par une arête\u202f: sa surface n’est pas fermée. Regardez bien ses couches avant d’envoyer.',
}

const en: typeof fr = {
  holes: (n) => (n === 1 ? '1 hole' : `${n} holes`),
  facets: (n, one) => (one ? '1 facet inside out' : `${n} facets inside out`),
  and: ' and ',
  has: (what) => `This part has ${what}.`,
  shown: 'The holes are red in the picture.',
  offer: 'The lab can mend that; the picture will show what it adds.',
  repair: 'Mend it',
  done: (what) => `Mended: ${what}.`,
  filled: (holes, triangles) =>
    `${holes === 1 ? '1 hole filled' : `${holes} holes filled`} by ${triangles} triangles (in green)`,
  turned: (n, one) => (one ? '1 facet turned' : `${n} facets turned`),
  undo: 'Leave it as in the file',
  open: (n, one) =>
    `The model has ${n} open ${one ? 'edge' : 'edges'} (in red): its surface is not closed. The lab cannot mend it without guessing. Repair it in your 3D software, or print it as it is, at your own risk.`,
  crowded:
    'Faces of this model cross or touch along an edge: its surface is not closed. Look well at its layers before you send it.',
}

export const t = texts({ fr, en })
