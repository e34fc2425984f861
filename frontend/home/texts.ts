import { texts } from '../lib/language.svelte.ts'

const fr = {
  openUntil: (time: string) => `Ouvert jusqu’à ${time}`,
  opensAt: (day: string, time: string) => `Fermé · ouvre ${day} à ${time}`,
  closed: 'Fermé en ce moment',
  hello: (name: string) => `Bonjour ${name}`,
  yourJobs: 'Vos travaux en cours',
  allJobs: 'Tous mes travaux',
  printNow: 'Imprimer maintenant',
  send: 'Envoyer un fichier',
  kinds: (limit: string) => `STL, 3MF, OBJ ou G-code · jusqu’à ${limit}`,
  gcodeOnly: (limit: string) => `G-code · jusqu’à ${limit}`,
  machines: 'Machines',
  toApprove: (n: number) => (n === 1 ? '1 travail attend votre avis' : `${n} travaux attendent votre avis`),
  look: 'Voir',
}

const en: typeof fr = {
  openUntil: (time: string) => `Open until ${time}`,
  opensAt: (day: string, time: string) => `Closed · opens ${day} at ${time}`,
  closed: 'Closed right now',
  hello: (name: string) => `Hello ${name}`,
  yourJobs: 'Your current jobs',
  allJobs: 'All my jobs',
  printNow: 'Print now',
  send: 'Send a file',
  kinds: (limit: string) => `STL, 3MF, OBJ or G-code · up to ${limit}`,
  gcodeOnly: (limit: string) => `G-code · up to ${limit}`,
  machines: 'Machines',
  toApprove: (n: number) => (n === 1 ? '1 job waits for your verdict' : `${n} jobs wait for your verdict`),
  look: 'Look',
}

export const t = texts({ fr, en })
