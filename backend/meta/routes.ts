import { api } from '#backend/api.ts'
import { atLeast } from '#backend/base/role.ts'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import { callerOf, type Router } from '#backend/io/http.ts'
import { createMetrics } from '#backend/io/metrics.ts'
import { openRuns, streamTotals } from '#backend/run/store.ts'
import { docsPage, docsStyle } from './docs-page.ts'
import { openApi } from './openapi.ts'

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/** What describes the server itself: its API, its health, its figures. */
export function metaRoutes(router: Router, app: App): void {
  const { registry, measure } = createMetrics(
    {
      open_runs: { help: 'Prints under way', read: async () => (await openRuns(app.db)).length },
      printer_odd_bytes: {
        help: 'Bytes from the printers that no firmware says, since their ports were opened',
        read: () => app.printers.oddBytes(),
      },
    },
    {
      stream_lines: {
        help: 'Lines that a printer has acknowledged',
        label: 'printer',
        read: async () => (await streamTotals(app.db)).map(({ name, lines }) => ({ of: name, total: Number(lines) })),
      },
      stream_resends: {
        help: 'Lines that a printer has asked for again',
        label: 'printer',
        read: async () =>
          (await streamTotals(app.db)).map(({ name, resends }) => ({ of: name, total: Number(resends) })),
      },
      bridge_events: {
        help: 'Events of the bridges since the start: applied, or repeated and without effect',
        label: 'effect',
        read: async () => Object.entries(app.printers.events).map(([of, total]) => ({ of, total })),
      },
    },
  )
  router.use(measure)

  const document = openApi(api, app.config.version)
  router.get('/api/openapi.json', (_req, res) => void res.json(document))
  router.get('/api/docs', (_req, res) => void res.type('html').send(docsPage(api, app.config.version)))
  router.get('/api/docs.css', (_req, res) => void res.type('css').send(docsStyle))

  router.get('/healthz', async (_req, res) => {
    const isWell = await app.db
      .selectNoFrom((eb) => eb.val(1).as('one'))
      .execute()
      .then(
        () => true,
        () => false,
      )
    res.status(isWell ? 200 : 503).json({ ok: isWell, version: app.config.version })
  })

  // Figures say how busy the lab is: this machine itself, the team, or a bridge's token may read them.
  router.get('/metrics', async (req, res) => {
    const caller = callerOf(res)
    const isTeam = caller.kind === 'bridge' || (caller.kind === 'member' && atLeast(caller.role, 'staff'))
    const isHere = loopback.has(req.socket.remoteAddress ?? '') && !req.header('x-forwarded-for')
    if (!isTeam && !isHere) throw new Refusal('auth.required')
    res.type(registry.contentType).send(await registry.metrics())
  })
}
