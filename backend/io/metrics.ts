import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { RequestHandler } from 'express'

type Gauges = Record<string, { help: string; read: () => number | Promise<number> }>
/** Totals that the rows of the database hold, told apart by one label. */
type Totals = Record<string, { help: string; label: string; read: () => Promise<{ of: string; total: number }[]> }>

/** Prometheus metrics of this process: memory, event loop, requests by route. */
export function createMetrics(gauges: Gauges, totals: Totals) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'etabli_http_request_seconds',
    help: 'Duration of requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 5],
    registers: [registry],
  })
  for (const [name, { help, read }] of Object.entries(gauges)) {
    new Gauge({
      name: `etabli_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read())
      },
    })
  }
  for (const [name, { help, label, read }] of Object.entries(totals)) {
    new Counter({
      name: `etabli_${name}_total`,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        this.reset()
        for (const { of, total } of await read()) this.inc({ [label]: of }, total)
      },
    })
  }
  const measure: RequestHandler = (req, res, next) => {
    const end = seconds.startTimer()
    res.once('finish', () => {
      const route = (req.route as { path?: string } | undefined)?.path ?? 'other'
      end({ method: req.method, route, status: String(res.statusCode) })
    })
    next()
  }
  return { registry, measure }
}
