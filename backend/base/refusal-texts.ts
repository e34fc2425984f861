import type { Level } from '#backend/authorization/level.ts'
import { kindsInWords, levelWords } from '#backend/authorization/words.ts'
import { quotaInWords } from '#backend/booking-rule/words.ts'
import type { Quota } from '#backend/booking-rule/rules.ts'
import {
  formatBytes,
  formatCalendarDay,
  formatDate,
  formatDay,
  formatMinutes,
  formatSpan,
  formatTime,
} from './format.ts'
import type { Language } from './language.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import type { RefusalCode } from './refusal.ts'

type Texts = Record<RefusalCode | 'internal', (detail: Detail) => string>
/** What a refusal may carry for its sentence; every value is optional because a sentence must stand without it. */
type Detail = {
  next?: { start: number; end: number }[]
  timeZone?: string
  limit?: number
  seconds?: number
  sentence?: { fr: string; en: string }
  reference?: string
  who?: string
  names?: string[]
  others?: number
  line?: number
  minutes?: number
  days?: number
  until?: string
  /** When a machine should be there again, epoch ms. */
  back?: number
  /** Whether a booking may go on after closing. */
  runsOn?: boolean
  machine?: string
  calendar?: string
  why?: string
  room?: string
  capacity?: number
  most?: number
  quota?: Quota
  /** When the team is there next. */
  there?: { start: number; end: number }[]
  level?: Level
  months?: number
  /** A calendar day. */
  since?: string
  kinds?: MachineKind[]
  match?: 'all' | 'any'
}

/** What a rule names: « 30 min », « 12 h », « 2 jours ». */
const lengthOf = ({ minutes }: Detail, language: Language): string => formatMinutes(minutes ?? 12 * 60, language)

const nextTimes = (detail: Detail, language: Language): string => spansOf(detail.next ?? [], detail, language)

/** « mar. 6 janv. 14:00 – 16:00, jeu. 8 janv. 9:00 – 12:00 » */
function spansOf(spans: { start: number; end: number }[], { timeZone = 'Europe/Paris' }: Detail, language: Language) {
  return spans
    .map(({ start, end }) => `${formatDay(start, timeZone, language)} ${formatSpan(start, end, timeZone, language)}`)
    .join(', ')
}

/** « mar. 6 janv. 14 h » */
const momentOf = ({ back = 0, timeZone = 'Europe/Paris' }: Detail, language: Language): string =>
  `${formatDay(back, timeZone, language)} ${formatTime(back, timeZone, language, 'sentence')}`

const nextOrElse = (d: Detail, language: Language): string => {
  if (d.next?.length)
    return { fr: ` Libres ensuite\u202f: `, en: ' Next free: ' }[language] + `${nextTimes(d, language)}.`
  return { fr: ' Choisissez un autre créneau.', en: ' Choose another time.' }[language]
}

/** What happened, what it means for you, what to do: never a code. */
const fr: Texts = {
  'auth.required': () => 'Connectez-vous pour continuer.',
  'auth.wrong-passphrase': () => 'Nom ou phrase de passe inconnus. Vérifiez les deux, ou demandez à l’équipe.',
  'auth.too-many-tries': (d) => `Trop d’essais. Réessayez dans ${d.seconds ?? 60}\u00a0s, ou demandez à l’équipe.`,
  'auth.forbidden': () => 'Cette action est réservée à l’équipe du labo.',
  'auth.confirm-needed': () => 'Pour cela, tapez à nouveau votre phrase de passe.',
  'auth.foreign-origin': () => 'Cette demande vient d’un autre site. Ouvrez la page du labo et recommencez.',
  'input.invalid': () => 'Certaines informations manquent ou sont incorrectes. Vérifiez les champs.',
  'input.not-json': () => 'La demande est illisible. Rechargez la page et recommencez.',
  'input.bad-key': () => 'La clé de cet envoi n’est pas lisible\u202f: 128 signes simples au plus, sans espace.',
  'input.key-reused': () => 'Cette clé a déjà servi à une autre demande. Prenez-en une nouvelle.',
  'input.key-unfinished': () =>
    'Le serveur s’est arrêté pendant cette demande\u202f: on ne sait pas si elle est faite. Regardez avant de recommencer.',
  'input.too-large': () => 'Cet envoi est trop grand.',
  'api.not-found': () => 'Cette adresse n’existe pas.',
  'lab.not-set-up': () => 'Ce labo n’est pas encore installé. Ouvrez la page d’accueil.',
  'lab.already-set-up': () => 'Ce labo est déjà installé. Connectez-vous.',
  'lab.wrong-setup-code': () => 'Ce n’est pas le code affiché dans le terminal. Relisez les 6 chiffres.',
  'member.name-taken': () => 'Ce nom est déjà pris. Choisissez-en un autre.',
  'member.not-found': () => 'Ce membre n’existe pas ou plus.',
  'member.name-in-bin': () =>
    'Ce nom est celui d’un membre retiré, qui reste 30 jours dans la corbeille. Remettez-le, ou choisissez un autre nom.',
  'member.email-taken': () => 'Cette adresse e-mail est déjà celle d’un autre membre. Vérifiez-la, ou laissez-la vide.',
  'member.suspended': () => 'Votre compte est suspendu\u202f: vous ne pouvez pas vous connecter. Parlez-en à l’équipe.',
  'member.outranked': () =>
    'Ce membre a un rôle égal ou supérieur au vôtre. Demandez à quelqu’un d’un rôle plus élevé.',
  'member.not-yourself': () => 'On ne fait pas cela à son propre compte. Demandez à quelqu’un d’autre de l’équipe.',
  'member.last-admin': () =>
    'C’est le dernier admin du labo\u202f: sans lui, plus personne ne pourrait tout régler. Donnez d’abord ce rôle à quelqu’un d’autre.',
  'member.days-out-of-order': () => 'L’adhésion finirait avant d’avoir commencé. Vérifiez les deux dates.',
  'member.wrong-passphrase': () =>
    'Ce n’est pas votre phrase de passe actuelle. Rien n’a changé. Vérifiez-la, puis recommencez.',
  'machine.not-found': () => 'Cette machine n’existe pas ou plus.',
  'machine.park-outside-bed': () =>
    'La position d’attente doit rester au-dessus du plateau. Vérifiez X, Y et la hauteur.',
  'machine.prompt-gone': () => 'L’imprimante ne demande plus cela\u202f: quelqu’un a déjà répondu.',
  'machine.not-a-space': () =>
    'Une machine se trouve dans un espace du labo, et un espace dans aucun autre. Choisissez un espace, ou aucun.',
  'machine.not-a-printer': () => 'Cette machine n’est pas une imprimante 3D.',
  'machine.heat-needed': () => 'Une impression est en cours\u202f: elle a besoin de chaleur. Arrêtez-la d’abord.',
  'machine.heat-unknown': () =>
    'L’imprimante ne répond pas\u202f: on ne sait pas si elle chauffe encore. Allez la voir, et coupez-la à l’interrupteur au besoin.',
  'control.printing': () =>
    'Une impression est en cours ou va commencer\u202f: l’imprimante ne se commande pas à la main. Attendez sa fin.',
  'control.busy': () => 'L’imprimante finit ce qu’elle fait. Réessayez dans un instant.',
  'control.by-hand': () =>
    'Quelqu’un commande cette imprimante à la main. Attendez la fin du geste, puis lancez l’impression.',
  'control.late': () => 'La demande est arrivée trop tard\u202f: rien n’a bougé. Recommencez si vous le voulez encore.',
  'control.silent': () =>
    'La passerelle n’a pas répondu à temps\u202f: on ne sait pas si l’imprimante a obéi. Regardez-la avant de recommencer.',
  'control.refused': () => 'L’imprimante ne peut pas faire cela maintenant. Regardez-la, puis réessayez.',
  'control.not-homed': () =>
    'L’imprimante ne sait pas où est sa tête\u202f: ses moteurs se relâchent après deux minutes. Faites d’abord l’origine.',
  'control.outside-bed': () => 'La tête sortirait de son plateau. Choisissez un pas plus court.',
  'control.too-cold': () => 'La buse est trop froide pour bouger le filament. Préchauffez, puis recommencez.',
  'control.line-refused': (d) => d.sentence?.fr ?? 'Cette ligne n’est pas permise sur cette imprimante.',
  'webcam.bad-address': (d) =>
    d.sentence?.fr ?? 'Cette adresse n’est pas celle d’une caméra du réseau du labo. Vérifiez-la.',
  'webcam.not-shown': () => 'Il n’y a pas d’image à voir ici.',
  'webcam.no-picture': (d) => d.sentence?.fr ?? 'La caméra ne donne pas d’image. Vérifiez qu’elle est allumée.',
  'bridge.not-found': () => 'Cette passerelle n’existe pas ou plus.',
  'booking.not-found': () => 'Cette réservation n’existe pas ou plus.',
  'booking.induction-needed': () =>
    'Il vous manque l’accueil sécurité, demandé avant toute machine. L’équipe le donne sur place\u202f: demandez-lui quand.',
  'booking.unauthorized': () =>
    'Vous n’êtes pas encore habilité·e sur ce type de machine. Demandez une formation à l’équipe.',
  'booking.authorization-revoked': (d) =>
    `Votre habilitation sur ce type de machine a été retirée${d.why ? ` (${d.why})` : ''}. Parlez-en avec l’équipe.`,
  'booking.authorization-ended': (d) =>
    `Votre habilitation sur ce type de machine ${d.until ? `ne va que jusqu’au ${formatDate(d.until, 'fr')}` : 'n’est pas valable ce jour-là'}. Suivez une formation, ou voyez l’équipe pour la prolonger.`,
  'booking.level-too-low': (d) =>
    `Cette machine demande le niveau «\u00a0${levelWords[d.level ?? 'independent'].fr}\u00a0». Demandez à l’équipe comment l’atteindre.`,
  'booking.out-of-practice': (d) =>
    `Cette habilitation se perd après ${d.months ?? 0}\u00a0mois sans pratique${d.since ? ` (la vôtre date du ${formatDate(d.since, 'fr')})` : ''}. Voyez l’équipe pour une remise à niveau.`,
  'booking.prerequisite-missing': (d) =>
    d.kinds?.length
      ? `Il faut aussi être habilité·e sur ${d.match === 'any' && d.kinds.length > 1 ? 'l’un de ces types' : 'ce type'} de machine\u202f: ${kindsInWords(d.kinds, 'fr')}. Demandez une formation à l’équipe.`
      : 'Il faut d’abord une autre habilitation pour cette machine. Demandez à l’équipe laquelle.',
  'booking.outside-opening-hours': (d) =>
    d.runsOn
      ? 'Une réservation peut finir après la fermeture, mais elle commence quand le labo est ouvert et finit avant ses prochains jours de fermeture. Choisissez un autre horaire.'
      : 'Le labo n’est pas ouvert sur tout ce créneau. Choisissez un autre horaire.',
  'booking.out-of-order': () => 'Cette machine est hors service. Choisissez-en une autre.',
  'booking.under-repair': (d) =>
    d.back
      ? `Cette machine est hors service, sans doute jusqu’au ${momentOf(d, 'fr')}.${nextOrElse(d, 'fr')}`
      : 'Cette machine est hors service à ce moment. Choisissez un autre créneau.',
  'booking.maintenance': (d) =>
    d.back
      ? `Un entretien est prévu jusqu’au ${momentOf(d, 'fr')}${d.why ? ` (${d.why})` : ''}.${nextOrElse(d, 'fr')}`
      : 'Un entretien de cette machine est prévu à ce moment. Choisissez un autre créneau.',
  'booking.no-staff': (d) =>
    `Cette machine s’utilise quand l’équipe est là${d.there?.length ? ` (${spansOf(d.there, d, 'fr')})` : ''}.${nextOrElse(d, 'fr')}`,
  'booking.in-the-past': () => 'Ce créneau est déjà passé. Choisissez-en un à venir.',
  'booking.too-long': (d) => `Une réservation dure au plus ${lengthOf(d, 'fr')}. Choisissez un créneau plus court.`,
  'booking.too-short': (d) =>
    `Une réservation de cette machine dure au moins ${lengthOf(d, 'fr')}. Choisissez un créneau plus long.`,
  'booking.off-step': (d) =>
    `Cette machine se réserve par tranches de ${lengthOf(d, 'fr')}. Choisissez un début et une durée qui tombent juste.`,
  'booking.too-soon': (d) =>
    `Cette machine se réserve au moins ${lengthOf(d, 'fr')} à l’avance. Choisissez un créneau plus tard.`,
  'booking.too-far': (d) =>
    `Cette machine se réserve au plus ${d.days ?? 0}\u00a0jours à l’avance. Choisissez un créneau plus proche.`,
  'booking.membership-ended': (d) =>
    d.until
      ? `L’adhésion ne va que jusqu’au ${formatCalendarDay(d.until, 'fr', 'long')}. Choisissez un jour d’ici là, ou voyez l’équipe pour la renouveler.`
      : 'L’adhésion n’est pas valable ce jour-là. Choisissez un autre jour, ou voyez l’équipe.',
  'booking.external': (d) =>
    `${d.calendar ? `L’agenda «\u00a0${d.calendar}\u00a0»` : 'Un autre agenda'} occupe ce créneau.${d.next?.length ? ` Libres ensuite\u202f: ${nextTimes(d, 'fr')}.` : ' Choisissez-en un autre.'}`,
  'booking.buffer': (d) =>
    `Il faut ${lengthOf(d, 'fr')} de battement entre deux personnes sur cette machine.${d.next?.length ? ` Libres ensuite\u202f: ${nextTimes(d, 'fr')}.` : ' Décalez votre créneau.'}`,
  'booking.space-taken': (d) =>
    `${d.machine ?? 'Ce qui partage cet espace'} est réservé à ce moment, et les deux ne vont pas ensemble.${d.next?.length ? ` Libres ensuite\u202f: ${nextTimes(d, 'fr')}.` : ' Choisissez un autre créneau.'}`,
  'booking.room-full': (d) =>
    `${d.room ?? 'Cet espace'} est complet à ce moment\u202f: ${d.capacity ?? 0} machines au plus y servent en même temps. Choisissez un autre créneau.`,
  'booking.own-overlap': (d) =>
    `Vous avez déjà réservé ${d.machine ?? 'une autre machine'} à ce moment. Choisissez un autre créneau, ou annulez l’autre réservation.`,
  'booking.too-many-ahead': (d) =>
    `Vous avez déjà ${d.most ?? 0} réservation${d.most === 1 ? '' : 's'} à venir, le plus que le labo permet. Annulez-en une, ou attendez qu’elle soit passée.`,
  'booking.quota': (d) =>
    d.quota
      ? `${quotaInWords(d.quota, 'fr')} Ce créneau irait au-delà. Choisissez-en un plus court, ou plus tard.`
      : 'Ce créneau irait au-delà de votre quota.',
  'booking.too-late-to-cancel': (d) =>
    `Une réservation s’annule au plus tard ${lengthOf(d, 'fr')} avant son début. Parlez-en à l’équipe\u202f: elle peut le faire.`,
  'booking.too-late-to-move': (d) =>
    `Une réservation se déplace au plus tard ${lengthOf(d, 'fr')} avant son début. Parlez-en à l’équipe\u202f: elle peut le faire.`,
  'booking.hold-over': () =>
    'Ce créneau n’est plus gardé pour vous\u202f: le délai est passé. Choisissez-le de nouveau s’il est encore libre.',
  'booking.too-early-to-come': () =>
    'C’est encore trop tôt\u202f: on dit qu’on est là à partir d’un quart d’heure avant le début.',
  'booking.not-begun': () => 'Cette réservation n’a pas commencé. Pour la rendre, annulez-la.',
  'booking.bad-step': () => 'Cela n’est plus possible pour cette réservation. Regardez où elle en est.',
  'booking.overlap': (d) =>
    d.next?.length
      ? `Ce créneau est déjà réservé. Libres ensuite\u202f: ${nextTimes(d, 'fr')}.`
      : 'Ce créneau est déjà réservé. Choisissez-en un autre.',
  'booking-series.refused': (d) =>
    `Rien n’est réservé\u202f: l’un des créneaux n’est pas possible.${d.why ? ` ${d.why}` : ''}`,
  'booking-series.endless': () =>
    'Une répétition doit finir. Dites combien de fois, ou jusqu’à quel jour (COUNT ou UNTIL).',
  'booking-series.not-understood': () =>
    'Cette règle de répétition n’est pas comprise ici. Choisissez chaque jour, chaque semaine ou chaque mois.',
  'booking-series.too-many': (d) =>
    `C’est trop d’un coup\u202f: ${d.most ?? 104} créneaux au plus. Choisissez moins de dates ou moins de machines.`,
  'booking-series.no-such-hour': () => 'Cette heure n’existe pas cette nuit-là\u202f: les horloges avancent.',
  'calendar-feed.not-found': () => 'Ce calendrier n’existe pas ou plus. Demandez une nouvelle adresse.',
  'external-calendar.not-found': () => 'Cet agenda n’existe pas ou plus. Rechargez la page.',
  'external-calendar.not-an-address': () =>
    'Une adresse d’agenda commence par https:// et ne contient ni nom ni mot de passe.',
  'external-calendar.too-many': (d) => `${d.most ?? 30} agendas au plus sont suivis. Retirez-en un d’abord.`,
  'waiting-list.free': () => 'Ce créneau est libre\u202f: réservez-le.',
  'waiting-list.already': () => 'Vous attendez déjà ce créneau. On vous prévient s’il se libère.',
  'waiting-list.not-found': () => 'Vous n’attendez plus ce créneau.',
  'upload.quota': (d) =>
    `Le labo garde jusqu’à ${formatBytes(d.limit ?? 0, 'fr')} de vos fichiers, et cette place est prise. Mettez d’anciens travaux à la corbeille, puis envoyez de nouveau.`,
  'upload.too-large': (d) =>
    `Ce fichier est trop grand${d.limit ? `\u202f: la limite est ${formatBytes(d.limit, 'fr')}` : ''}. Allégez le modèle, puis renvoyez-le.`,
  'upload.not-found': () => 'Cet envoi n’existe plus. Renvoyez le fichier.',
  'upload.no-room': () =>
    'Le labo n’a plus de place pour de nouveaux fichiers. Les impressions en cours ne risquent rien. Prévenez l’équipe.',
  'upload.refused': (d) => d.sentence?.fr ?? 'Ce fichier n’est pas lisible. Ré-exportez-le.',
  'upload.unexpected': () => 'L’envoi ne correspond pas à ce qui était annoncé. Renvoyez le fichier.',
  'print-job.not-found': () => 'Ce travail n’existe pas ou plus.',
  'print-job.bad-transition': () => 'Ce n’est plus possible\u202f: le travail a changé d’état entre-temps.',
  'print-job.reason-needed': () => 'Dites pourquoi, en quelques mots.',
  'print-job.no-printer': () => 'Choisissez d’abord une imprimante.',
  'print-job.printer-gone': () =>
    'Cette imprimante n’est plus au labo. La personne qui a fait le travail en choisit une autre\u202f; l’équipe peut d’abord le lui renvoyer.',
  'print-job.not-ready': () => 'Le travail n’est pas encore prêt\u202f: le tranchage n’est pas fini.',
  'print-job.gate-refused': () =>
    'Ce fichier contient des commandes interdites sur cette imprimante. Corrigez-le d’abord.',
  'print-job.file-changed': () => 'Le fichier a changé depuis que vous l’avez regardé. Regardez-le à nouveau.',
  'print-job.induction-needed': () =>
    'Il vous manque l’accueil sécurité, demandé avant d’imprimer. Votre fichier est gardé\u202f: envoyez-le après l’accueil.',
  'print-job.unauthorized': () =>
    'Vous n’êtes pas encore habilité·e sur les imprimantes. Demandez une formation à l’équipe.',
  'print-job.own-approval': () => 'On ne valide pas son propre travail sans dire pourquoi. Ajoutez une raison.',
  'print-job.not-over': () => 'Quelqu’un attend encore ce travail. Annulez-le d’abord, ou attendez qu’il soit fini.',
  'print-job.material-not-allowed': () =>
    'Cette imprimante n’accepte pas cette matière. Choisissez une autre matière ou une autre imprimante.',
  'slicing.slicer-absent': () => 'Le trancheur n’est pas installé ici. Envoyez un fichier G-code.',
  'run.not-found': () => 'Cette impression n’existe pas ou plus.',
  'run.bad-transition': () => 'Ce n’est plus possible\u202f: l’impression a changé d’état entre-temps.',
  'run.printer-busy': () => 'L’imprimante est déjà occupée. Attendez la fin de l’impression en cours.',
  'run.printer-offline': () => 'L’imprimante ne répond pas. Vérifiez qu’elle est allumée et branchée.',
  'run.bed-not-clear': () => 'Le plateau n’est pas vide. Retirez la pièce, puis confirmez «\u202fPlateau vidé\u202f».',
  'run.machine-out-of-order': () => 'Cette imprimante est hors service.',
  'run.bridge-refused': () =>
    'La passerelle a refusé de lancer\u202f: l’état de l’imprimante a changé. Regardez-la, puis réessayez.',
  'run.paused-at-printer': () =>
    'L’imprimante s’est mise en pause d’elle-même\u202f: c’est sur son propre écran qu’elle reprend.',
  'run.position-lost': () =>
    'Les moteurs ont été coupés pendant la pause\u202f: l’imprimante ne sait plus où est la buse. On ne peut qu’arrêter.',
  'run.no-restart': () =>
    'Cette impression ne peut pas reprendre sur sa pièce\u202f: aucune couche n’est sûrement finie, ou la pièce n’est plus sur le plateau.',
  'run.bridge-silent': () => 'La passerelle n’a pas répondu à temps. Rien n’a été lancé. Réessayez.',
  'picture.too-large': () =>
    'Cette image est trop grande\u202f: 2 Mo et 4 mégapixels au plus. Réduisez-la, puis renvoyez-la.',
  'picture.not-a-picture': () =>
    'Ce fichier n’est pas une image PNG, JPEG ou WebP. Un SVG peut contenir un programme\u202f: exportez-le en PNG.',
  'picture.not-found': () => 'Cette image n’existe pas ou plus.',
  'closure.not-found': () => 'Cette fermeture n’existe pas ou plus.',
  'closure.in-the-past': () => 'Ces jours sont déjà passés. Choisissez des jours à venir.',
  'closure.too-long': () => 'Une fermeture dure un an au plus. Vérifiez les dates.',
  'pricing.in-the-past': () => 'Des tarifs ne changent pas pour hier. Choisissez aujourd’hui ou un jour à venir.',
  'change.not-found': () => 'Ce changement n’existe pas ou plus.',
  'change.overtaken': (d) =>
    `${d.who ?? 'Quelqu’un'} a changé cela entre-temps. Rien n’est écrasé\u202f: regardez ce qui a changé, puis recommencez.`,
  'change.too-late': () =>
    'Ce changement ne peut plus être annulé\u202f: il l’a déjà été, ou date de plus de 30 jours.',
  'change.in-use': () =>
    'On s’en sert depuis\u202f: annuler ferait perdre des réservations ou des travaux. Retirez-les d’abord.',
  'change.slot-taken': () =>
    'Une de ces réservations ne peut pas revenir\u202f: son créneau a été repris entre-temps. Rien n’a changé.',
  'change.name-taken': () =>
    'Ce nom, ce code ou cette adresse a été repris entre-temps. Rien n’a changé. Changez-le d’abord chez l’autre.',
  'change.used-since': (d) =>
    d.names?.length
      ? `On s’en sert depuis\u202f: ${d.names.join(', ')}${d.others ? ` et ${d.others} autres` : ''}. Rien n’est annulé, pour ne rien perdre de ce qui a suivi.`
      : 'On s’en sert depuis\u202f: rien n’est annulé, pour ne rien perdre de ce qui a suivi.',
  'csv-file.empty': () => 'Ce fichier ne contient aucune ligne. Choisissez-en un autre.',
  'csv-file.spreadsheet': () =>
    'C’est un classeur, pas un fichier CSV. Ouvrez-le dans votre tableur, puis «\u202fEnregistrer sous\u202f» et choisissez CSV.',
  'csv-file.not-text': () => 'Ce fichier n’est pas du texte. Choisissez un fichier CSV.',
  'csv-file.broken': (d) =>
    `Le tableau ne se lit plus à partir de la ligne ${d.line ?? '?'}\u202f: un guillemet est ouvert et jamais fermé. Corrigez-le, puis recommencez.`,
  'member-import.no-names': () => 'Dites d’abord quelle colonne contient le nom.',
  'csv-file.too-large': () => 'Ce fichier dépasse 5\u202fMo. Partagez-le en plusieurs.',
  'csv-file.too-many-lines': () => 'Ce fichier a plus de 10\u202f000 lignes. Partagez-le en plusieurs.',
  'member-import.changed': () =>
    'Des membres ont changé entre-temps\u202f: rien n’a été importé. Regardez de nouveau l’aperçu, puis recommencez.',
  'organization.not-found': () => 'Cette structure n’existe pas ou plus.',
  'organization.name-taken': () => 'Une structure porte déjà ce nom. Choisissez-en un autre, ou ouvrez la sienne.',
  'organization.no-class': () => 'Cette classe n’existe pas ou plus.',
  'organization.codes-taken': (d) =>
    `Ces codes sont déjà pris${d.names?.length ? ` (${d.names.join(', ')})` : ''}. Changez le début des codes.`,
  'induction.in-the-future': () => 'Ce jour n’est pas encore venu. Notez l’accueil une fois qu’il a eu lieu.',
  'induction.no-leader': () => 'Dites qui a mené l’accueil\u202f: un bénévole, ou quelqu’un de l’équipe.',
  'ticket.not-found': () => 'Ce signalement n’existe pas ou plus.',
  'ticket.too-many': () => 'Cette machine est déjà signalée plusieurs fois\u202f: l’équipe est prévenue.',
  'ticket.bad-step': () => 'Quelqu’un s’en est occupé entre-temps. Relisez le signalement.',
  'maintenance.not-found': () => 'Cet entretien n’est plus prévu.',
  'maintenance.in-the-past': () => 'Cette date est passée. Choisissez-en une à venir.',
  'maintenance.too-long': () => 'C’est plus d’un an. Vérifiez les dates.',
  'upkeep.not-found': () => 'Cet entretien régulier n’existe pas ou plus.',
  'upkeep.not-counted': () => 'Cette machine ne compte que des heures et des jours. Choisissez l’un des deux.',
  'spool.not-found': () => 'Cette bobine n’existe pas ou plus.',
  'authorization.not-found': () => 'Cette habilitation n’est plus en cours. Rechargez la page.',
  'authorization.not-yours': () =>
    'Vous ne pouvez pas donner ou retirer cette habilitation. Demandez à l’équipe du labo.',
  'authorization.in-the-past': () => 'Cette date de fin est déjà passée. Choisissez un jour à venir.',
  'authorization-import.no-people': () =>
    'Aucune colonne ne dit de qui il s’agit. Nommez-en une «\u202fNom\u202f» ou «\u202fE-mail\u202f» sur la première ligne.',
  'authorization-import.changed': () =>
    'Des habilitations ont changé entre-temps\u202f: rien n’a été importé. Regardez de nouveau l’aperçu, puis recommencez.',
  'training.not-found': () => 'Cette formation n’existe pas ou plus.',
  'training.in-the-past': () => 'Cette date est déjà passée. Choisissez-en une à venir.',
  'training.no-trainer': () => 'Dites qui mène la formation\u202f: un bénévole, ou quelqu’un de l’équipe.',
  'training.not-yours': () =>
    'Cette formation est menée par quelqu’un d’autre. Adressez-vous à cette personne, ou à l’équipe.',
  'training.cancelled': () => 'Cette formation est annulée. Choisissez une autre séance.',
  'training.begun': () => 'Cette formation a déjà commencé. Parlez-en sur place à qui la mène.',
  'training.not-begun': () => 'La formation n’a pas encore commencé. Notez les présences à partir d’une heure avant.',
  'training.already-in': () => 'Vous êtes déjà dans cette formation, ou sur sa liste d’attente.',
  'training.not-in': () => 'Cette personne n’a pas de place dans cette formation. Rouvrez la liste et recommencez.',
  'shelf.not-found': () => 'Ce casier n’existe pas ou plus.',
  'shelf.name-taken': () => 'Un casier porte déjà ce nom. Choisissez-en un autre.',
  'print-job.nothing-to-repair': () => 'Le labo ne sait pas réparer cette pièce. Réparez-la dans votre logiciel 3D.',
  'slicing-profile.not-found': () => 'Ce réglage d’impression n’existe pas ou plus.',
  'slicing-profile.name-taken': () =>
    'Un réglage porte déjà ce nom pour cette matière et cette imprimante. Choisissez un autre nom.',
  'month-sheet.settled': () => 'Ce mois est déjà noté comme réglé.',
  'month-sheet.not-settled': () => 'Cette note n’existe plus\u202f: quelqu’un l’a enlevée.',
  'label.nothing-chosen': () => 'Il n’y a rien à imprimer. Choisissez au moins une étiquette.',
  'screen.unknown-code': () => 'Aucun écran ne montre ce code. Il change toutes les dix minutes\u202f: relisez-le.',
  'screen.not-found': () => 'Cet écran n’existe plus.',
  'mail.not-found': () => 'Ce courrier n’existe plus.',
  'mail.settled': () => 'Ce courrier est déjà parti ou annulé\u202f: il n’y a plus rien à faire.',
  'mail.settings-changed': () =>
    'Quelqu’un d’autre vient de changer ces réglages. Les voici tels qu’ils sont maintenant\u202f: vérifiez, puis enregistrez.',
  'mail.password-needed': () =>
    'Redonnez le mot de passe\u202f: il n’est gardé que pour le même serveur et le même nom.',
  'mail.not-set-up': () => 'Aucun serveur de courrier n’est réglé. Enregistrez-en un, puis réessayez.',
  'announcement.not-found': () => 'Cette annonce n’existe pas ou plus.',
  'server.stopping': () => 'Le serveur redémarre. Réessayez dans quelques secondes.',
  'server.busy': () => 'Le serveur est très occupé. Rien n’a été fait\u202f: réessayez dans quelques secondes.',
  internal: (d) => `Problème chez nous${d.reference ? ` (réf. ${d.reference})` : ''}. Rien n’est perdu. Réessayez.`,
}

const en: Texts = {
  'auth.required': () => 'Sign in to continue.',
  'auth.wrong-passphrase': () => 'Unknown name or passphrase. Check both, or ask the team.',
  'auth.too-many-tries': (d) => `Too many tries. Try again in ${d.seconds ?? 60}\u00a0s, or ask the team.`,
  'auth.forbidden': () => 'This is for the lab’s team.',
  'auth.confirm-needed': () => 'For this, type your passphrase again.',
  'auth.foreign-origin': () => 'This request comes from another site. Open the lab’s page and try again.',
  'input.invalid': () => 'Some information is missing or wrong. Check the fields.',
  'input.not-json': () => 'The request cannot be read. Reload the page and try again.',
  'input.bad-key': () => 'The key of this call cannot be read: at most 128 plain characters, without a space.',
  'input.key-reused': () => 'This key was used for another request. Take a new one.',
  'input.key-unfinished': () =>
    'The server stopped during this request: nobody knows whether it is done. Look before you try again.',
  'input.too-large': () => 'This is too large to send.',
  'api.not-found': () => 'This address does not exist.',
  'lab.not-set-up': () => 'This lab is not set up yet. Open the home page.',
  'lab.already-set-up': () => 'This lab is already set up. Sign in.',
  'lab.wrong-setup-code': () => 'This is not the code shown in the terminal. Read the 6 digits again.',
  'member.name-taken': () => 'This name is taken. Choose another one.',
  'member.not-found': () => 'This member does not exist, or no longer.',
  'member.name-in-bin': () =>
    'This is the name of a member who was removed and stays in the bin for 30 days. Put them back, or choose another name.',
  'member.email-taken': () => 'This e-mail address already belongs to another member. Check it, or leave it out.',
  'member.suspended': () => 'Your account is suspended: you cannot sign in. Talk to the team.',
  'member.outranked': () => 'This member’s role is yours or above. Ask somebody with a higher role.',
  'member.not-yourself': () => 'Nobody does this to their own account. Ask somebody else of the team.',
  'member.last-admin': () =>
    'This is the lab’s last admin: without them nobody could set everything up any more. Give somebody else that role first.',
  'member.days-out-of-order': () => 'The membership would end before it begins. Check both days.',
  'member.wrong-passphrase': () =>
    'This is not your present passphrase. Nothing has changed. Check it, then try again.',
  'machine.not-found': () => 'This machine does not exist, or no longer.',
  'machine.park-outside-bed': () => 'The waiting position must stay above the bed. Check X, Y and the height.',
  'machine.prompt-gone': () => 'The printer no longer asks that: somebody has answered.',
  'machine.not-a-space': () =>
    'A machine stands in one of the lab’s spaces, and a space in no other. Choose a space, or none.',
  'machine.not-a-printer': () => 'This machine is not a 3D printer.',
  'machine.heat-needed': () => 'A print is under way: it needs its heat. Stop it first.',
  'machine.heat-unknown': () =>
    'The printer does not answer: nobody knows whether it still heats. Go and see it, and switch it off if need be.',
  'control.printing': () =>
    'A print is under way or about to begin: the printer is not moved by hand. Wait for its end.',
  'control.busy': () => 'The printer is finishing what it does. Try again in a moment.',
  'control.by-hand': () => 'Somebody is moving this printer by hand. Wait until it is done, then start the print.',
  'control.late': () => 'The request came too late: nothing has moved. Ask again if you still want it.',
  'control.silent': () =>
    'The bridge did not answer in time: nobody knows whether the printer has obeyed. Look at it before you try again.',
  'control.refused': () => 'The printer cannot do that now. Look at it, then try again.',
  'control.not-homed': () =>
    'The printer does not know where its head is: its motors let go after two minutes. Send it to its origin first.',
  'control.outside-bed': () => 'The head would leave its bed. Choose a shorter step.',
  'control.too-cold': () => 'The nozzle is too cold to move filament. Preheat, then try again.',
  'control.line-refused': (d) => d.sentence?.en ?? 'This line is not allowed on this printer.',
  'webcam.bad-address': (d) => d.sentence?.en ?? 'This is not the address of a camera on the lab’s network. Check it.',
  'webcam.not-shown': () => 'There is no picture to see here.',
  'webcam.no-picture': (d) => d.sentence?.en ?? 'The camera gives no picture. Check that it is switched on.',
  'bridge.not-found': () => 'This bridge does not exist, or no longer.',
  'booking.not-found': () => 'This booking does not exist, or no longer.',
  'booking.induction-needed': () =>
    'You have not had the safety induction, which comes before any machine. The team gives it at the lab: ask them when.',
  'booking.unauthorized': () => 'You are not trained on this kind of machine yet. Ask the team for a training.',
  'booking.authorization-revoked': (d) =>
    `Your authorization on this kind of machine was taken away${d.why ? ` (${d.why})` : ''}. Talk to the team.`,
  'booking.authorization-ended': (d) =>
    `Your authorization on this kind of machine ${d.until ? `holds until ${formatDate(d.until, 'en')} only` : 'does not hold on that day'}. Follow a training, or see the team to prolong it.`,
  'booking.level-too-low': (d) =>
    `This machine asks for the level “${levelWords[d.level ?? 'independent'].en}”. Ask the team how to reach it.`,
  'booking.out-of-practice': (d) =>
    `This authorization is lost after ${d.months ?? 0}\u00a0months without use${d.since ? ` (yours: ${formatDate(d.since, 'en')})` : ''}. See the team for a refresher.`,
  'booking.prerequisite-missing': (d) =>
    d.kinds?.length
      ? `One must also be authorized on ${d.match === 'any' && d.kinds.length > 1 ? 'one of these kinds' : 'this kind'} of machine: ${kindsInWords(d.kinds, 'en')}. Ask the team for a training.`
      : 'Another authorization comes first for this machine. Ask the team which.',
  'booking.outside-opening-hours': (d) =>
    d.runsOn
      ? 'A booking may end after closing, but it begins while the lab is open and ends before the next days on which it is closed. Choose another time.'
      : 'The lab is not open for the whole of this slot. Choose another time.',
  'booking.out-of-order': () => 'This machine is out of order. Choose another one.',
  'booking.under-repair': (d) =>
    d.back
      ? `This machine is out of order, probably until ${momentOf(d, 'en')}.${nextOrElse(d, 'en')}`
      : 'This machine is out of order then. Choose another time.',
  'booking.maintenance': (d) =>
    d.back
      ? `Maintenance is planned until ${momentOf(d, 'en')}${d.why ? ` (${d.why})` : ''}.${nextOrElse(d, 'en')}`
      : 'Maintenance of this machine is planned then. Choose another time.',
  'booking.no-staff': (d) =>
    `This machine is used while the team is there${d.there?.length ? ` (${spansOf(d.there, d, 'en')})` : ''}.${nextOrElse(d, 'en')}`,
  'booking.in-the-past': () => 'This slot is over already. Choose one to come.',
  'booking.too-long': (d) => `A booking lasts ${lengthOf(d, 'en')} at most. Choose a shorter slot.`,
  'booking.too-short': (d) => `A booking of this machine lasts at least ${lengthOf(d, 'en')}. Choose a longer slot.`,
  'booking.off-step': (d) =>
    `This machine is booked in steps of ${lengthOf(d, 'en')}. Choose a start and a length that fit.`,
  'booking.too-soon': (d) => `This machine is booked at least ${lengthOf(d, 'en')} ahead. Choose a later slot.`,
  'booking.too-far': (d) => `This machine is booked at most ${d.days ?? 0} days ahead. Choose a nearer slot.`,
  'booking.membership-ended': (d) =>
    d.until
      ? `The membership runs only until ${formatCalendarDay(d.until, 'en', 'long')}. Choose a day before that, or see the team to renew it.`
      : 'The membership is not valid on that day. Choose another day, or see the team.',
  'booking.external': (d) =>
    `${d.calendar ? `The calendar “${d.calendar}”` : 'Another calendar'} takes this slot.${d.next?.length ? ` Next free: ${nextTimes(d, 'en')}.` : ' Choose another one.'}`,
  'booking.buffer': (d) =>
    `This machine needs ${lengthOf(d, 'en')} free between two people.${d.next?.length ? ` Next free: ${nextTimes(d, 'en')}.` : ' Shift your slot.'}`,
  'booking.space-taken': (d) =>
    `${d.machine ?? 'What shares this space'} is booked then, and the two exclude each other.${d.next?.length ? ` Next free: ${nextTimes(d, 'en')}.` : ' Choose another time.'}`,
  'booking.room-full': (d) =>
    `${d.room ?? 'This space'} is full then: at most ${d.capacity ?? 0} of its machines are in use at once. Choose another time.`,
  'booking.own-overlap': (d) =>
    `You have booked ${d.machine ?? 'another machine'} at that time. Choose another slot, or cancel the other booking.`,
  'booking.too-many-ahead': (d) =>
    `You have ${d.most ?? 0} booking${d.most === 1 ? '' : 's'} ahead already, the most that the lab allows. Cancel one, or wait until it is over.`,
  'booking.quota': (d) =>
    d.quota
      ? `${quotaInWords(d.quota, 'en')} This slot would go beyond. Choose a shorter one, or a later one.`
      : 'This slot would go beyond your quota.',
  'booking.too-late-to-cancel': (d) =>
    `A booking is cancelled ${lengthOf(d, 'en')} before its start at the latest. Talk to the team: they can do it.`,
  'booking.too-late-to-move': (d) =>
    `A booking is moved ${lengthOf(d, 'en')} before its start at the latest. Talk to the team: they can do it.`,
  'booking.hold-over': () =>
    'This slot is no longer kept for you: the time is up. Choose it again if it is still free.',
  'booking.too-early-to-come': () =>
    'It is too early: one says that one is there from a quarter of an hour before the start.',
  'booking.not-begun': () => 'This booking has not begun. To give it back, cancel it.',
  'booking.bad-step': () => 'That is no longer possible for this booking. Look at how it stands.',
  'booking.overlap': (d) =>
    d.next?.length
      ? `This slot is taken. Next free: ${nextTimes(d, 'en')}.`
      : 'This slot is taken. Choose another one.',
  'booking-series.refused': (d) => `Nothing is booked: one of the slots is not possible.${d.why ? ` ${d.why}` : ''}`,
  'booking-series.endless': () => 'A repetition must end. Say how many times, or until which day (COUNT or UNTIL).',
  'booking-series.not-understood': () =>
    'This rule of repetition is not understood here. Choose every day, every week or every month.',
  'booking-series.too-many': (d) =>
    `That is too much at once: ${d.most ?? 104} slots at most. Choose fewer dates or fewer machines.`,
  'booking-series.no-such-hour': () => 'This hour does not exist that night: the clocks go forward.',
  'calendar-feed.not-found': () => 'This calendar does not exist, or no longer. Ask for a new address.',
  'external-calendar.not-found': () => 'This calendar does not exist, or no longer. Reload the page.',
  'external-calendar.not-an-address': () =>
    'The address of a calendar begins with https:// and contains no name or password.',
  'external-calendar.too-many': (d) => `At most ${d.most ?? 30} calendars are followed. Remove one first.`,
  'waiting-list.free': () => 'This slot is free: book it.',
  'waiting-list.already': () => 'You wait for this slot already. You will hear if it comes free.',
  'waiting-list.not-found': () => 'You no longer wait for this slot.',
  'upload.quota': (d) =>
    `The lab keeps up to ${formatBytes(d.limit ?? 0, 'en')} of your files, and that room is taken. Put old jobs into the bin, then send again.`,
  'upload.too-large': (d) =>
    `This file is too large${d.limit ? `: the limit is ${formatBytes(d.limit, 'en')}` : ''}. Make the model lighter and send it again.`,
  'upload.not-found': () => 'This upload is gone. Send the file again.',
  'upload.no-room': () => 'The lab has no room for new files. Running prints are safe. Tell the team.',
  'upload.refused': (d) => d.sentence?.en ?? 'This file cannot be read. Export it again.',
  'upload.unexpected': () => 'What arrived is not what was announced. Send the file again.',
  'print-job.not-found': () => 'This job does not exist, or no longer.',
  'print-job.bad-transition': () => 'No longer possible: the job has moved on meanwhile.',
  'print-job.reason-needed': () => 'Say why, in a few words.',
  'print-job.no-printer': () => 'Choose a printer first.',
  'print-job.printer-gone': () =>
    'This printer is no longer at the lab. Whoever made the job chooses another one; the team can send it back to them first.',
  'print-job.not-ready': () => 'The job is not ready yet: slicing is not done.',
  'print-job.gate-refused': () => 'This file holds commands that this printer must not be given. Correct it first.',
  'print-job.file-changed': () => 'The file has changed since you looked at it. Look again.',
  'print-job.induction-needed': () =>
    'You have not had the safety induction, which comes before any print. Your file is kept: send it afterwards.',
  'print-job.unauthorized': () => 'You are not trained on printers yet. Ask the team for a training.',
  'print-job.own-approval': () => 'Nobody approves their own job without saying why. Add a reason.',
  'print-job.not-over': () => 'Somebody still waits for this job. Cancel it first, or wait until it is done.',
  'print-job.material-not-allowed': () =>
    'This printer does not take this material. Choose another material or another printer.',
  'slicing.slicer-absent': () => 'No slicer is installed here. Send a G-code file.',
  'run.not-found': () => 'This print does not exist, or no longer.',
  'run.bad-transition': () => 'No longer possible: the print has moved on meanwhile.',
  'run.printer-busy': () => 'The printer is busy. Wait for the print under way to end.',
  'run.printer-offline': () => 'The printer does not answer. Check that it is switched on and plugged in.',
  'run.bed-not-clear': () => 'The bed is not clear. Take the part off, then confirm “Bed cleared”.',
  'run.machine-out-of-order': () => 'This printer is out of order.',
  'run.bridge-refused': () =>
    'The bridge refused to start: the printer’s state has changed. Look at it, then try again.',
  'run.paused-at-printer': () => 'The printer has paused by itself: it goes on from its own screen.',
  'run.position-lost': () =>
    'The motors were switched off in the pause: the printer no longer knows where its nozzle is. It can only be stopped.',
  'run.no-restart': () =>
    'This print cannot go on upon its part: no layer is surely finished, or the part is no longer on the bed.',
  'run.bridge-silent': () => 'The bridge did not answer in time. Nothing was started. Try again.',
  'picture.too-large': () =>
    'This picture is too large: 2 MB and 4 megapixels at most. Make it smaller, then send it again.',
  'picture.not-a-picture': () =>
    'This file is no PNG, JPEG or WebP picture. An SVG may hold a program: export it as PNG.',
  'picture.not-found': () => 'This picture does not exist, or no longer.',
  'closure.not-found': () => 'This closure does not exist, or no longer.',
  'closure.in-the-past': () => 'These days are over already. Choose days to come.',
  'closure.too-long': () => 'A closure lasts a year at most. Check the dates.',
  'pricing.in-the-past': () => 'Prices do not change for yesterday. Choose today or a day to come.',
  'change.not-found': () => 'This change does not exist, or no longer.',
  'change.overtaken': (d) =>
    `${d.who ?? 'Somebody'} changed this meanwhile. Nothing is overwritten: look at what changed, then do it again.`,
  'change.too-late': () => 'This change can no longer be undone: it was already, or it is more than 30 days old.',
  'change.in-use': () => 'It has been used since: undoing it would lose bookings or jobs. Remove those first.',
  'change.slot-taken': () =>
    'One of these bookings cannot come back: its slot was taken meanwhile. Nothing has changed.',
  'change.name-taken': () =>
    'This name, code or address was taken meanwhile. Nothing has changed. Change it for the other one first.',
  'change.used-since': (d) =>
    d.names?.length
      ? `In use since: ${d.names.join(', ')}${d.others ? ` and ${d.others} others` : ''}. Nothing is undone, so that nothing that followed is lost.`
      : 'In use since: nothing is undone, so that nothing that followed is lost.',
  'csv-file.empty': () => 'This file holds no line. Choose another one.',
  'csv-file.spreadsheet': () =>
    'This is a workbook, not a CSV file. Open it in your spreadsheet, then “Save as” and choose CSV.',
  'csv-file.not-text': () => 'This file is not text. Choose a CSV file.',
  'csv-file.broken': (d) =>
    `The table cannot be read from line ${d.line ?? '?'} on: a quotation mark is opened and never closed. Correct it, then try again.`,
  'member-import.no-names': () => 'Say first which column holds the name.',
  'csv-file.too-large': () => 'This file is larger than 5 MB. Split it.',
  'csv-file.too-many-lines': () => 'This file has more than 10,000 lines. Split it.',
  'member-import.changed': () =>
    'Members changed meanwhile: nothing was imported. Look at the preview again, then try again.',
  'organization.not-found': () => 'This organization does not exist, or no longer.',
  'organization.name-taken': () => 'An organization has this name already. Choose another one, or open that one.',
  'organization.no-class': () => 'This class does not exist, or no longer.',
  'organization.codes-taken': (d) =>
    `These codes are taken${d.names?.length ? ` (${d.names.join(', ')})` : ''}. Change what the codes begin with.`,
  'induction.in-the-future': () => 'This day has not come yet. Note the induction once it was given.',
  'induction.no-leader': () => 'Say who led the induction: a volunteer, or somebody of the team.',
  'ticket.not-found': () => 'This report does not exist, or no longer.',
  'ticket.too-many': () => 'This machine has been reported several times: the team knows.',
  'ticket.bad-step': () => 'Somebody dealt with it meanwhile. Read the report again.',
  'maintenance.not-found': () => 'This maintenance is no longer planned.',
  'maintenance.in-the-past': () => 'This date has gone by. Choose one to come.',
  'maintenance.too-long': () => 'That is more than a year. Check the dates.',
  'upkeep.not-found': () => 'This regular upkeep does not exist, or no longer.',
  'upkeep.not-counted': () => 'This machine counts hours and days only. Choose one of the two.',
  'spool.not-found': () => 'This spool does not exist, or no longer.',
  'authorization.not-found': () => 'This authorization does not stand any more. Load the page again.',
  'authorization.not-yours': () => 'You cannot give or take away this authorization. Ask the lab’s team.',
  'authorization.in-the-past': () => 'That end is over already. Choose a day to come.',
  'authorization-import.no-people': () =>
    'No column says who it is about. Name one “Name” or “E-mail” on the first line.',
  'authorization-import.changed': () =>
    'Authorizations changed meanwhile: nothing was imported. Look at the preview again, then try again.',
  'training.not-found': () => 'This training does not exist, or no longer.',
  'training.in-the-past': () => 'This date is over already. Choose one to come.',
  'training.no-trainer': () => 'Say who leads the training: a volunteer, or somebody of the team.',
  'training.not-yours': () => 'Somebody else leads this training. Speak to them, or to the team.',
  'training.cancelled': () => 'This training is cancelled. Choose another session.',
  'training.begun': () => 'This training has begun already. Speak at the lab to whoever leads it.',
  'training.not-begun': () => 'The training has not begun yet. Note who is there from an hour before.',
  'training.already-in': () => 'You are in this training already, or on its waiting list.',
  'training.not-in': () => 'This person has no place in this training. Open the list again and retry.',
  'shelf.not-found': () => 'This bin does not exist, or no longer.',
  'shelf.name-taken': () => 'A bin has this name already. Choose another one.',
  'print-job.nothing-to-repair': () => 'The lab cannot repair this part. Repair it in your 3D software.',
  'slicing-profile.not-found': () => 'This print setting does not exist, or no longer.',
  'slicing-profile.name-taken': () =>
    'A setting has this name already for this material and this printer. Choose another name.',
  'month-sheet.settled': () => 'This month is noted as paid already.',
  'month-sheet.not-settled': () => 'This note is gone: somebody took it away.',
  'label.nothing-chosen': () => 'There is nothing to print. Choose at least one label.',
  'screen.unknown-code': () => 'No screen shows this code. It changes every ten minutes: read it again.',
  'screen.not-found': () => 'This screen is gone.',
  'mail.not-found': () => 'This mail no longer exists.',
  'mail.settled': () => 'This mail has already left or was cancelled: there is nothing more to do.',
  'mail.settings-changed': () =>
    'Somebody else has just changed these settings. Here they are as they are now: check them, then save.',
  'mail.password-needed': () => 'Give the password again: it is kept for the same server and the same name only.',
  'mail.not-set-up': () => 'No mail server is set. Save one, then try again.',
  'announcement.not-found': () => 'This announcement does not exist, or no longer.',
  'server.stopping': () => 'The server is restarting. Try again in a few seconds.',
  'server.busy': () => 'The server is very busy. Nothing was done: try again in a few seconds.',
  internal: (d) => `Our fault${d.reference ? ` (ref ${d.reference})` : ''}. Nothing is lost. Try again.`,
}

const texts: Record<Language, Texts> = { fr, en }

/** The sentence that a person reads for a refusal, in their language. */
export function refusalSentence(code: RefusalCode | 'internal', detail: unknown, language: Language): string {
  return texts[language][code]((detail ?? {}) as Detail)
}
