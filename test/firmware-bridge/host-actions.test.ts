import { expect, test } from 'vitest'
import { readAction } from '#firmware-bridge/printer/host-actions.ts'

test.each([
  ['pause', { type: 'pause' }],
  ['resume', { type: 'resume' }],
  ['cancel', { type: 'cancel' }],
  ['paused', { type: 'held' }],
  ['resumed', { type: 'released' }],
  ['out_of_filament', { type: 'runout', parked: false }],
  ['filament_runout T0', { type: 'runout', parked: false }],
  ['paused filament_runout 0', { type: 'runout', parked: true }],
  ['prompt_begin Nozzle Parked', { type: 'prompt', word: 'begin', text: 'Nozzle Parked' }],
  ['prompt_end', { type: 'prompt', word: 'end', text: '' }],
  ['start', { type: 'reported', text: 'start' }],
  ['poweroff', { type: 'reported', text: 'poweroff' }],
  ['constructor', { type: 'reported', text: 'constructor' }],
  ['', { type: 'reported', text: '' }],
])('"//action:%s"', (text, action) => expect(readAction(text)).toEqual(action))
