import { Refusal } from '#backend/base/refusal.ts'
import { atLeast } from '#backend/base/role.ts'
import { recorded } from '#backend/change/service.ts'
import type { Receipt } from '#backend/change/schema.ts'
import type { App } from '#backend/io/app.ts'
import { fetchPicture, NoPicture } from '#backend/io/camera.ts'
import type { MemberCaller } from '#backend/io/caller.ts'
import { findMachine, findPrinter } from '#backend/machine/store.ts'
import { findJob } from '#backend/print-job/store.ts'
import type { LivePrinter } from '#backend/printer/live-printers.ts'
import { openRunOf } from '#backend/run/store.ts'
import { cameraSentence, readAddress, type CameraTrouble } from './address.ts'
import { deleteWebcam, findWebcam, saveWebcam } from './store.ts'

export async function webcamOf(app: App, caller: MemberCaller, machineId: string): Promise<{ address: string }> {
  await mustBePrinter(app, caller, machineId)
  return { address: (await findWebcam(app.db, caller.labId, machineId))?.address ?? '' }
}

/** A camera is taken only once it has given a picture: a wrong address is noticed by whoever typed it. */
export async function setWebcam(
  app: App,
  caller: MemberCaller,
  machineId: string,
  typed: string,
): Promise<{ address: string; change: Receipt | null }> {
  const machine = await mustBePrinter(app, caller, machineId)
  const url = typed === '' ? undefined : readAddress(typed)
  if (typed !== '' && !url) throw refused('webcam.bad-address', 'not-an-address')
  if (url)
    await fetchPicture(url, app.config.webcamLoopback).catch((error: unknown) =>
      throwRefusal('webcam.bad-address', error),
    )
  const { labId } = caller
  const watch = [{ table: 'webcam' as const, where: { id: machineId } }]
  const doing = { act: 'webcam.changed' as const, subject: `webcam:${machineId}`, title: machine.name, watch }
  const { change } = await app.db.transaction().execute((tx) =>
    recorded(app, caller, tx, doing, async () => {
      if (url) await saveWebcam(tx, { id: machineId, labId, address: url.href })
      else await deleteWebcam(tx, machineId)
    }),
  )
  app.log.info({ machineId, by: caller.id, host: url?.host ?? null }, 'webcam changed')
  return { address: url?.href ?? '', change }
}

/** Who may see: the team, and the owner of the job that prints there now. */
export async function webcamPicture(
  app: App,
  caller: MemberCaller,
  machineId: string,
): Promise<{ bytes: Buffer; type: string; at: number }> {
  const webcam = await findWebcam(app.db, caller.labId, machineId)
  const mayLook = webcam && (atLeast(caller.role, 'volunteer') || (await ownPrintOn(app, caller, machineId)))
  const url = mayLook ? readAddress(webcam.address) : undefined
  if (!url) throw new Refusal('webcam.not-shown')
  const { picture, at } = shared(app, machineId, url)
  return { ...(await picture.catch((error: unknown) => throwRefusal('webcam.no-picture', error))), at }
}

const apartMs = 1000

/** One fetch at a time and one a second for each camera, however many look at it. */
function shared(app: App, machineId: string, url: URL): NonNullable<LivePrinter['camera']> {
  const live = app.printers.get(machineId)
  const { camera } = live
  const isFresh = camera?.address === url.href && (camera.isWaiting || app.now() - camera.at < apartMs)
  if (camera && isFresh) return camera
  const picture = fetchPicture(url, app.config.webcamLoopback)
  const fetched = { address: url.href, at: app.now(), isWaiting: true, picture }
  const isThere = (): void => void (fetched.isWaiting = false)
  picture.then(isThere, isThere)
  return (live.camera = fetched)
}

async function ownPrintOn(app: App, caller: MemberCaller, machineId: string): Promise<boolean> {
  const run = await openRunOf(app.db, machineId)
  const job = run && (await findJob(app.db, caller.labId, run.jobId))
  return job?.ownerId === caller.id
}

async function mustBePrinter(app: App, caller: MemberCaller, id: string): Promise<{ name: string }> {
  const machine = await findMachine(app.db, caller.labId, id)
  if (!machine || !(await findPrinter(app.db, id))) throw new Refusal('machine.not-a-printer')
  return machine
}

const refused = (code: 'webcam.bad-address' | 'webcam.no-picture', trouble: CameraTrouble): Refusal =>
  new Refusal(code, { trouble, sentence: cameraSentence(trouble) })

function throwRefusal(code: 'webcam.bad-address' | 'webcam.no-picture', error: unknown): never {
  throw error instanceof NoPicture ? refused(code, error.trouble) : error
}
