import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#backend/base/refusal.ts'
import type { App } from '#backend/io/app.ts'
import type { BridgeCaller } from '#backend/io/caller.ts'
import { serve, serveTo, type Router } from '#backend/io/http.ts'
import { isGcodeOfBridge } from '#backend/print-job/store.ts'
import { bridgeApi } from './schema.ts'
import { bridges, portsSeen, revokeToken } from './service.ts'

export function bridgeRoutes(router: Router, app: App): void {
  serve(router, bridgeApi.list, ({ caller }) => bridges(app, caller.labId))
  serve(router, bridgeApi.revoke, ({ caller, params }) => revokeToken(app, caller, params.id ?? ''))
  serve(router, bridgeApi.ports, ({ caller }) => portsSeen(app, caller.labId))
  // A bridge reads the files of its own open runs, and no others.
  serveTo<BridgeCaller, undefined, undefined, unknown>(router, bridgeApi.file, async ({ caller, params, res }) => {
    const sha256 = params.sha256 ?? ''
    if (!(await isGcodeOfBridge(app.db, caller.id, sha256))) throw new Refusal('api.not-found')
    const path = app.files.path(sha256)
    res.type('application/octet-stream').setHeader('content-length', (await stat(path)).size)
    await pipeline(createReadStream(path), res)
  })
}
