import { texts } from '../lib/language.svelte.ts'

const fr = {
  heading: 'Envoyer un fichier',
  newVersion: 'Envoyer une autre version',
  drop: 'Déposez votre fichier ici',
  choose: 'Choisir un fichier',
  kinds: (model: string, gcode: string) => `STL, 3MF ou OBJ (jusqu’à ${model}), ou G-code (jusqu’à ${gcode})`,
  gcodeOnly: 'Le labo n’a pas de trancheur pour l’instant\u202f: un G-code préparé chez vous ira plus vite.',
  next: 'Et ensuite\u202f?',
  steps: [
    'Vous voyez la pièce en 3D, sa durée et son prix, et choisissez l’imprimante.',
    'L’équipe regarde et valide\u202f; rien n’est débité avant.',
    'Une personne du labo lance l’impression, vous la suivez d’ici.',
  ],
  sending: (name: string) => `Envoi de ${name}`,
  checking: 'Le fichier est arrivé. Le labo le lit…',
  speed: (perSecond: string) => `${perSecond}/s`,
  remaining: (time: string) => `encore ${time}`,
  ofBytes: (done: string, all: string) => `${done} sur ${all}`,
  waiting: 'Le réseau ne répond pas. L’envoi reprendra tout seul là où il en était.',
  leave:
    'Vous pouvez quitter cette page\u202f: l’envoi continue. Si la connexion se perd ou si vous fermez, choisissez le même fichier\u202f: il reprendra où il en était.',
  cancel: 'Abandonner l’envoi',
  wrongKind:
    'Ce n’est ni un STL, ni un 3MF, ni un OBJ, ni un G-code. Exportez la pièce en STL depuis votre logiciel 3D.',
  tooBig: (size: string, limit: string) =>
    `Ce fichier fait ${size}\u202f; la limite est ${limit}. Allégez le modèle, puis renvoyez-le.`,
  empty: 'Ce fichier est vide. Ré-exportez-le.',
  failed:
    'L’envoi n’a pas abouti. Vérifiez le réseau, puis choisissez le même fichier\u202f: il reprendra où il en était.',
  open: 'Ouvrir',
  dismiss: 'Fermer',
  seconds: (n: number) => `${n}\u00a0s`,
}

const en: typeof fr = {
  heading: 'Send a file',
  newVersion: 'Send another version',
  drop: 'Drop your file here',
  choose: 'Choose a file',
  kinds: (model, gcode) => `STL, 3MF or OBJ (up to ${model}), or G-code (up to ${gcode})`,
  gcodeOnly: 'The lab has no slicer at the moment: G-code prepared on your computer will be quicker.',
  next: 'What happens next?',
  steps: [
    'You see the part in 3D, its time and its price, and choose the printer.',
    'The team looks at it and approves; nothing is charged before.',
    'Someone at the lab starts the print, and you follow it from here.',
  ],
  sending: (name) => `Sending ${name}`,
  checking: 'The file has arrived. The lab is reading it…',
  speed: (perSecond) => `${perSecond}/s`,
  remaining: (time) => `${time} left`,
  ofBytes: (done, all) => `${done} of ${all}`,
  waiting: 'The network does not answer. Sending will go on by itself where it stopped.',
  leave:
    'You may leave this page: sending goes on. If the connection is lost or you close it, choose the same file again: it goes on where it stopped.',
  cancel: 'Give up sending',
  wrongKind: 'This is neither STL, nor 3MF, nor OBJ, nor G-code. Export the part as STL from your 3D software.',
  tooBig: (size, limit) => `This file is ${size}; the limit is ${limit}. Make the model lighter, then send it again.`,
  empty: 'This file is empty. Export it again.',
  failed: 'Sending did not succeed. Check the network, then choose the same file: it goes on where it stopped.',
  open: 'Open',
  dismiss: 'Close',
  seconds: (n) => `${n}\u00a0s`,
}

export const t = texts({ fr, en })
