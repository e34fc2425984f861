import { atLeast, type Role } from '#backend/base/role.ts'
import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { acts, ruleOf, undoableMs } from './acts.ts'
import type { RowChange } from './rows.ts'
import { changeApi } from './schema.ts'
import { isUndoable, mayUndo, undo } from './service.ts'
import { listChanges } from './store.ts'
import { tell } from './told.ts'

/** Of an act that touched thousands of rows, as an import does, the history tells the first. */
const mostTold = 60

const hiddenFrom = (role: Role) => Object.keys(acts).filter((act) => !atLeast(role, ruleOf(act).told ?? 'volunteer'))

const removals = Object.keys(acts).filter((act) => ruleOf(act).removes)

export function changeRoutes(router: Router, app: App): void {
  serve(router, changeApi.list, async ({ caller, query: { subject, bin, before } }) => {
    const now = app.now()
    const narrowed = bin ? { acts: removals, since: now - undoableMs } : {}
    const hidden = hiddenFrom(caller.role)
    const found = await listChanges(app.db, caller.labId, {
      subject,
      hidden,
      beforeSeq: before,
      limit: 50,
      ...narrowed,
    })
    return found.map((change) => {
      const rows: RowChange[] = JSON.parse(change.rows)
      const { id, seq, at, by, act, title, undoneAt, undoneByName: undoneBy, undoes } = change
      const undoable = isUndoable(change, rows, now) && mayUndo(caller, change, rows)
      const what = tell(rows.slice(0, mostTold))
      const more = Math.max(0, rows.length - mostTold)
      return { id, seq, at, by, act, title, what, more, undoneAt, undoneBy, undoes: undoes !== null, undoable }
    })
  })
  serve(router, changeApi.undo, ({ caller, params }) => undo(app, caller, params.id ?? ''))
}
