import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { findSlicer } from '#backend/io/slicer.ts'
import { asItComes, thenRound } from '#backend/mesh/placement.ts'
import { forgetUnusedGcode } from '#backend/slicing/service.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

const slicer = await findSlicer()

describe.skipIf(!slicer.isPresent)('a model as its maker laid it', () => {
  let lab: TestLab
  let ines: Awaited<ReturnType<TestLab['member']>>
  let one: string
  let id: string

  beforeEach(async () => {
    lab = await testLab()
    lab.app.slicer = slicer
    ines = await lab.member({ trained: ['printer'] })
    one = await lab.printer('ONE')
    const bytes = readFileSync('test/fixtures/models/bracket-ascii.stl')
    const { uploadId } = await upload(lab.server, ines, 'bracket.stl', bytes)
    id = (await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body.id
  })
  afterEach(() => vi.waitFor(async () => expect((await job()).slicing).not.toBe('running'), 60_000))

  const job = async () => (await ines.call('get', `/api/print-jobs/${id}`)).body
  const configure = (body: object) => ines.call('patch', `/api/print-jobs/${id}`, body)
  async function sliced(body: object) {
    expect((await configure(body)).status).toBe(200)
    await vi.waitFor(async () => expect((await job()).slicing).not.toBe('running'), 60_000)
    return job()
  }

  test('the page knows on which sides it can lie, and that it lies as it came', async () => {
    const { model, placement } = await job()
    expect(model.rests[0]).toMatchObject({ down: [0, 0, -1], height: 45 })
    expect(placement).toEqual({ ...asItComes, sizeMm: null })
  })

  test('turned, smaller and twice: another height, another price; put back, the first answer at once', async () => {
    const upright = await sliced({ machineId: one })
    expect(upright).toMatchObject({ slicing: 'done', placement: { sizeMm: [60, 40, 45] } })
    expect(upright.gcode.layers).toBe(225)

    const turn = thenRound(asItComes.turn, 'y', Math.PI / 2)
    const pair = await sliced({ placement: { turn, scale: 0.5, copies: 2 } })
    expect(pair.placement.sizeMm.map(Math.round)).toEqual([23, 20, 30])
    expect(pair.gcode.layers).toBe(150)
    expect(pair.gcode.sha256).not.toBe(upright.gcode.sha256)
    expect(pair.gcode.grams / upright.gcode.grams).toBeGreaterThan(0.2)
    expect(pair.gcode.grams / upright.gcode.grams).toBeLessThan(0.6)

    const back = await configure({ placement: asItComes })
    expect(back.body).toMatchObject({ slicing: 'done', quote: upright.quote, gcode: upright.gcode })
  })

  test('too large and too many are said in words, with the size as it lies', async () => {
    const large = await sliced({ machineId: one, placement: { ...asItComes, scale: 10 } })
    expect(large).toMatchObject({
      slicing: 'failed',
      slicingProblem: 'does-not-fit',
      placement: { sizeMm: [600, 400, 450] },
      quote: null,
    })
    expect(await sliced({ placement: { ...asItComes, copies: 50 } })).toMatchObject({ slicingProblem: 'does-not-fit' })
    expect(await sliced({ placement: asItComes })).toMatchObject({ slicing: 'done', slicingProblem: null })
  })

  test('moved while it is sliced: the slicer stops, and only the last position is answered', async () => {
    await configure({ machineId: one })
    for (const angle of [1, 2, 3])
      await configure({ placement: { ...asItComes, turn: thenRound(asItComes.turn, 'z', angle) } })
    const last = await sliced({ placement: { ...asItComes, scale: 0.2 } })
    expect(last).toMatchObject({ slicing: 'done', placement: { scale: 0.2, sizeMm: [12, 8, 9] } })
    expect(last.gcode.layers).toBe(45)
  })

  test('what was tried and not taken is forgotten after a week; what a job has stays', async () => {
    const tried = (await sliced({ machineId: one })).gcode.sha256
    const taken = (await sliced({ placement: { ...asItComes, scale: 0.3 } })).gcode.sha256
    await forgetUnusedGcode(lab.app)
    expect(await lab.app.files.has(tried)).toBe(true)
    lab.clock.now += 8 * 86_400_000
    await forgetUnusedGcode(lab.app)
    expect(await lab.app.files.has(tried)).toBe(false)
    expect(await lab.app.files.has(taken)).toBe(true)
    // Asked for again, it is sliced again.
    expect(await sliced({ placement: asItComes })).toMatchObject({ slicing: 'done', placement: { scale: 1 } })
  })

  test('given up, the slicer stops', async () => {
    await configure({ machineId: one })
    await ines.call('post', `/api/print-jobs/${id}/actions`, { action: 'cancel' })
    expect(await job()).toMatchObject({ state: 'cancelled', slicing: 'none', slicingProgress: null })
  })

  test('nonsense is refused, and another version of the file lies as it comes', async () => {
    for (const placement of [
      { ...asItComes, scale: 0 },
      { ...asItComes, copies: 51 },
      { ...asItComes, copies: 1.5 },
      { ...asItComes, turn: [0, 0, 0, 2] },
      { ...asItComes, turn: [0, 0, 0] },
    ])
      expect((await configure({ placement })).status).toBe(422)
    await configure({ placement: { ...asItComes, copies: 3 } })
    const cube = readFileSync('test/fixtures/models/cube-ascii.stl')
    await upload(lab.server, ines, 'cube.stl', cube, { job: id })
    expect((await job()).placement).toEqual({ ...asItComes, sizeMm: null })
  })
})
