import { judge, type Evidence, type MailProblem } from '#backend/mail/problem.ts'
import type { Security } from '#backend/mail/schema.ts'

/** The server that takes mail, and in whose name. */
export type Smtp = {
  host: string
  port: number
  security: Security
  user: string | null
  password: string | null
  fromName: string
  fromAddress: string
}

export type Letter = {
  messageId: string
  toName: string
  toAddress: string
  subject: string
  body: string
  writtenAt: number
  /** text/calendar: what it says, for a calendar program. */
  calendar: string | null
}

/** `sent` means that the server took it and answers for it from here. */
export type Attempt = { sent: true } | { sent: false; problem: MailProblem; detail: string }

export type SendMail = (smtp: Smtp, letter: Letter) => Promise<Attempt>

/** How long a server may be silent at each step, ms; `whole` ends an attempt whatever it says meanwhile. */
const patience = { connect: 10_000, greeting: 10_000, silence: 20_000, whole: 60_000 }

/** Gives one mail to a server, once. Never throws: whatever the server does is an answer. */
export function createSendMail(wait = patience): SendMail {
  return async (smtp, letter) => {
    // Imported with the first mail: many labs never send one.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host: smtp.host,
      port: smtp.port,
      secure: smtp.security === 'tls',
      requireTLS: smtp.security === 'starttls',
      ignoreTLS: smtp.security === 'none',
      ...(smtp.user !== null && { auth: { user: smtp.user, pass: smtp.password ?? '' }, forceAuth: true }),
      connectionTimeout: wait.connect,
      dnsTimeout: wait.connect,
      greetingTimeout: wait.greeting,
      socketTimeout: wait.silence,
      maxResponseSize: 64_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      await transport.sendMail({
        messageId: letter.messageId,
        date: new Date(letter.writtenAt),
        from: { name: smtp.fromName, address: smtp.fromAddress },
        to: { name: letter.toName, address: letter.toAddress },
        subject: letter.subject,
        text: letter.body,
        ...(letter.calendar !== null && {
          attachments: [
            {
              filename: 'etabli.ics',
              content: letter.calendar,
              contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
              contentDisposition: 'attachment',
            },
          ],
        }),
        // Answering machines leave it alone.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.timeout(wait.whole),
      })
      return { sent: true }
    } catch (error) {
      const evidence = error as Evidence & { message?: string; response?: string }
      return { sent: false, problem: judge(evidence), detail: inOneLine(evidence.response ?? evidence.message ?? '') }
    } finally {
      transport.close()
    }
  }
}

/** A server's words are somebody else's: one line of printable signs, not endless. */
const inOneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\s\ufffd]+/gu, ' ')
    .trim()
    .slice(0, 300)
