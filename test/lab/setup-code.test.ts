import request from 'supertest'
import { expect, test } from 'vitest'
import { testLab } from '../support/lab.ts'

const answers = {
  name: 'Fablab',
  timeZone: 'Europe/Paris',
  language: 'fr',
  adminName: 'Marc',
  passphrase: 'correct horse battery',
  openToNetwork: false,
  demoPrinter: false,
}

test('the code of the first run cannot be guessed one after the other', async () => {
  const lab = await testLab({ setUp: false })
  const guess = (code: number) =>
    request(lab.server)
      .post('/api/lab')
      .send({ ...answers, code: String(code).padStart(6, '0') })
  const tried = []
  for (let code = 0; code < 12; code++) tried.push((await guess(code)).status)
  expect([tried[0], tried.at(-1)]).toEqual([403, 429])
})
