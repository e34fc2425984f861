import type { Language } from '#backend/base/language.ts'

/** Why a camera's picture cannot be had. */
export const cameraTroubles = [
  'not-an-address',
  'unknown-name',
  'outside',
  'no-connection',
  'too-slow',
  'too-large',
  'redirects',
  'says-no',
  'no-picture',
] as const
export type CameraTrouble = (typeof cameraTroubles)[number]

/** The address of a camera, as the lab keeps it; undefined when it is none that could be fetched. */
export function readAddress(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') return undefined
  url.hash = ''
  return isReadable(url.username) && isReadable(url.password) ? url : undefined
}

/** « %zz » stands for no sign. */
function isReadable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded)
    return true
  } catch {
    return false
  }
}

type Words = Record<Language, string>

const words: Record<CameraTrouble, Words> = {
  'not-an-address': {
    fr: 'Une adresse de caméra commence par http:// ou https://. Recopiez-la de la page de la caméra.',
    en: 'The address of a camera begins with http:// or https://. Copy it from the camera’s page.',
  },
  'unknown-name': {
    fr: 'Ce nom n’existe pas sur le réseau. Mettez plutôt le numéro de la caméra, comme 192.168.1.40.',
    en: 'This name does not exist on the network. Use the camera’s number instead, such as 192.168.1.40.',
  },
  outside: {
    fr: 'Cette adresse n’est pas sur le réseau du labo. Le serveur ne va chercher d’image que là.',
    en: 'This address is not on the lab’s network. The server fetches pictures only from there.',
  },
  'no-connection': {
    fr: 'La caméra ne répond pas. Vérifiez qu’elle est allumée et sur le réseau du labo.',
    en: 'The camera does not answer. Check that it is switched on and on the lab’s network.',
  },
  'too-slow': {
    fr: 'La caméra met trop de temps à donner une image.',
    en: 'The camera takes too long to give a picture.',
  },
  'too-large': {
    fr: 'L’image de la caméra dépasse 4 Mo. Réduisez sa définition dans ses réglages.',
    en: 'The camera’s picture is larger than 4 MB. Lower its definition in its settings.',
  },
  redirects: {
    fr: 'La caméra renvoie vers une autre adresse. Mettez directement celle de l’image.',
    en: 'The camera sends to another address. Use the picture’s own address.',
  },
  'says-no': {
    fr: 'La caméra refuse de donner son image. Vérifiez l’adresse, le nom et le mot de passe.',
    en: 'The camera refuses to give its picture. Check its address, name and password.',
  },
  'no-picture': {
    fr: 'Ce qui est à cette adresse n’est pas une image JPEG ou PNG. Cherchez l’adresse de capture («\u202fsnapshot\u202f») de la caméra.',
    en: 'What is at this address is no JPEG or PNG picture. Look for the camera’s “snapshot” address.',
  },
}

export const cameraSentence = (trouble: CameraTrouble): Words => words[trouble]
