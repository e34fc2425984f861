import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { randomNumbers } from '#backend/io/random.ts'
import { inventPassphrase } from '#backend/member/passphrase.ts'
import { organizationApi } from './schema.ts'
import {
  addClass,
  addOrganization,
  editOrganization,
  joinOrganization,
  leaveOrganization,
  organizationOf,
  removeClass,
  removeOrganization,
} from './service.ts'
import { listOrganizations } from './store.ts'

/** Three words: a pupil types them, and the server counts their tries. */
const pupilsPassphrase = (): string => inventPassphrase(randomNumbers(3))

export function organizationRoutes(router: Router, app: App): void {
  serve(router, organizationApi.list, ({ caller }) => listOrganizations(app.db, caller.labId))
  serve(router, organizationApi.get, ({ caller, params }) => organizationOf(app.db, caller.labId, params.id ?? ''))
  serve(router, organizationApi.add, ({ caller, body }) => addOrganization(app, caller, body))
  serve(router, organizationApi.edit, ({ caller, params, body }) =>
    editOrganization(app, caller, params.id ?? '', body),
  )
  serve(router, organizationApi.remove, ({ caller, params }) => removeOrganization(app, caller, params.id ?? ''))
  serve(router, organizationApi.join, ({ caller, params, body }) =>
    joinOrganization(app, caller, params.id ?? '', body.memberIds),
  )
  serve(router, organizationApi.leave, ({ caller, params }) =>
    leaveOrganization(app, caller, params.id ?? '', params.memberId ?? ''),
  )
  serve(router, organizationApi.addClass, ({ caller, params, body }) =>
    addClass(app, caller, params.id ?? '', body, pupilsPassphrase),
  )
  serve(router, organizationApi.removeClass, ({ caller, params }) =>
    removeClass(app, caller, params.id ?? '', params.classId ?? ''),
  )
}
