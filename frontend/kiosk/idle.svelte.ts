const events = ['pointerdown', 'keydown', 'input'] as const

/** Counts down while nobody touches the screen, from `seconds`; any touch starts again. */
export class Idle {
  left = $state(0)
  #seconds: number

  constructor(seconds: number) {
    this.#seconds = seconds
    this.left = seconds
  }

  /** Made for `$effect(() => idle.follow(…))`: calls when the time is over, once until the next touch. */
  follow(whenOver: () => void): () => void {
    const again = (): void => void (this.left = this.#seconds)
    again()
    for (const event of events) addEventListener(event, again)
    const timer = setInterval(() => {
      if (this.left === 0) return
      this.left -= 1
      if (this.left === 0) whenOver()
    }, 1_000)
    return () => {
      clearInterval(timer)
      for (const event of events) removeEventListener(event, again)
    }
  }
}
