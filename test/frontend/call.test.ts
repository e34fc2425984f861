import { afterEach, expect, test, vi } from 'vitest'
import { bookingApi } from '#backend/booking/schema.ts'
import { addressOf, call, Refused, whenSignedOut } from '../../frontend/lib/call.ts'
import { language } from '../../frontend/lib/language.svelte.ts'

afterEach(() => void vi.unstubAllGlobals())

function answer(status: number, body: unknown) {
  const fetch = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status })))
  vi.stubGlobal('fetch', fetch)
  return fetch
}

const caught = (promise: Promise<unknown>): Promise<Refused> =>
  promise.then(
    () => Promise.reject(),
    (error) => error,
  )
const slot = { machineId: 'laser', start: 1, end: 2 }

test('a call says what it wants, and in which language', async () => {
  language.set('en')
  const fetch = answer(200, { id: 'b1' })
  expect(await call(bookingApi.book, { body: slot })).toEqual({ id: 'b1' })
  const [url, init] = fetch.mock.calls[0] as unknown as [string, RequestInit]
  expect([init.method, url, init.body]).toEqual(['POST', '/api/bookings', JSON.stringify(slot)])
  expect(init.headers).toMatchObject({ 'accept-language': 'en' })
})

test('ids are escaped, and what is not asked for is left out', () => {
  expect(addressOf(bookingApi.move, { id: 'a/b' })).toBe('/api/bookings/a%2Fb')
  expect(addressOf(bookingApi.list, {}, { from: 1, to: 2, machineId: undefined })).toBe('/api/bookings?from=1&to=2')
})

test('a refusal arrives with its sentence and its next free times', async () => {
  answer(409, {
    code: 'booking.overlap',
    sentence: 'Ce créneau est déjà réservé.',
    detail: { next: [{ start: 3, end: 4 }] },
  })
  const refused = await caught(call(bookingApi.book, { body: slot }))
  expect(refused).toMatchObject({ code: 'booking.overlap', sentence: 'Ce créneau est déjà réservé.' })
  expect(refused.detail).toEqual({ next: [{ start: 3, end: 4 }] })
})

test('a lab that cannot be reached is a refusal too, and never pretends', async () => {
  language.set('fr')
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  const refused = await caught(call(bookingApi.book, { body: slot }))
  expect(refused.code).toBe('offline')
  expect(refused.sentence).toContain('Rien n’a été envoyé')
})

test('whoever listens hears that the session is gone', async () => {
  const heard = vi.fn()
  whenSignedOut(heard)
  answer(401, { code: 'auth.required', sentence: 'Connectez-vous pour continuer.' })
  await caught(call(bookingApi.book, { body: slot }))
  expect(heard).toHaveBeenCalledTimes(1)
})
