import { labApi, type Lab } from '#backend/lab/schema.ts'
import { call } from './call.ts'

/** The lab and its clock: phones and wall screens are wrong by minutes, so every "now" is the server's. */
class LabState {
  value = $state<Lab>()
  /** The server is newer than this page: the next change of page loads it anew. */
  isOutdated = $state(false)
  #offset = $state(0)
  #ticked = $state(Date.now())

  constructor() {
    setInterval(() => (this.#ticked = Date.now()), 1_000)
  }

  /** The server's time in epoch ms. Whatever reads it in a component follows it, once a second. */
  get now(): number {
    return this.#ticked + this.#offset
  }

  get timeZone(): string {
    return this.value?.timeZone ?? 'Europe/Paris'
  }

  get currency(): string {
    return this.value?.currency ?? 'EUR'
  }

  async load(): Promise<void> {
    const asked = Date.now()
    const lab = await call(labApi.get)
    this.setClock(lab.now, asked)
    this.isOutdated ||= this.value !== undefined && this.value.version !== lab.version
    this.value = lab
  }

  /** Reads the lab again; where it cannot be reached, what was known of it stays. */
  async refresh(): Promise<void> {
    await this.load().catch(() => undefined)
  }

  /** The answer is half a round trip old when it arrives. */
  setClock(serverNow: number, asked: number): void {
    const arrived = Date.now()
    this.#offset = serverNow + (arrived - asked) / 2 - arrived
    this.#ticked = arrived
  }
}

export const lab = new LabState()
export const serverNow = (): number => lab.now
