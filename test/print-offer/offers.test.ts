import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { findSlicer } from '#backend/io/slicer.ts'
import type { PrintOffer } from '#backend/print-offer/schema.ts'
import { testLab, type TestLab } from '../support/lab.ts'
import { upload } from '../support/upload.ts'

const slicer = await findSlicer()

let lab: TestLab
let ines: Awaited<ReturnType<TestLab['member']>>
let marc: Awaited<ReturnType<TestLab['member']>>
let one: string
let id: string

beforeEach(async () => {
  lab = await testLab()
  ines = await lab.member({ trained: ['printer'] })
  marc = await lab.member({ role: 'staff' })
  one = await lab.printer('ONE')
  const bytes = readFileSync('test/fixtures/models/bracket-ascii.stl')
  const { uploadId } = await upload(lab.server, ines, 'bracket.stl', bytes)
  id = (await ines.call('get', `/api/print-jobs/by-upload/${uploadId}`)).body.id
})

const job = async () => (await ines.call('get', `/api/print-jobs/${id}`)).body
const configure = (body: object) => ines.call('patch', `/api/print-jobs/${id}`, body)
const offers = async (): Promise<PrintOffer[]> => (await ines.call('get', `/api/print-jobs/${id}/offers`)).body
const named = async (name: string, material = 'PLA') =>
  (await offers()).find((offer) => offer.name === name && offer.material === material)!

describe('the qualities of a printer', () => {
  test('each has an estimate, finer ones take longer, and the first is taken', async () => {
    expect(await offers()).toEqual([])
    await configure({ machineId: one })
    const all = await offers()
    expect(all.map(({ name, material, chosen }) => [name, material, chosen])).toEqual([
      ['Normale', 'PLA', true],
      ['Brouillon', 'PLA', false],
      ['Fine', 'PLA', false],
      ['Solide', 'PLA', false],
      ['Normale', 'PETG', false],
    ])
    const [normal, draft, fine, strong] = all
    expect(draft!.seconds!.to).toBeLessThan(normal!.seconds!.to)
    expect(fine!.seconds!.to).toBeGreaterThan(normal!.seconds!.to)
    expect(strong!.grams!.from).toBeGreaterThan(normal!.grams!.from)
    expect(normal!.cents!.from).toBeGreaterThan(0)
  })

  test('a printer that is not hot enough, or takes no PETG, does not offer it', async () => {
    await configure({ machineId: one })
    await lab.db.updateTable('printer').set({ maxNozzle: 230 }).where('machineId', '=', one).execute()
    expect(await named('Normale', 'PETG')).toBeUndefined()
    await lab.db.updateTable('printer').set({ maxNozzle: 280 }).where('machineId', '=', one).execute()
    expect(await named('Normale', 'PETG')).toBeDefined()
    await lab.db.updateTable('machine').set({ materials: 'PLA, TPU' }).where('id', '=', one).execute()
    expect(await named('Normale', 'PETG')).toBeUndefined()
  })

  test('a profile for one printer is offered there only; removed, nowhere, and taken back, again', async () => {
    const two = await lab.printer('TWO')
    const input = { name: 'Vase', material: 'PLA', machineId: two, values: { perimeters: '1', fill_density: '0%' } }
    const { body } = await marc.call('post', '/api/slicing-profiles', input)
    expect(body.profile).toMatchObject({ ...input, version: 1 })
    await configure({ machineId: one })
    expect(await named('Vase')).toBeUndefined()
    await configure({ machineId: two })
    expect(await named('Vase')).toBeDefined()
    const gone = await marc.call('delete', `/api/slicing-profiles/${body.profile.id}`)
    expect(await named('Vase')).toBeUndefined()
    await marc.call('post', `/api/changes/${gone.body.change.id}/undo`)
    expect(await named('Vase')).toBeDefined()
  })

  test('who may, and what is refused', async () => {
    const input = { name: 'Normale', material: 'PLA', machineId: null, values: {} }
    expect((await ines.call('post', '/api/slicing-profiles', input)).status).toBe(403)
    expect((await marc.call('post', '/api/slicing-profiles', input)).body.code).toBe('slicing-profile.name-taken')
    for (const values of [{ post_process: 'rm' }, { layer_height: '9' }, { __proto__: 'x', constructor: '1' }])
      expect((await marc.call('post', '/api/slicing-profiles', { ...input, name: 'x', values })).status).toBe(422)
    expect(
      (await marc.call('post', '/api/slicing-profiles', { ...input, name: 'x', machineId: 'none' })).body.code,
    ).toBe('machine.not-a-printer')
    const stranger = await lab.member()
    expect((await stranger.call('get', `/api/print-jobs/${id}/offers`)).status).toBe(404)
    expect((await configure({ profileId: 'none' })).body.code).toBe('slicing-profile.not-found')
  })
})

describe.skipIf(!slicer.isPresent)('with the real slicer', () => {
  beforeEach(() => void (lab.app.slicer = slicer))

  async function sliced(body: object) {
    expect((await configure(body)).status).toBe(200)
    await vi.waitFor(async () => expect((await job()).slicing).not.toBe('running'), 60_000)
    return job()
  }

  test('another quality is another print, in its material; the job says with which it was sliced', async () => {
    const normal = await sliced({ machineId: one })
    expect(normal).toMatchObject({ slicing: 'done', material: 'PLA' })
    expect(normal.slicedWith).toEqual({ name: 'Normale', material: 'PLA', version: 1, support: false })
    const petg = await sliced({ profileId: (await named('Normale', 'PETG')).profileId })
    expect(petg).toMatchObject({
      material: 'PETG',
      slicedWith: { material: 'PETG' },
      gcode: { maxNozzle: 240, maxBed: 80 },
    })
    expect(petg.quote.material).toBe('PETG')
    const draft = await sliced({ profileId: (await named('Brouillon')).profileId })
    expect(draft.gcode.layers).toBe(161)
    expect(draft.gcode.seconds).toBeLessThan(normal.gcode.seconds)
    expect(draft.verdict).toBe('safe')
  })

  test('support under what hangs, where it is wished', async () => {
    const turn = [1, 0, 0, 0]
    const without = await sliced({ machineId: one, placement: { turn, scale: 1, copies: 1 } })
    const withSupport = await sliced({ support: true })
    expect(withSupport).toMatchObject({ support: true, slicedWith: { support: true } })
    expect(withSupport.gcode.grams).toBeGreaterThan(1.2 * without.gcode.grams)
  })

  test('a changed profile is a new version, by which the next is sliced; what was sliced stays as it was', async () => {
    const before = await sliced({ machineId: one })
    const [usual] = (await marc.call('get', '/api/slicing-profiles')).body
    const { name, material, machineId, seen } = usual
    const values = { layer_height: '0.3', fill_density: '5%' }
    const change = () =>
      marc.call('put', `/api/slicing-profiles/${usual.id}`, { name, material, machineId, values, seen })
    expect((await change()).body.profile.version).toBe(2)
    expect((await change()).body.code).toBe('change.overtaken')
    expect((await job()).quote).toEqual(before.quote)
    const after = await sliced({ placement: { turn: [0, 0, 1, 0], scale: 1, copies: 1 } })
    expect(after).toMatchObject({ slicedWith: { version: 2 }, gcode: { layers: 150 } })
  })

  test('estimates learn from what was sliced', async () => {
    await configure({ machineId: one })
    const guess = await named('Normale')
    const found = await sliced({})
    for (const scale of [0.5, 0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.3])
      await sliced({ placement: { turn: [0, 0, 0, 1], scale, copies: 1 } })
    await sliced({ placement: { turn: [0, 0, 0, 1], scale: 1, copies: 1 } })
    const learnt = await named('Normale')
    expect(learnt.seconds!.to / learnt.seconds!.from).toBeLessThan(guess.seconds!.to / guess.seconds!.from)
    expect(learnt.seconds!.from).toBeLessThanOrEqual(found.gcode.seconds)
    expect(learnt.seconds!.to).toBeGreaterThanOrEqual(found.gcode.seconds)
    expect(learnt.grams!.from).toBeLessThanOrEqual(found.gcode.grams * 1.05)
    expect(learnt.grams!.to).toBeGreaterThanOrEqual(found.gcode.grams * 0.95)
  })
})
