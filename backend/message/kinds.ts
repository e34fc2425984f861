import type { CalendarDay } from '#backend/base/calendar-day.ts'
import { formatCalendarDay, formatDate, formatDay, formatSpan, formatTime } from '#backend/base/format.ts'
import type { Interval } from '#backend/base/interval.ts'
import type { ClosedDays } from '#backend/closure/closed-days.ts'
import type { Severity } from '#backend/maintenance/ticket.ts'
import { levelGiven } from '#backend/authorization/words.ts'
import type { Level } from '#backend/authorization/level.ts'
import { kindWords, type MachineKind } from '#backend/machine/kinds.ts'
import { languages, type Language } from '#backend/base/language.ts'
import type { Role } from '#backend/base/role.ts'

type AboutBooking = { machineId: string; machine: string } & Interval
type AboutTraining = { training: string; place: string } & Interval
type AboutJob = { jobId: string; title: string; code: string }

/** What each kind of message is made from. `by` is a name; null where it was the lab itself, or oneself. */
export type Facts = {
  /** `again`: it had been cancelled, and that was taken back. */
  booking_confirmed: AboutBooking & { by: string | null; again?: boolean }
  booking_changed: AboutBooking & { before: Interval; by: string | null }
  /** `closed`: the lab is, on these days of its calendar. */
  booking_cancelled: AboutBooking & {
    by: string | null
    reason: string | null
    closed?: ClosedDays
    /** What is free instead. */
    instead?: AboutBooking[]
  }
  bookings_confirmed: AboutBooking & { count: number; by: string | null }
  waiting_list_offer: AboutBooking & { until: number }
  booking_no_show: AboutBooking & { by: null }
  booking_no_answer: AboutBooking & { by: null }
  booking_reminder: AboutBooking
  /** `moved`: up from the waiting list. */
  training_enrolled: AboutTraining & { moved: boolean }
  /** `by` is null where too few people had enrolled. */
  training_cancelled: AboutTraining & { by: string | null; reason: string | null; minimum: number }
  /** `training`: empty where it was given without one. `until`: the last day on which it holds. */
  authorization_given: { kind: MachineKind; training: string; level: Level; until: CalendarDay | null }
  authorization_ends: { kind: MachineKind; until: CalendarDay }
  authorization_revoked: { kind: MachineKind; reason: string; by: string }
  job_approved: AboutJob & { printer: string | null; position: number | null }
  job_sent_back: AboutJob & { answer: 'send_back' | 'reject' | 'recall' | 'cancel'; reason: string | null }
  job_starts_soon: AboutJob & { printer: string }
  job_started: AboutJob & { printer: string; readyAt: number | null }
  job_failed: AboutJob & { stopped: boolean }
  job_ready: AboutJob
  job_shelf: AboutJob & { days: number }
  membership_ends: { until: CalendarDay }
  /** Old jobs went to the bin: one of `count`, and the day on which they are forgotten. */
  files_leave: { title: string; count: number; until: CalendarDay }
  machine_fault: { machineId: string; machine: string; words: string; severity: Severity; by: string }
  machine_back: { machineId: string; machine: string }
  upkeep_due: { machineId: string; machine: string; task: string }
  /** It was expected back, and is still out of order. */
  machine_still_out: { machineId: string; machine: string; reason: string }
  /** A calendar of others that could not be read for a day. `since`: epoch ms. */
  calendar_unread: { calendar: string; since: number }
  /** It takes a time that was booked before it said so; the first of `count` bookings. */
  calendar_overlaps: { calendar: string; count: number; machine: string; who: string } & Interval
  account: { what: 'passphrase_reset' | 'role_changed' | 'changed'; by: string | null }
  announcement: { fr: string; en: string }
}
export type Kind = keyof Facts

/** A title that stands alone, and one or two sentences. */
export type Words = { title: string; text: string }

/** Where a message may also go, besides the member's own page. */
export const channels = ['mail', 'kiosk'] as const
export type Channel = (typeof channels)[number]

type Row<F> = {
  /** Whether it is mailed to a member who has an address and has not said anything else. */
  mail: boolean
  /** Who may get it at all; undefined: everybody. */
  who?: Role
  /** Whether the reception may show its code to everybody; undefined where it never does. */
  kiosk?: boolean
  /** Whether its mail carries the booking that it is about, for a calendar program. */
  calendar?: true
  /** The page where something can be done about it. */
  goTo: (facts: F) => string
  fr: (facts: F, say: Say) => Words
  en: (facts: F, say: Say) => Words
}

/** « le fablab est fermé (jeu. 24 déc. – sam. 2 janv.), congés de Noël »; or the reason alone, where it is not closed. */
function whyCancelled(reason: string | null, closed: ClosedDays | undefined, language: Language): string | null {
  if (!closed) return reason
  const [first, last] = [closed.firstDay, closed.lastDay].map((day) => formatCalendarDay(day, language))
  const days = first === last ? first : `${first}\u2009–\u2009${last}`
  const words = { fr: `le fablab est fermé (${days})`, en: `the lab is closed (${days})` }[language]
  return reason ? `${words}, ${reason}` : words
}

const machinePage = ({ machineId }: { machineId: string }): string => `/machines/${machineId}`
const trainingsPage = (): string => '/trainings'
const jobPage = ({ jobId }: { jobId: string }): string => `/jobs/${jobId}`

/** Every kind of message there is. */
export const kinds: { [K in Kind]: Row<Facts[K]> } = {
  booking_confirmed: {
    mail: false,
    calendar: true,
    goTo: machinePage,
    fr: ({ machine, by, again, ...at }, say) => ({
      title: `${again ? 'Réservation rétablie' : 'Réservé'}\u202f: ${machine}`,
      text: again
        ? `L’annulation est reprise\u202f: ${machine} est bien à vous ${say.span(at)}.`
        : `${machine} est à vous ${say.span(at)}.${by ? ` Réservé par ${by}.` : ''}`,
    }),
    en: ({ machine, by, again, ...at }, say) => ({
      title: `${again ? 'Booking restored' : 'Booked'}: ${machine}`,
      text: again
        ? `The cancellation was taken back: ${machine} is yours after all, ${say.span(at)}.`
        : `${machine} is yours ${say.span(at)}.${by ? ` Booked by ${by}.` : ''}`,
    }),
  },
  booking_changed: {
    mail: true,
    calendar: true,
    goTo: machinePage,
    fr: ({ machine, before, by, ...at }, say) => ({
      title: `Réservation déplacée\u202f: ${machine}`,
      text: `${machine} est maintenant à vous ${say.span(at)}, et non plus ${say.span(before)}.${by ? ` Déplacée par ${by}.` : ''}`,
    }),
    en: ({ machine, before, by, ...at }, say) => ({
      title: `Booking moved: ${machine}`,
      text: `${machine} is now yours ${say.span(at)}, no longer ${say.span(before)}.${by ? ` Moved by ${by}.` : ''}`,
    }),
  },
  booking_cancelled: {
    mail: true,
    calendar: true,
    goTo: machinePage,
    fr: ({ machine, by, reason, closed, instead = [], ...at }, say) => {
      const why = whyCancelled(reason, closed, 'fr')
      return {
        title: `Réservation annulée\u202f: ${machine}`,
        text:
          `Votre réservation de ${machine}, ${say.span(at)}, est annulée${by ? ` par ${by}` : ''}.` +
          (why ? ` Raison\u202f: ${sentence(why)}` : '') +
          (instead.length ? ` Libres à la place\u202f: ${slots(instead, say)}.` : '') +
          ((by || why) && !instead.length ? ' Choisissez un autre créneau.' : ''),
      }
    },
    en: ({ machine, by, reason, closed, instead = [], ...at }, say) => {
      const why = whyCancelled(reason, closed, 'en')
      return {
        title: `Booking cancelled: ${machine}`,
        text:
          `Your booking of ${machine}, ${say.span(at)}, is cancelled${by ? ` by ${by}` : ''}.` +
          (why ? ` Reason: ${sentence(why)}` : '') +
          (instead.length ? ` Free instead: ${slots(instead, say)}.` : '') +
          ((by || why) && !instead.length ? ' Please choose another time.' : ''),
      }
    },
  },
  bookings_confirmed: {
    mail: false,
    calendar: true,
    goTo: machinePage,
    fr: ({ machine, count, by, ...at }, say) => ({
      title: `${count} réservations\u202f: ${machine}`,
      text: `${count} créneaux sont à vous, le premier ${say.span(at)}.${by ? ` Réservés par ${by}.` : ''}`,
    }),
    en: ({ machine, count, by, ...at }, say) => ({
      title: `${count} bookings: ${machine}`,
      text: `${count} slots are yours, the first ${say.span(at)}.${by ? ` Booked by ${by}.` : ''}`,
    }),
  },
  waiting_list_offer: {
    mail: true,
    goTo: () => '/',
    fr: ({ machine, until, ...at }, say) => ({
      title: `Une place s’est libérée\u202f: ${machine}`,
      text: `${machine}, ${say.span(at)}, est gardé pour vous jusqu’à ${say.moment(until)}. Confirmez d’ici là\u202f; ensuite la place va à la personne suivante.`,
    }),
    en: ({ machine, until, ...at }, say) => ({
      title: `A slot came free: ${machine}`,
      text: `${machine}, ${say.span(at)}, is kept for you until ${say.moment(until)}. Confirm it before; after that the next person is asked.`,
    }),
  },
  booking_no_show: {
    mail: true,
    calendar: true,
    goTo: machinePage,
    fr: ({ machine, ...at }, say) => ({
      title: `Créneau rendu\u202f: ${machine}`,
      text: `Personne n’a dit être là pour ${machine}, ${say.span(at)}\u202f: le reste du créneau est rendu aux autres. Si vous êtes sur place, réservez-le de nouveau.`,
    }),
    en: ({ machine, ...at }, say) => ({
      title: `Slot given back: ${machine}`,
      text: `Nobody said that they were there for ${machine}, ${say.span(at)}: the rest of the slot is free for others. If you are at the lab, book it again.`,
    }),
  },
  booking_no_answer: {
    mail: true,
    calendar: true,
    goTo: machinePage,
    fr: ({ machine, ...at }, say) => ({
      title: `Demande sans réponse\u202f: ${machine}`,
      text: `L’équipe n’a pas répondu à temps pour ${machine}, ${say.span(at)}\u202f: le créneau est rendu. Demandez-en un autre, ou parlez-en sur place.`,
    }),
    en: ({ machine, ...at }, say) => ({
      title: `No answer in time: ${machine}`,
      text: `The team did not answer in time for ${machine}, ${say.span(at)}: the slot is given back. Ask for another one, or talk to them at the lab.`,
    }),
  },
  booking_reminder: {
    mail: true,
    goTo: machinePage,
    fr: ({ machine, ...at }, say) => ({
      title: `Rappel\u202f: ${machine}, ${say.moment(at.start)}`,
      text: `${machine} est à vous ${say.span(at)}. Si vous ne venez pas, annulez\u202f: quelqu’un d’autre en profitera.`,
    }),
    en: ({ machine, ...at }, say) => ({
      title: `Reminder: ${machine}, ${say.moment(at.start)}`,
      text: `${machine} is yours ${say.span(at)}. If you are not coming, please cancel: somebody else will be glad.`,
    }),
  },
  training_enrolled: {
    mail: true,
    goTo: trainingsPage,
    fr: ({ training, place, moved, ...at }, say) => ({
      title: `${moved ? 'Une place pour vous' : 'Inscription'}\u202f: ${training}`,
      text: `${moved ? 'Quelqu’un s’est désisté\u202f: vous' : 'Vous'} avez une place ${say.span(at)}${place ? ` (${place})` : ''}. Si vous ne pouvez pas venir, rendez-la.`,
    }),
    en: ({ training, place, moved, ...at }, say) => ({
      title: `${moved ? 'A place for you' : 'Enrolled'}: ${training}`,
      text: `${moved ? 'Somebody gave their place back: you' : 'You'} have a place, ${say.span(at)}${place ? ` (${place})` : ''}. If you cannot come, please give it back.`,
    }),
  },
  training_cancelled: {
    mail: true,
    goTo: trainingsPage,
    fr: ({ training, by, reason, minimum, ...at }, say) => ({
      title: `Formation annulée\u202f: ${training}`,
      text: `La séance, ${say.span(at)}, n’aura pas lieu${by ? `\u202f: ${by} l’a annulée` : `\u202f: il fallait au moins ${minimum} personnes`}.${reason ? ` Raison\u202f: ${sentence(reason)}` : ''} Choisissez une autre séance.`,
    }),
    en: ({ training, by, reason, minimum, ...at }, say) => ({
      title: `Training cancelled: ${training}`,
      text: `The session, ${say.span(at)}, does not take place: ${by ? `${by} cancelled it` : `it needed at least ${minimum} people`}.${reason ? ` Reason: ${sentence(reason)}` : ''} Please choose another session.`,
    }),
  },
  authorization_given: {
    mail: true,
    goTo: () => '/machines',
    // Those that were told before levels say neither how far nor until when.
    fr: ({ kind, training, level = 'independent', until = null }) => ({
      title: `Habilitation donnée\u202f: ${kindWords[kind].fr}`,
      text: `${training ? `Vous avez suivi «\u00a0${training}\u00a0». ` : ''}${levelGiven(level, kind, 'fr')}${until ? `, jusqu’au ${formatDate(until, 'fr')}` : ''}.`,
    }),
    en: ({ kind, training, level = 'independent', until = null }) => ({
      title: `Authorized: ${kindWords[kind].en}`,
      text: `${training ? `You followed “${training}”. ` : ''}${levelGiven(level, kind, 'en')}${until ? `, until ${formatDate(until, 'en')}` : ''}.`,
    }),
  },
  authorization_ends: {
    mail: true,
    goTo: trainingsPage,
    fr: ({ kind, until }) => ({
      title: `Habilitation bientôt finie\u202f: ${kindWords[kind].fr}`,
      text: `Elle vaut jusqu’au ${formatDate(until, 'fr')}. Pour réserver ensuite, suivez une formation ou voyez l’équipe.`,
    }),
    en: ({ kind, until }) => ({
      title: `Authorization ends soon: ${kindWords[kind].en}`,
      text: `It holds until ${formatDate(until, 'en')}. To book after that, follow a training or see the team.`,
    }),
  },
  authorization_revoked: {
    mail: true,
    goTo: () => '/account',
    fr: ({ kind, reason, by }) => ({
      title: `Habilitation retirée\u202f: ${kindWords[kind].fr}`,
      text: `${by} l’a retirée. Raison\u202f: ${sentence(reason)} Vous ne pouvez plus réserver (${kindWords[kind].fr}) pour le moment\u202f: parlez-en avec l’équipe.`,
    }),
    en: ({ kind, reason, by }) => ({
      title: `Authorization taken away: ${kindWords[kind].en}`,
      text: `${by} took it away. Reason: ${sentence(reason)} For now you can no longer book (${kindWords[kind].en}): talk to the team.`,
    }),
  },
  job_approved: {
    mail: true,
    goTo: jobPage,
    fr: ({ title, printer, position }) => ({
      title: `Validé\u202f: ${title}`,
      text:
        printer && position === 1
          ? `L’équipe a validé votre travail. C’est le prochain sur ${printer}\u202f: il attend une personne à la machine.`
          : `L’équipe a validé votre travail.${printer ? ` Il est dans la file de ${printer}${position ? `, ${position}ᵉ` : ''}.` : ''}`,
    }),
    en: ({ title, printer, position }) => ({
      title: `Approved: ${title}`,
      text:
        printer && position === 1
          ? `The team approved your job. It is next on ${printer}, and waits for a person at the machine.`
          : `The team approved your job.${printer ? ` It is in the queue of ${printer}${position ? `, number ${position}` : ''}.` : ''}`,
    }),
  },
  job_sent_back: {
    mail: true,
    goTo: jobPage,
    fr: ({ title, answer, reason }) => {
      const said = reason ? ` L’équipe écrit\u202f: «\u00a0${reason}\u00a0»` : ''
      return {
        send_back: { title: `À corriger\u202f: ${title}`, text: `Votre travail vous revient.${said}` },
        reject: { title: `Refusé\u202f: ${title}`, text: `Votre travail ne sera pas imprimé.${said}` },
        recall: {
          title: `Validation retirée\u202f: ${title}`,
          text: `Votre travail attend de nouveau l’avis de l’équipe.${said}`,
        },
        cancel: { title: `Travail annulé\u202f: ${title}`, text: `L’équipe a annulé votre travail.${said}` },
      }[answer]
    },
    en: ({ title, answer, reason }) => {
      const said = reason ? ` The team writes: “${reason}”` : ''
      return {
        send_back: { title: `To correct: ${title}`, text: `Your job comes back to you.${said}` },
        reject: { title: `Refused: ${title}`, text: `Your job will not be printed.${said}` },
        recall: { title: `Approval withdrawn: ${title}`, text: `Your job waits for the team’s answer again.${said}` },
        cancel: { title: `Job cancelled: ${title}`, text: `The team cancelled your job.${said}` },
      }[answer]
    },
  },
  job_starts_soon: {
    mail: false,
    goTo: jobPage,
    fr: ({ title, printer }) => ({
      title: `Bientôt votre tour\u202f: ${title}`,
      text: `${printer} imprime encore une pièce, puis c’est la vôtre.`,
    }),
    en: ({ title, printer }) => ({
      title: `Your turn soon: ${title}`,
      text: `${printer} prints one more part, then yours.`,
    }),
  },
  job_started: {
    mail: false,
    goTo: jobPage,
    fr: ({ title, printer, readyAt }, say) => ({
      title: `Impression lancée\u202f: ${title}`,
      text: `${printer} imprime votre pièce.${readyAt ? ` Prête vers ${say.time(readyAt)}.` : ''}`,
    }),
    en: ({ title, printer, readyAt }, say) => ({
      title: `Print started: ${title}`,
      text: `${printer} is printing your part.${readyAt ? ` Ready at about ${say.time(readyAt)}.` : ''}`,
    }),
  },
  job_failed: {
    mail: true,
    goTo: jobPage,
    fr: ({ title, stopped }) =>
      stopped
        ? { title: `Impression arrêtée\u202f: ${title}`, text: 'Votre impression a été arrêtée avant la fin.' }
        : {
            title: `Raté\u202f: ${title}`,
            text: 'Votre impression n’a pas réussi. L’équipe peut la relancer\u202f: la page du travail dit ce qui s’est passé.',
          },
    en: ({ title, stopped }) =>
      stopped
        ? { title: `Print stopped: ${title}`, text: 'Your print was stopped before its end.' }
        : {
            title: `Failed: ${title}`,
            text: 'Your print did not succeed. The team can print it again: the job’s page says what happened.',
          },
  },
  job_ready: {
    mail: true,
    kiosk: true,
    goTo: jobPage,
    fr: ({ title, code }) => ({
      title: `À retirer\u202f: ${title}`,
      text: `Votre pièce est imprimée. Son code de retrait\u202f: ${code}.`,
    }),
    en: ({ title, code }) => ({
      title: `To collect: ${title}`,
      text: `Your part is printed. Its pick-up code: ${code}.`,
    }),
  },
  job_shelf: {
    mail: true,
    goTo: jobPage,
    fr: ({ title, code, days }) => ({
      title: `Toujours à retirer\u202f: ${title}`,
      text: `Votre pièce ${code} attend depuis ${days} jours. Venez la chercher, ou dites à l’équipe qu’elle peut en disposer.`,
    }),
    en: ({ title, code, days }) => ({
      title: `Still to collect: ${title}`,
      text: `Your part ${code} has been waiting for ${days} days. Come and get it, or tell the team that they may dispose of it.`,
    }),
  },
  membership_ends: {
    mail: true,
    goTo: () => '/account',
    fr: ({ until }, say) => ({
      title: 'Votre adhésion se termine',
      text: `Elle est valable jusqu’au ${say.day(until)}. Pour continuer, renouvelez-la auprès de l’équipe.`,
    }),
    en: ({ until }, say) => ({
      title: 'Your membership ends',
      text: `It is valid until ${say.day(until)}. To go on, renew it with the team.`,
    }),
  },
  files_leave: {
    mail: true,
    goTo: () => '/jobs',
    fr: ({ title, count, until }, say) => ({
      title: 'De vieux fichiers vont être effacés',
      text: `${count === 1 ? `«\u00a0${title}\u00a0» est` : `${count} vieux travaux, dont «\u00a0${title}\u00a0», sont`} dans votre corbeille. Le ${say.day(until)}, le labo efface ces fichiers\u202f; d’ici là, vous pouvez les remettre dans vos travaux.`,
    }),
    en: ({ title, count, until }, say) => ({
      title: 'Old files will be erased',
      text: `${count === 1 ? `“${title}” is` : `${count} old jobs, “${title}” among them, are`} in your bin. On ${say.day(until)} the lab erases these files; until then you can put them back into your jobs.`,
    }),
  },
  machine_fault: {
    mail: true,
    who: 'staff',
    goTo: machinePage,
    fr: ({ machine, words, severity, by }) => ({
      title: `Panne signalée\u202f: ${machine}`,
      text: `${by} écrit\u202f: «\u00a0${words}\u00a0» ${severity === 'unusable' ? 'La machine est inutilisable.' : 'La machine est encore utilisable.'}`,
    }),
    en: ({ machine, words, severity, by }) => ({
      title: `Fault reported: ${machine}`,
      text: `${by} writes: “${words}” ${severity === 'unusable' ? 'The machine cannot be used.' : 'The machine can still be used.'}`,
    }),
  },
  machine_back: {
    mail: false,
    goTo: machinePage,
    fr: ({ machine }) => ({
      title: `Réparé\u202f: ${machine}`,
      text: `L’équipe s’est occupée de la panne que vous aviez signalée. Merci de l’avoir dite.`,
    }),
    en: ({ machine }) => ({
      title: `Mended: ${machine}`,
      text: `The team dealt with the fault that you reported. Thank you for saying so.`,
    }),
  },
  upkeep_due: {
    mail: false,
    who: 'staff',
    goTo: machinePage,
    fr: ({ machine, task }) => ({
      title: `Entretien à faire\u202f: ${machine}`,
      text: `${sentence(task)} Notez-le sur la page de la machine quand c’est fait.`,
    }),
    en: ({ machine, task }) => ({
      title: `Upkeep due: ${machine}`,
      text: `${sentence(task)} Note it on the machine’s page when it is done.`,
    }),
  },
  machine_still_out: {
    mail: false,
    who: 'staff',
    goTo: machinePage,
    fr: ({ machine, reason }) => ({
      title: `Toujours hors service\u202f: ${machine}`,
      text: `Le retour était prévu pour maintenant (${reason}). Remettez la machine en service, ou dites jusqu’à quand elle manque.`,
    }),
    en: ({ machine, reason }) => ({
      title: `Still out of order: ${machine}`,
      text: `It was expected back by now (${reason}). Put the machine back into service, or say until when it is missing.`,
    }),
  },
  calendar_unread: {
    mail: true,
    who: 'staff',
    goTo: () => '/settings/bookings',
    fr: ({ calendar, since }, say) => ({
      title: `Agenda illisible\u202f: ${calendar}`,
      text: `Il ne se lit plus depuis le ${say.moment(since)}. Ce qu’il disait en dernier bloque toujours\u202f: vérifiez son adresse, ou retirez-le.`,
    }),
    en: ({ calendar, since }, say) => ({
      title: `Calendar cannot be read: ${calendar}`,
      text: `It cannot be read since ${say.moment(since)}. What it said last goes on blocking: check its address, or remove it.`,
    }),
  },
  calendar_overlaps: {
    mail: true,
    who: 'staff',
    goTo: () => '/settings/bookings',
    fr: ({ calendar, count, machine, who, ...at }, say) => ({
      title: `${count > 1 ? `${count} réservations gênées` : 'Réservation gênée'}\u202f: ${calendar}`,
      text: `Cet agenda occupe un temps déjà réservé\u202f: ${machine}, ${who}, ${say.span(at)}${count > 1 ? `, et ${count - 1 === 1 ? 'une autre' : `${count - 1} autres`}` : ''}. Rien n’est annulé\u202f: décidez qui garde la place.`,
    }),
    en: ({ calendar, count, machine, who, ...at }, say) => ({
      title: `${count > 1 ? `${count} bookings overlapped` : 'Booking overlapped'}: ${calendar}`,
      text: `This calendar takes a time that is booked already: ${machine}, ${who}, ${say.span(at)}${count > 1 ? `, and ${count - 1 === 1 ? 'another one' : `${count - 1} others`}` : ''}. Nothing is cancelled: decide who keeps the place.`,
    }),
  },
  account: {
    mail: true,
    goTo: () => '/account',
    fr: ({ what, by }) => ({
      title: {
        passphrase_reset: 'Phrase de passe changée par l’équipe',
        role_changed: 'Votre rôle a changé',
        changed: 'Votre compte a changé',
      }[what],
      text: `${by ? `C’est ${by} qui l’a fait.` : 'C’est l’équipe qui l’a fait.'} Si vous ne l’avez pas demandé, parlez-en à l’équipe.`,
    }),
    en: ({ what, by }) => ({
      title: {
        passphrase_reset: 'The team changed your passphrase',
        role_changed: 'Your role has changed',
        changed: 'Your account has changed',
      }[what],
      text: `${by ? `It was done by ${by}.` : 'It was done by the team.'} If you did not ask for it, speak to the team.`,
    }),
  },
  announcement: {
    mail: true,
    goTo: () => '/',
    fr: ({ fr, en }) => ({ title: 'Annonce du labo', text: fr || en }),
    en: ({ fr, en }) => ({ title: 'Announcement of the lab', text: en || fr }),
  },
}

export const kindNames = Object.keys(kinds) as [Kind, ...Kind[]]

/** The sentences of a message, in one language, with the times of the lab's zone. */
export function wordsOf<K extends Kind>(kind: K, facts: Facts[K], language: Language, timeZone: string): Words {
  return kinds[kind][language](facts, sayIn(language, timeZone))
}

/** In every language at once: the page follows a switch. */
export const inAllLanguages = <K extends Kind>(kind: K, facts: Facts[K], timeZone: string): Record<Language, Words> =>
  Object.fromEntries(languages.map((language) => [language, wordsOf(kind, facts, language, timeZone)])) as Record<
    Language,
    Words
  >

type Say = ReturnType<typeof sayIn>

function sayIn(language: Language, timeZone: string) {
  const day = (day: CalendarDay): string => formatCalendarDay(day, language, 'long')
  const time = (at: number): string => formatTime(at, timeZone, language, 'sentence')
  return {
    day,
    time,
    /** « mar. 6 janv. 14 h » */
    moment: (at: number): string => `${formatDay(at, timeZone, language)} ${time(at)}`,
    /** « mar. 6 janv., 14:00 – 16:00 » */
    span: ({ start, end }: Interval): string =>
      `${formatDay(start, timeZone, language)}, ${formatSpan(start, end, timeZone, language)}`,
  }
}

/** « LASER-2 mar. 6 janv., 14:00 – 16:00 » */
const slots = (instead: AboutBooking[], say: Say): string =>
  instead.map(({ machine, start, end }) => `${machine} ${say.span({ start, end })}`).join(' · ')

/** As it was written, with a full stop where it ends without one. */
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`)
