/**
 * Why a mail did not leave, and whose turn it is to do something: `mail` is this mail's own trouble and it is tried again,
 * `server` is the server's and every mail waits with it, `never` is not tried again.
 */
export const mailProblems = {
  'address-refused': 'never',
  'mail-refused': 'never',
  'too-late': 'never',
  'not-now': 'mail',
  'sender-refused': 'server',
  'password-refused': 'server',
  'not-secure': 'server',
  'not-found': 'server',
  unreachable: 'server',
  silent: 'server',
  garbled: 'server',
  'turned-away': 'server',
} as const satisfies Record<string, 'never' | 'mail' | 'server'>
export type MailProblem = keyof typeof mailProblems

/** What an attempt left behind, in the words of the mail library. */
export type Evidence = {
  code?: string | undefined
  command?: string | undefined
  responseCode?: number | undefined
  syscall?: string | undefined
  /** The system's own code, where the library put its own before it. */
  originalCode?: string | undefined
}

/** No encryption comes about, or nobody vouches for who is at the other end. */
const aboutEncryption = /^(ERR_SSL|ERR_TLS|EPROTO|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/

/** What the evidence says. A permanent no (5xx) counts for ever only where it is about this address or these words. */
export function judge({ code, command, responseCode = 0, syscall, originalCode = '' }: Evidence): MailProblem {
  const isPermanent = responseCode >= 500
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'password-refused'
  if (code === 'ETLS' || aboutEncryption.test(originalCode)) return 'not-secure'
  if (code === 'EDNS') return 'not-found'
  if (code === 'ETIMEDOUT' || code === 'EABORT') return 'silent'
  if (responseCode >= 400) {
    if (command === 'RCPT TO') return isPermanent ? 'address-refused' : 'not-now'
    if (command === 'MAIL FROM') return isPermanent ? 'sender-refused' : 'not-now'
    if (command === 'DATA') return isPermanent ? 'mail-refused' : 'not-now'
    return 'turned-away'
  }
  // Nobody listens there, or somebody does who hangs up or speaks another language.
  return syscall === 'connect' ? 'unreachable' : 'garbled'
}
