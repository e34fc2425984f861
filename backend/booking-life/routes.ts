import { bookingApi } from '#backend/booking/schema.ts'
import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { bookingLifeApi } from './schema.ts'
import { approve, asked, cancel, checkIn, confirm, decline, end, extend, history, hold, mine, move } from './service.ts'

export function bookingLifeRoutes(router: Router, app: App): void {
  serve(router, bookingApi.move, ({ caller, params, body }) => move(app, caller, params.id!, body))
  serve(router, bookingApi.cancel, ({ caller, params }) => cancel(app, caller, params.id!))
  serve(router, bookingLifeApi.hold, ({ caller, body }) => hold(app, caller, body))
  serve(router, bookingLifeApi.confirm, ({ caller, params }) => confirm(app, caller, params.id!))
  serve(router, bookingLifeApi.checkIn, ({ caller, params }) => checkIn(app, caller, params.id!))
  serve(router, bookingLifeApi.extend, ({ caller, params, body }) => extend(app, caller, params.id!, body.end))
  serve(router, bookingLifeApi.end, ({ caller, params }) => end(app, caller, params.id!))
  serve(router, bookingLifeApi.approve, ({ caller, params }) => approve(app, caller, params.id!))
  serve(router, bookingLifeApi.decline, ({ caller, params, body }) => decline(app, caller, params.id!, body.reason))
  serve(router, bookingLifeApi.asked, ({ caller }) => asked(app, caller))
  serve(router, bookingLifeApi.mine, ({ caller }) => mine(app, caller))
  serve(router, bookingLifeApi.history, ({ caller, params }) => history(app, caller, params.id!))
}
