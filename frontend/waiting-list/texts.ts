import { texts } from '../lib/language.svelte.ts'

const fr = {
  title: 'Un créneau pris vous intéresse\u202f?',
  wait: (span: string) => `Prévenez-moi si ${span} se libère`,
  waiting: (span: string, before: number) =>
    `Vous attendez ${span}${before === 0 ? '' : before === 1 ? ', une personne avant vous' : `, ${before} personnes avant vous`}.`,
  leave: 'Ne plus attendre',
  joined: 'C’est noté\u202f: si le créneau se libère, il vous est gardé un moment et vous recevez un message.',
  left: 'Vous n’attendez plus ce créneau.',
}

const en: typeof fr = {
  title: 'Would you like a slot that is taken?',
  wait: (span) => `Tell me if ${span} comes free`,
  waiting: (span, before) =>
    `You wait for ${span}${before === 0 ? '' : before === 1 ? ', one person before you' : `, ${before} people before you`}.`,
  leave: 'Wait no longer',
  joined: 'Noted: if the slot comes free, it is kept for you for a while and you get a message.',
  left: 'You no longer wait for this slot.',
}

export const t = texts({ fr, en })
