/** How long Marlin 2.1.2 waits before it believes that a heater is in danger (Configuration_adv.h), in s and °C. */
export type ProtectionRules = {
  name: string
  lowest: number
  highest: number
  /** While it heats up: so many degrees in so many seconds, or heating has failed. */
  watch: { seconds: number; degrees: number }
  /** Once it is warm: so many degrees below its target for so many seconds is a runaway. */
  runaway: { seconds: number; degrees: number }
}

export const nozzleRules: ProtectionRules = {
  name: '0',
  lowest: 5,
  highest: 285,
  watch: { seconds: 40, degrees: 2 },
  runaway: { seconds: 40, degrees: 4 },
}
export const bedRules: ProtectionRules = {
  name: 'bed',
  lowest: 5,
  highest: 130,
  watch: { seconds: 60, degrees: 2 },
  runaway: { seconds: 20, degrees: 2 },
}

/** Looks at one heater, at moments of the printer's clock in ms, and says why the firmware halts; undefined while all is well. */
export function createProtection(
  rules: ProtectionRules,
): (reading: number, target: number, now: number) => string | undefined {
  let aimedAt = 0
  let isWarm = false
  let warmAt = 0
  let watched: { from: number; until: number } | undefined

  const because = (what: string): string => `${what}, system stopped! Heater_ID: ${rules.name}`

  return (reading, target, now) => {
    if (reading > rules.highest) return because('MAXTEMP triggered')
    if (reading < rules.lowest && target > 0) return because('MINTEMP triggered')
    if (target !== aimedAt) {
      aimedAt = target
      isWarm = false
      watched = undefined
    }
    if (target <= 0) return undefined
    if (reading >= target - rules.runaway.degrees) {
      isWarm = true
      warmAt = now
      watched = undefined
      return undefined
    }
    if (isWarm) return now - warmAt > rules.runaway.seconds * 1000 ? because('Thermal Runaway') : undefined
    watched ??= { from: reading, until: now + rules.watch.seconds * 1000 }
    if (now < watched.until) return undefined
    if (reading < watched.from + rules.watch.degrees) return because('Heating failed')
    watched = { from: reading, until: now + rules.watch.seconds * 1000 }
    return undefined
  }
}
