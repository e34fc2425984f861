import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { mailApi } from './schema.ts'
import { dropSmtp, setSmtp, smtpOf } from '#backend/mail-server/service.ts'
import { cancelMail, outbox, retryMail, tryMail } from './service.ts'

export function mailRoutes(router: Router, app: App): void {
  serve(router, mailApi.outbox, ({ caller }) => outbox(app, caller))
  serve(router, mailApi.smtp, ({ caller }) => smtpOf(app, caller))
  serve(router, mailApi.setSmtp, ({ caller, body }) => setSmtp(app, caller, body))
  serve(router, mailApi.dropSmtp, ({ caller }) => dropSmtp(app, caller))
  serve(router, mailApi.trial, ({ caller, body }) => tryMail(app, caller, body.to))
  serve(router, mailApi.retry, ({ caller, params }) => retryMail(app, caller, params.id ?? ''))
  serve(router, mailApi.cancel, ({ caller, params }) => cancelMail(app, caller, params.id ?? ''))
}
