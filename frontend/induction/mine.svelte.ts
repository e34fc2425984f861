import { inductionApi } from '#backend/induction/schema.ts'
import { call } from '../lib/call.ts'

/** Whether the safety induction stands between this person and the machines. The server decides; pages say so beforehand. */
class MyInduction {
  isMissing = $state(false)

  async read(): Promise<void> {
    const mine = await call(inductionApi.mine).catch(() => undefined)
    this.isMissing = mine !== undefined && mine.asked && mine.day === null
  }
}

export const myInduction = new MyInduction()
