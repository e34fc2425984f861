import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { RequestHandler } from 'express'

/** Prometheus metrics of this process: memory, event loop, requests by route. */
export function createMetrics(gauges: Record<string, { help: string; read: () => number | Promise<number> }>) {
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
