import { texts } from '../lib/language.svelte.ts'
import type { PrintJobAction, PrintJobState } from '#backend/print-job/lifecycle.ts'
import type { WaitReason } from '#backend/print-job/queue.ts'
import type { RunAction, RunOutcome, RunState } from '#backend/run/lifecycle.ts'

/** What every screen calls the states, actions and reasons of a job and of a run: nothing else maps them to words. */
type Words = {
  states: Record<PrintJobState, string>
  actions: Record<PrintJobAction, string>
  /** How the history tells an action. */
  happened: Record<PrintJobAction | 'created', string>
  waits: Record<WaitReason, string>
  runPhases: Record<RunState, string>
  runActions: Record<RunAction, string>
  outcomes: Record<RunOutcome, string>
  verdicts: Record<'safe' | 'look' | 'refused', string>
}

const fr: Words = {
  states: {
    draft: 'Brouillon',
    needs_changes: 'À corriger',
    submitted: 'Envoyé',
    queued: 'En file',
    running: 'Imprime',
    awaiting_pickup: 'À retirer',
    collected: 'Terminé',
    failed: 'Raté',
    rejected: 'Refusé',
    cancelled: 'Annulé',
  },
  actions: {
    submit: 'Envoyer à l’équipe',
    cancel: 'Annuler ce travail',
    approve: 'Valider',
    send_back: 'À corriger',
    reject: 'Refuser',
    recall: 'Rappeler la validation',
    collect: 'J’ai récupéré ma pièce',
    requeue: 'Remettre en file',
    give_up: 'Abandonner',
    claim: 'Réserver l’imprimante',
    restart: 'Reprendre à une couche',
    release: 'Rendre à la file',
    finish: 'Terminer',
    fail: 'Marquer comme raté',
    stop: 'Arrêter',
  },
  happened: {
    created: 'déposé',
    submit: 'envoyé à l’équipe',
    cancel: 'annulé',
    approve: 'validé',
    send_back: 'renvoyé à corriger',
    reject: 'refusé',
    recall: 'validation rappelée',
    collect: 'pièce récupérée',
    requeue: 'remis en file',
    give_up: 'abandonné',
    claim: 'impression lancée',
    restart: 'impression reprise à une couche',
    release: 'rendu à la file',
    finish: 'impression terminée',
    fail: 'impression ratée',
    stop: 'impression arrêtée',
  },
  waits: {
    no_printer: 'Aucune imprimante n’est choisie',
    out_of_order: 'L’imprimante est hors service',
    offline: 'L’imprimante ne répond pas',
    busy: 'L’imprimante imprime déjà',
    others_first: 'D’autres travaux passent avant',
    bed_not_clear: 'Le plateau est à vider',
    ready: 'Attend qu’une personne de l’équipe lance l’impression',
  },
  runPhases: {
    claimed: 'Préparation',
    transferring: 'Envoi du fichier à l’imprimante',
    starting: 'Chauffe',
    printing: 'Imprime',
    paused: 'En pause',
    finishing: 'Se termine',
    ended: 'Terminée',
  },
  runActions: { pause: 'Mettre en pause', resume: 'Reprendre', cancel: 'Arrêter' },
  outcomes: {
    completed: 'réussie',
    cancelled: 'arrêtée',
    failed: 'ratée',
    interrupted: 'interrompue',
    unknown: 'issue inconnue',
  },
  verdicts: { safe: 'Sûr', look: 'À regarder', refused: 'Refusé par la machine' },
}

const en: Words = {
  states: {
    draft: 'Draft',
    needs_changes: 'Needs changes',
    submitted: 'Sent',
    queued: 'In line',
    running: 'Printing',
    awaiting_pickup: 'To collect',
    collected: 'Done',
    failed: 'Failed',
    rejected: 'Refused',
    cancelled: 'Cancelled',
  },
  actions: {
    submit: 'Send to the team',
    cancel: 'Cancel this job',
    approve: 'Approve',
    send_back: 'Send back',
    reject: 'Refuse',
    recall: 'Recall the approval',
    collect: 'I have collected my part',
    requeue: 'Put back in line',
    give_up: 'Give up',
    claim: 'Take the printer',
    restart: 'Go on from a layer',
    release: 'Back to the queue',
    finish: 'Finish',
    fail: 'Mark as failed',
    stop: 'Stop',
  },
  happened: {
    created: 'uploaded',
    submit: 'sent to the team',
    cancel: 'cancelled',
    approve: 'approved',
    send_back: 'sent back for changes',
    reject: 'refused',
    recall: 'approval recalled',
    collect: 'part collected',
    requeue: 'put back in line',
    give_up: 'given up',
    claim: 'print started',
    restart: 'print restarted at a layer',
    release: 'back in line',
    finish: 'print finished',
    fail: 'print failed',
    stop: 'print stopped',
  },
  waits: {
    no_printer: 'No printer is chosen',
    out_of_order: 'The printer is out of order',
    offline: 'The printer does not answer',
    busy: 'The printer is printing already',
    others_first: 'Other jobs come first',
    bed_not_clear: 'The bed must be cleared',
    ready: 'Waits for someone of the team to start it',
  },
  runPhases: {
    claimed: 'Getting ready',
    transferring: 'Sending the file to the printer',
    starting: 'Heating',
    printing: 'Printing',
    paused: 'Paused',
    finishing: 'Finishing',
    ended: 'Ended',
  },
  runActions: { pause: 'Pause', resume: 'Resume', cancel: 'Stop' },
  outcomes: {
    completed: 'succeeded',
    cancelled: 'stopped',
    failed: 'failed',
    interrupted: 'interrupted',
    unknown: 'outcome unknown',
  },
  verdicts: { safe: 'Safe', look: 'Have a look', refused: 'Refused by the machine' },
}

export const words = texts({ fr, en })
