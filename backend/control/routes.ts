import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { controlApi } from './schema.ts'
import { byHand, consoleLog, filament, heatOf, home, preheat, sendLine } from './service.ts'

export function controlRoutes(router: Router, app: App): void {
  serve(router, controlApi.heat, ({ caller, params }) => heatOf(app, caller, params.id ?? ''))
  serve(router, controlApi.preheat, ({ caller, params, body }) => preheat(app, caller, params.id ?? '', body.material))
  serve(router, controlApi.home, ({ caller, params }) => home(app, caller, params.id ?? ''))
  serve(router, controlApi.filament, ({ caller, params, body }) => filament(app, caller, params.id ?? '', body))
  serve(router, controlApi.jog, ({ caller, params, body }) =>
    byHand(app, caller, params.id ?? '', () => ({ act: 'jog', ...body })),
  )
  serve(router, controlApi.extrude, ({ caller, params, body }) =>
    byHand(app, caller, params.id ?? '', () => ({ act: 'extrude', ...body })),
  )
  serve(router, controlApi.fan, ({ caller, params, body: { percent } }) =>
    byHand(app, caller, params.id ?? '', () => ({ act: 'fan', speed: Math.round((percent * 255) / 100) })),
  )
  serve(router, controlApi.console, ({ caller, params, body }) => sendLine(app, caller, params.id ?? '', body.line))
  serve(router, controlApi.consoleLog, ({ caller, params }) => consoleLog(app, caller, params.id ?? ''))
}
