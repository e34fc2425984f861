import { describe, expect, test } from 'vitest'
import { readFaults } from '#firmware-bridge/virtual/faults.ts'
import { createHeater } from '#firmware-bridge/virtual/heater.ts'
import { simulatedPrinter } from './simulated-printer.ts'

const minute = 60_000

describe('a heater', () => {
  test('has a mass: it nears its target more slowly the warmer it is, and holds it', () => {
    const nozzle = createHeater(5, 90_000)
    nozzle.aim(200, 0)
    const at = [0, 10, 20, 30, 300].map((seconds) => nozzle.read(seconds * 1000))
    const steps = [at[1]! - at[0]!, at[2]! - at[1]!, at[3]! - at[2]!]
    expect(steps).toEqual([...steps].sort((a, b) => b - a))
    expect(at[4]).toBe(200)
  })

  test('takes the same way in one step as in a thousand', () => {
    const [one, many] = [createHeater(1, 240_000), createHeater(1, 240_000)]
    for (const bed of [one, many]) bed.aim(110, 0)
    for (let ms = 0; ms <= 50_000; ms += 50) many.read(ms)
    expect(one.read(50_000)).toBeCloseTo(many.read(50_000), 6)
  })

  test('cools faster when the fan blows', () => {
    const cooled = (fan: number): number => {
      const nozzle = createHeater(5, 90_000)
      nozzle.aim(200, 0)
      nozzle.read(10 * minute)
      nozzle.aim(0, 10 * minute)
      nozzle.blow(fan, 10 * minute)
      return nozzle.read(11 * minute)
    }
    expect(cooled(1)).toBeLessThan(cooled(0) - 10)
  })
})

describe('the firmware protects itself', () => {
  test.each([
    ['a dead element while heating up', 'heater-fails', 'Error:Heating failed, system stopped! Heater_ID: 0'],
    ['a thermistor in the air', 'loose-thermistor', 'Error:Heating failed, system stopped! Heater_ID: 0'],
    ['a dead element in mid-print', 'heater-fails-at=1', 'Error:Thermal Runaway, system stopped! Heater_ID: 0'],
    ['a thermistor that slips out', 'thermal-runaway-at=1', 'Error:Thermal Runaway, system stopped! Heater_ID: 0'],
    ['a thermistor that loses its wire', 'mintemp-at=1', 'Error:MINTEMP triggered, system stopped! Heater_ID: 0'],
    ['a heater that stays on', 'maxtemp-at=1', 'Error:MAXTEMP triggered, system stopped! Heater_ID: 0'],
  ])('from %s', (_name, faults, sentence) => {
    const { time, send, said, state } = simulatedPrinter({ faults: readFaults(faults) })
    send('M104 S200')
    time.pass(2 * minute)
    send('N1 M107*36')
    time.pass(5 * minute)
    expect(said()).toContain(sentence)
    expect(said().at(-1)).toBe('Error:Printer halted. kill() called!')
    expect(state()).toMatchObject({ halted: true, targets: { nozzle: 0, bed: 0 } })
  })

  test('a good heater sets nothing off, whatever is asked of it', () => {
    const { time, send, said } = simulatedPrinter()
    for (const target of [200, 60, 250, 0, 180]) {
      send(`M104 S${target}`, `M140 S${target / 3}`, 'M106 S255')
      time.pass(10 * minute)
    }
    expect(said().filter((line) => line.startsWith('Error'))).toEqual([])
  })

  test('it is dead after that, until it is switched off and on', async () => {
    const { time, send, news, press } = simulatedPrinter()
    send('M112')
    news()
    send('M105', 'M999', 'N1 M105*1')
    time.pass(minute)
    expect(news()).toEqual([])
    await press('power off')
    await press('power on')
    expect(news()).toContain('start')
    send('M107')
    expect(news()).toEqual(['ok'])
  })
})

describe('its memory', () => {
  test('of its measures changes when one is stored, and not before', () => {
    const { send, state, printer } = simulatedPrinter()
    const before = state()
    send('M92 X100', 'M851 Z-2')
    expect(state().eepromHash).toBe(before.eepromHash)
    expect(state().settingsHash).not.toBe(before.settingsHash)
    printer.restart()
    expect(state().settingsHash).toBe(before.settingsHash)
    send('M92 X100', 'M500')
    expect(state().eepromHash).not.toBe(before.eepromHash)
    send('M502', 'M500')
    expect(state().eepromHash).toBe(before.eepromHash)
  })

  test.each(['M28 A.GCO', 'M30 HELLO.GCO'])('of its card changes by %s', (command) => {
    const { send, state } = simulatedPrinter()
    const before = state().sdHash
    send(command)
    expect(state().sdHash).not.toBe(before)
  })

  test('a card being written swallows what is sent, and can print it', () => {
    const { time, send, news, executed, state } = simulatedPrinter()
    send('M28 a.gco', 'G28', 'G1 X5', 'M29', 'M20')
    expect(executed).not.toContain('G28')
    expect(news()).toEqual(expect.arrayContaining(['Writing to file: A.GCO', 'Done saving file.', 'A.GCO 10']))
    send('M23 A.GCO', 'M24')
    expect(state().sdPrinting).toBe(true)
    time.runOut()
    expect(executed.slice(-2)).toEqual(['G28', 'G1 X5'])
    expect(news().at(-1)).toBe('Done printing file')
  })

  test('a print that has no business with either leaves both as they were', () => {
    const { time, send, state } = simulatedPrinter()
    const { eepromHash, settingsHash, sdHash } = state()
    send('M104 S0', 'M204 P500 T500', 'G28')
    time.runOut()
    send('G1 X10 F1200', 'M107')
    time.runOut()
    expect(state()).toMatchObject({ eepromHash, settingsHash, sdHash })
  })
})
