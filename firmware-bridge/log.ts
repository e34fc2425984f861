export type Log = (message: string, facts?: Record<string, unknown>) => void

/** One JSON object a line on standard error, where whoever started the bridge keeps it. */
export const log: Log = (message, facts = {}) =>
  void process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), message, ...facts })}\n`)
