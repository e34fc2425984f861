import { writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

let lab: TestLab
let ines: Awaited<ReturnType<TestLab['member']>>
let slices: (() => void)[]

const cube = readFileSync('test/fixtures/gcode/cube-tiny.gcode')

beforeEach(async () => {
  lab = await testLab()
  ines = await lab.member({ trained: ['printer'] })
  slices = []
  let version = 0
  // Each slicing ends when the test says so, and gives other bytes than the one before: real slicers write the time into the file.
  lab.app.slicer = {
    ...lab.app.slicer,
    isPresent: true,
    slice: async ({ outDir }: { outDir: string }) => {
      await new Promise<void>((resolve) => slices.push(resolve))
      const gcodePath = join(outDir, 'out.gcode')
      await writeFile(gcodePath, Buffer.concat([cube, Buffer.from(`; slicing ${++version}\n`)]))
      return { ok: true, gcodePath }
    },
  } as never
})

async function modelJob(): Promise<string> {
  const { uploadId } = await upload(lab.server, ines, 'boatlet.stl', readFileSync('test/fixtures/models/boatlet.stl'))
  return (await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body.id
}

const choose = (id: string, machineId: string) => ines.call('patch', `/api/print-jobs/${id}`, { machineId })
const job = async (id: string) => (await ines.call('get', `/api/print-jobs/${id}`)).body
/** Lets the slicing that waits go on. */
async function slice(): Promise<void> {
  await vi.waitFor(() => expect(slices).not.toEqual([]))
  slices.shift()?.()
}

test('the printer is chosen, changed and chosen again: what was sent to the team is not sliced anew behind their back', async () => {
  const [one, two] = [await lab.printer('ONE'), await lab.printer('TWO')]
  const id = await modelJob()
  for (const machineId of [one, two, one]) await choose(id, machineId)
  await slice()
  await vi.waitFor(async () => expect((await job(id)).slicing).toBe('done'))
  await ines.call('post', `/api/print-jobs/${id}/actions`, { action: 'submit' })
  const sent = await job(id)
  expect(sent.state).toBe('submitted')
  while (slices.length > 0) await slice()
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (const resolve of slices) resolve()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect((await job(id)).gcode.sha256).toBe(sent.gcode.sha256)
  expect((await job(id)).quote).toEqual(sent.quote)
})

test('two pages choose the same printer at once: the model is sliced once', async () => {
  const one = await lab.printer('ONE')
  const id = await modelJob()
  await Promise.all([choose(id, one), choose(id, one), choose(id, one)])
  await slice()
  await vi.waitFor(async () => expect((await job(id)).slicing).toBe('done'))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(slices).toEqual([])
})

test('a maker who gives up while it is sliced finds nothing changed afterwards', async () => {
  const id = await modelJob()
  await choose(id, await lab.printer('ONE'))
  await ines.call('post', `/api/print-jobs/${id}/actions`, { action: 'cancel' })
  await slice()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await job(id)).toMatchObject({ state: 'cancelled', slicing: 'none', gcode: null })
})
