import request from 'supertest'
import { expect, test } from 'vitest'
import { api } from '#backend/api.ts'
import { roles } from '#backend/base/role.ts'
import { refusals } from '#backend/base/refusal.ts'
import { refusalSentence } from '#backend/base/refusal-texts.ts'
import { testLab } from './support/lab.ts'

const endpoints = Object.values(api).flatMap((noun) => Object.values(noun))
const url = (path: string) => path.replace(/:\w+/g, 'x')

test('a stranger passes only where the endpoint says “anyone”', async () => {
  const { server } = await testLab()
  for (const { method, path, who } of endpoints) {
    const verb = method.toLowerCase() as 'get'
    const { status, body } = await request(server)[verb](url(path)).send({})
    if (who === 'anyone') expect(status, `${method} ${path}`).not.toBe(401)
    else expect([status, body.code], `${method} ${path}`).toEqual([401, 'auth.required'])
  }
})

test('each role passes where its rank is enough, and nowhere above', async () => {
  const lab = await testLab()
  for (const role of roles) {
    const person = await lab.member({ role })
    for (const { method, path, who } of endpoints) {
      if (who === 'anyone' || path.startsWith('/api/session')) continue
      const { body } = await person.call(method.toLowerCase() as 'get', url(path), {})
      const isRefused = ['auth.forbidden', 'auth.required'].includes(body.code)
      const isEnough = who !== 'bridge' && (who === 'screen' || roles.indexOf(role) >= roles.indexOf(who))
      expect(isRefused, `${role}: ${method} ${path} → ${body.code}`).toBe(!isEnough)
    }
  }
})

test('two endpoints never share a method and a path', () => {
  const lines = endpoints.map(({ method, path }) => `${method} ${path}`)
  expect(new Set(lines).size).toBe(lines.length)
})

test('every refusal has a sentence in both languages', () => {
  for (const code of Object.keys(refusals) as (keyof typeof refusals)[]) {
    const [fr, en] = [refusalSentence(code, undefined, 'fr'), refusalSentence(code, undefined, 'en')]
    expect(fr.length, code).toBeGreaterThan(10)
    expect(en, code).not.toBe(fr)
    expect(`${fr}${en}`, code).not.toMatch(/undefined|NaN|[a-z]\.[a-z-]+$/)
  }
})

test('a day at the end of a sentence is written out: an abbreviated month would bring a second full stop', () => {
  const until = { until: '2026-12-31' }
  expect(refusalSentence('booking.membership-ended', until, 'fr')).toContain('jeudi 31 décembre. Choisissez')
})

test('a page of another site cannot act here with a member’s cookie', async () => {
  const lab = await testLab()
  const { call } = await lab.member({ role: 'staff' })
  const add = () => call('post', '/api/machines', { name: 'LASER', kind: 'laser' })
  expect((await add().set('origin', 'https://evil.example')).body.code).toBe('auth.foreign-origin')
  expect((await add().set('sec-fetch-site', 'cross-site')).body.code).toBe('auth.foreign-origin')
  expect((await add().set('sec-fetch-site', 'same-origin')).status).toBe(200)
})

test('the figures are for this machine and the team; health is for everybody', async () => {
  const { server, member } = await testLab()
  expect((await request(server).get('/healthz')).body).toMatchObject({ ok: true })
  expect((await request(server).get('/metrics')).text).toMatch(/etabli_open_runs 0/)
  const fromOutside = () => request(server).get('/metrics').set('x-forwarded-for', '203.0.113.7')
  expect((await fromOutside()).status).toBe(401)
  const { token } = await member({ role: 'staff' })
  expect((await fromOutside().set('cookie', `session=${token}`)).status).toBe(200)
})

test('an unknown address is a sentence, not a page', async () => {
  const { server } = await testLab()
  const { status, body } = await request(server).get('/api/nowhere')
  expect([status, body.code]).toEqual([404, 'api.not-found'])
})

test('the API describes itself: every endpoint of the tables is in openapi.json and on its page', async () => {
  const { server } = await testLab()
  const { body } = await request(server).get('/api/openapi.json')
  const { text } = await request(server).get('/api/docs')
  for (const { method, path } of endpoints) {
    expect(body.paths[path.replace(/:(\w+)/g, '{$1}')], path).toHaveProperty(method.toLowerCase())
    expect(text).toContain(path)
  }
})
