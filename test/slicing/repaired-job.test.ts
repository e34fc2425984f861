import { readFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { findSlicer } from '#backend/io/slicer.ts'
import { testLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

const slicer = await findSlicer()

describe('a model that could be mended', () => {
  async function jobOf(file: string) {
    const lab = await testLab()
    const ines = await lab.member({ trained: ['printer'] })
    const { uploadId } = await upload(lab.server, ines, file, readFileSync(`test/fixtures/models/${file}`))
    const { id } = (await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body
    const job = async () => (await ines.call('get', `/api/print-jobs/${id}`)).body
    const configure = (body: object) => ines.call('patch', `/api/print-jobs/${id}`, body)
    return { lab, ines, id, job, configure }
  }

  test('says what is wrong and what would be done; a sound one has nothing to mend', async () => {
    const open = await jobOf('boatlet-open.stl')
    const { model, repaired } = await open.job()
    expect(repaired).toBe(false)
    expect(model).toMatchObject({ closed: false, openEdges: 13, volumeCm3: null })
    expect(model.repair).toMatchObject({ holes: 2, added: 9, turned: 0 })
    expect(model.repair.volumeCm3).toBeCloseTo(17.68, 1)
    const faults = await open.ines.call('get', `/api/print-jobs/${open.id}/faults`)
    expect(faults.status).toBe(200)

    const sound = await jobOf('boatlet.stl')
    expect((await sound.job()).model.repair).toBeNull()
    expect((await sound.configure({ repaired: true })).body.code).toBe('print-job.nothing-to-repair')
    expect((await sound.ines.call('get', `/api/print-jobs/${sound.id}/faults`)).status).toBe(404)
  })

  test.skipIf(!slicer.isPresent)(
    'mended, it is sliced from the mended model, and its qualities have estimates',
    async () => {
      const { lab, ines, id, job, configure } = await jobOf('boatlet-open.stl')
      lab.app.slicer = slicer
      const one = await lab.printer('ONE')
      const sliced = async (body: object) => {
        await configure(body)
        await vi.waitFor(async () => expect((await job()).slicing).not.toBe('running'), 60_000)
        return job()
      }
      const asItIs = await sliced({ machineId: one })
      const offers = async () => (await ines.call('get', `/api/print-jobs/${id}/offers`)).body
      const mended = await sliced({ repaired: true })
      expect(mended).toMatchObject({ repaired: true, slicing: 'done' })
      expect(mended.gcode.sha256).not.toBe(asItIs.gcode.sha256)
      expect((await offers())[1].seconds.from).toBeGreaterThan(0)
      // Taken back, what was sliced before is there at once.
      expect((await configure({ repaired: false })).body).toMatchObject({ slicing: 'done', gcode: asItIs.gcode })
    },
  )
})
