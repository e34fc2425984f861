import pino from 'pino'

export type Log = pino.Logger

/** One JSON line per event on stderr; cookies and tokens never get there. */
export const createLog = (level: string): Log =>
  pino(
    {
      level,
      redact: ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]', 'token', 'passphrase'],
    },
    pino.destination({ dest: 2, sync: true }),
  )
