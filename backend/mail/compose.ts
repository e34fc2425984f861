import type { Language } from '#backend/base/language.ts'

/** Control characters, line separators and marks that turn the direction of text round: none belongs into a line of a mail. */
const unwelcome = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g

/** One line and nothing else, whatever was typed: what stands in a header cannot begin another one. */
export const oneLine = (text: string): string =>
  text.replace(unwelcome, ' ').replace(/ {2,}/g, ' ').trim().slice(0, 250)

/** Lines of text: the sentences of a mail. */
const lines = (text: string): string =>
  text
    .split(/\r\n?|\n/)
    .map((line) => line.replace(unwelcome, ' ').trimEnd())
    .join('\n')

type About = {
  name: string
  lab: string
  words: { title: string; text: string }
  /** The address of the lab, and the page of ours where something can be done. */
  url: string
  goTo: string
}

/** A mail as plain text: who it is for, what happened, where to go, who writes. */
export function compose(language: Language, { name, lab, words, url, goTo }: About): { subject: string; body: string } {
  const choose = `${url}/account/messages`
  const { hello, choice } = {
    fr: { hello: `Bonjour ${oneLine(name)},`, choice: `Choisir ce que le labo vous écrit\u202f: ${choose}` },
    en: { hello: `Hello ${oneLine(name)},`, choice: `Choose what the lab writes to you: ${choose}` },
  }[language]
  const parts = [hello, oneLine(words.title), lines(words.text), `${url}${goTo}`, oneLine(lab), `--\u0020\n${choice}`]
  return { subject: oneLine(words.title), body: `${parts.join('\n\n')}\n` }
}

/** Says that the settings are right, to whoever tries them. */
export function composeTrial(language: Language, lab: string, url: string): { subject: string; body: string } {
  const { title, text } = {
    fr: { title: `Essai d’envoi\u202f: ${lab}`, text: 'Si vous lisez ceci, le labo sait envoyer du courrier.' },
    en: { title: `Trial mail: ${lab}`, text: 'If you read this, the lab can send mail.' },
  }[language]
  return { subject: oneLine(title), body: `${text}\n\n${url}/settings/messages\n\n${oneLine(lab)}\n` }
}
