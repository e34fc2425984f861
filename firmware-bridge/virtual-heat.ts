/** One heater: warms at a steady rate, cools towards the room. Temperatures in °C, times in ms of the printer's clock. */
export type Heater = {
  target: number
  /** The temperature now; also moves the model on. */
  read: (now: number) => number
}

const room = 21

/** `rate` is °C per second at full power; `coolingMs` the time constant of cooling down. */
export function createHeater(rate: number, coolingMs: number): Heater {
  let temperature = room
  let at = 0
  const heater: Heater = {
    target: 0,
    read(now) {
      const elapsed = Math.max(0, now - at)
      at = now
      const { target } = heater
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
