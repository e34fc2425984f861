import type { App } from '#backend/io/app.ts'
import { serve, type Router } from '#backend/io/http.ts'
import { acceptBoard, answerPrompt, clearBed, coolDown, printerPort, softwareStop } from '#backend/printer/service.ts'
import { machineApi } from './schema.ts'
import {
  aboutMachine,
  addMachine,
  changeMachine,
  printerProfileOf,
  removeMachine,
  setProfile,
  settingsOf,
} from './service.ts'
import { machineCard, machineCards } from './views.ts'

export function machineRoutes(router: Router, app: App): void {
  serve(router, machineApi.list, ({ caller }) => machineCards(app, caller.labId))
  serve(router, machineApi.get, ({ caller, params }) => machineCard(app, caller.labId, params.id ?? ''))
  serve(router, machineApi.add, ({ caller, body }) => addMachine(app, caller, body))
  serve(router, machineApi.about, ({ caller, params }) => aboutMachine(app, caller, params.id ?? ''))
  serve(router, machineApi.settings, ({ caller, params }) => settingsOf(app.db, caller.labId, params.id ?? ''))
  serve(router, machineApi.change, ({ caller, params, body }) => changeMachine(app, caller, params.id ?? '', body))
  serve(router, machineApi.remove, ({ caller, params }) => removeMachine(app, caller, params.id ?? ''))
  serve(router, machineApi.clearBed, ({ caller, params, body }) =>
    clearBed(app, caller, params.id ?? '', body.partIsGood),
  )
  serve(router, machineApi.coolDown, ({ caller, params }) => coolDown(app, caller, params.id ?? ''))
  serve(router, machineApi.answer, ({ caller, params, body }) => answerPrompt(app, caller, params.id ?? '', body))
  serve(router, machineApi.port, ({ caller, params }) => printerPort(app, caller, params.id ?? ''))
  serve(router, machineApi.acceptBoard, ({ caller, params }) => acceptBoard(app, caller, params.id ?? ''))
  serve(router, machineApi.profile, ({ caller, params }) => printerProfileOf(app, caller, params.id ?? ''))
  serve(router, machineApi.setProfile, ({ caller, params, body }) => setProfile(app, caller, params.id ?? '', body))
  serve(router, machineApi.softwareStop, ({ caller, params }) => softwareStop(app, caller, params.id ?? ''))
}
