import { screenApi, type Board } from '#backend/screen/schema.ts'
import { call, Refused } from '../lib/call.ts'
import { connection } from '../lib/connection.svelte.ts'
import { lab } from '../lib/lab.svelte.ts'
import { on, onEachConnection, reconnect } from '../lib/live.ts'
import { machines } from '../lib/machines.svelte.ts'

const readEachMs = 60_000
const pollEachMs = 2_000
const retryAfterMs = 5_000
const settleMs = 500

/**
 * What a wall or a kiosk shows, and the right to show it. Nobody touches a wall: whatever goes wrong, it tries again by
 * itself, and it never needs a reload.
 */
export class ScreenBoard {
  value = $state.raw<Board>()
  /** The pairing code to show while the device has no right yet. */
  code = $state<string>()
  #heardAt = $state(lab.now)
  #kind: 'wall' | 'kiosk'
  #timer: ReturnType<typeof setTimeout> | undefined
  #left = false
  #codeUntil = 0
  #asking: Promise<void> | undefined

  constructor(kind: 'wall' | 'kiosk') {
    this.#kind = kind
  }

  /** How old the picture is, in ms: nothing while news arrive by themselves. */
  get age(): number {
    return connection.connected ? 0 : Math.max(0, lab.now - this.#heardAt)
  }

  /** Made for `$effect(() => board.follow())`. */
  follow(): () => void {
    this.#left = false
    const stops = [
      on('machine:changed', (card) => {
        this.#hear(() => machines.put(card))
        // The parts to collect change with a machine; screens hear nothing of jobs.
        if (this.value) this.#next(settleMs, () => this.#read())
      }),
      on('machine:removed', (id) => this.#hear(() => machines.remove(id))),
      on('printers:reported', (reports) => this.#hear(() => reports.forEach((report) => machines.hear(report)))),
      on('lab:changed', () => void this.#read()),
      on('session:ended', () => void this.#read()),
      onEachConnection(() => void this.#read()),
    ]
    return () => {
      this.#left = true
      clearTimeout(this.#timer)
      stops.forEach((stop) => stop())
    }
  }

  #hear(change: () => void): void {
    this.#heardAt = lab.now
    change()
  }

  async #read(): Promise<void> {
    const asked = Date.now()
    try {
      const board = await call(screenApi.board)
      lab.setClock(board.now, asked)
      this.#hear(() => machines.replaceAll(board.machines))
      // The server was updated: this page is older than it.
      if (this.value && this.value.version !== board.version) return location.reload()
      this.value = board
      this.code = undefined
      this.#next(readEachMs, () => this.#read())
    } catch (error) {
      if (error instanceof Refused && error.code === 'auth.required') return this.#showCode()
      this.#next(retryAfterMs, () => this.#read())
    }
  }

  /** Somebody may be typing the code that is shown: it stays for as long as it is good, whatever the connection does. */
  #showCode(): Promise<void> {
    this.value = undefined
    if (this.code === undefined || this.#isCodeOver()) return this.#askPairing()
    this.#next(pollEachMs, () => this.#poll())
    return Promise.resolve()
  }

  #isCodeOver = (): boolean => lab.now > this.#codeUntil - pollEachMs

  #askPairing(): Promise<void> {
    // The connection and the page may both ask at once: the device has one right, and it is the last code's.
    this.#asking ??= this.#askCode().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #askCode(): Promise<void> {
    try {
      const { code, expiresAt } = await call(screenApi.askPairing, { body: { kind: this.#kind } })
      this.code = code
      this.#codeUntil = expiresAt
      this.#next(pollEachMs, () => this.#poll())
    } catch {
      this.#next(retryAfterMs, () => this.#askPairing())
    }
  }

  async #poll(): Promise<void> {
    try {
      const { screen } = await call(screenApi.pairing)
      if (screen) {
        await this.#read()
        return await reconnect()
      }
    } catch {
      // The network comes back; the code stays as long as it is good.
    }
    if (this.#isCodeOver()) return this.#askPairing()
    this.#next(pollEachMs, () => this.#poll())
  }

  #next(ms: number, step: () => Promise<void>): void {
    clearTimeout(this.#timer)
    if (!this.#left) this.#timer = setTimeout(() => void step(), ms)
  }
}
