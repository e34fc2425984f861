import { texts } from '../lib/language.svelte.ts'

const fr = {
  choose: 'Choisir une image',
  chosen: 'Image jointe',
  replace: 'Remplacer l’image',
  remove: 'Retirer l’image',
  unreadable: 'Ce fichier n’est pas une image que ce navigateur sait lire. Essayez un PNG ou un JPEG.',
}
const en: typeof fr = {
  choose: 'Choose a picture',
  chosen: 'Picture attached',
  replace: 'Replace the picture',
  remove: 'Remove the picture',
  unreadable: 'This file is no picture that this browser can read. Try a PNG or a JPEG.',
}
export const t = texts({ fr, en })
