/** One heater: warms at a steady rate, cools towards the room. Temperatures in °C, times in ms of the printer's clock. */
export type Heater = {
  readonly target: number
  aim: (target: number, now: number) => void
  /** The temperature now; also moves the model on. */
  read: (now: number) => number
}

const room = 21

/** `rate` is °C per second at full power; `coolingMs` the time constant of cooling down. */
export function createHeater(rate: number, coolingMs: number): Heater {
  let temperature = room
  let target = 0
  let at = 0
  const heater: Heater = {
    get target() {
      return target
    },
    aim(wanted, now) {
      heater.read(now)
      target = wanted
    },
    read(now) {
      const elapsed = Math.max(0, now - at)
      at = now
      if (target > temperature) temperature = Math.min(target, temperature + (rate * elapsed) / 1000)
      else if (temperature > Math.max(target, room)) {
        const cooled = room + (temperature - room) * Math.exp(-elapsed / coolingMs)
        temperature = Math.max(cooled, target)
      }
      return temperature
    },
  }
  return heater
}
