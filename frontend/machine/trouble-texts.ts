import type { TroubleCode } from '#backend/machine/schema.ts'
import { texts } from '../lib/language.svelte.ts'

type Sentences = Record<TroubleCode, (port: string, what: string) => string>

/** Why a printer cannot be reached, and what to do: the screen's twin of what the bridge says in its terminal. */
const fr = {
  pluggedIn: (port: string, baud: number) => `Branchée sur ${port}${baud > 0 ? `, ${baud} bauds` : ''}.`,
  accept: 'C’est bien elle, sa carte a été changée',
  accepted: (name: string) => `${name}\u202f: la prochaine qui répond sera la bonne`,
  troubles: {
    'no-such-port': (port) => `Le port ${port} n’existe pas. Est-elle branchée et allumée\u202f?`,
    'port-busy': (port, what) =>
      `Un autre programme utilise ${port}${what && ` (${what})`}. Fermez-le\u202f: Pronterface, OctoPrint, Cura, une autre passerelle.`,
    'port-forbidden': (port) =>
      `La passerelle n’a pas le droit d’ouvrir ${port}. Ajoutez son utilisateur au groupe «\u202fdialout\u202f», puis redémarrez-la.`,
    'not-a-port': (port, what) => `${port} n’est pas un port série (${what}). Vérifiez le chemin.`,
    'not-an-address': (port) => `${port} n’est pas une adresse. Écrivez tcp://NOM:PORT.`,
    'no-connection': (port) => `Pas de connexion à ${port}. Vérifiez l’adresse, et que l’imprimante est allumée.`,
    'no-answer': (port) => `Rien ne répond sur ${port}. Est-elle allumée, et le débit est-il le bon\u202f?`,
    'not-understood': (port) => `Ce qui répond sur ${port} ne se comprend pas. Vérifiez le débit et le câble.`,
    'not-a-printer': (port, what) =>
      `Ce qui répond sur ${port} n’est pas une imprimante 3D (${what}). Vérifiez le branchement.`,
    halted: (_port, what) => `Elle s’est arrêtée (${what}). Regardez-la, puis éteignez-la et rallumez-la.`,
    unplugged: (port) => `Le port ${port} a disparu. Vérifiez le câble et l’alimentation.`,
    'another-device': (port, what) =>
      `Un autre appareil est branché sur ${port} (${what})\u202f; rien ne lui a été envoyé. Rebranchez l’imprimante.`,
    'another-printer': (port) =>
      `Une autre imprimante répond sur ${port}\u202f; rien ne lui a été envoyé. Remettez les câbles à leur place.`,
    'same-adapters': (port) =>
      `Deux adaptateurs sans numéro de série partagent le nom ${port}. Ajoutez-la de nouveau, en choisissant sa prise dans la liste.`,
  } satisfies Sentences as Sentences,
}

const en: typeof fr = {
  pluggedIn: (port, baud) => `Plugged in at ${port}${baud > 0 ? `, ${baud} baud` : ''}.`,
  accept: 'It is this printer, its board was exchanged',
  accepted: (name) => `${name}: the next one that answers is it`,
  troubles: {
    'no-such-port': (port) => `There is no port ${port}. Is it plugged in and switched on?`,
    'port-busy': (port, what) =>
      `Another program uses ${port}${what && ` (${what})`}. Close it: Pronterface, OctoPrint, Cura, another bridge.`,
    'port-forbidden': (port) =>
      `The bridge may not open ${port}. Add its user to the “dialout” group, then restart it.`,
    'not-a-port': (port, what) => `${port} is no serial port (${what}). Check the path.`,
    'not-an-address': (port) => `${port} is no address. Write tcp://NAME:PORT.`,
    'no-connection': (port) => `No connection to ${port}. Check the address, and that the printer is on.`,
    'no-answer': (port) => `Nothing answers at ${port}. Is it switched on, and is the baud rate right?`,
    'not-understood': (port) => `What answers at ${port} makes no sense. Check the baud rate and the cable.`,
    'not-a-printer': (port, what) => `What answers at ${port} is no 3D printer (${what}). Check what is plugged in.`,
    halted: (_port, what) => `It has halted (${what}). Look at it, then switch it off and on.`,
    unplugged: (port) => `The port ${port} is gone. Check the cable and the power.`,
    'another-device': (port, what) =>
      `Another device is plugged in at ${port} (${what}); nothing was sent to it. Plug the printer in again.`,
    'another-printer': (port) =>
      `Another printer answers at ${port}; nothing was sent to it. Put the cables back in their places.`,
    'same-adapters': (port) =>
      `Two adapters without serial numbers share the name ${port}. Add it again, and choose its socket in the list.`,
  },
}

export const t = texts({ fr, en })
