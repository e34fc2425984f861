import { valueOf, type Command } from '#backend/gcode/command.ts'
import { createMotion, move, type Motion } from '#backend/gcode/motion.ts'

/** What a printer remembers after the commands it was given. */
export type MachineState = {
  motion: Motion
  /** °C that the nozzle and the bed are to reach, 0 for off. */
  nozzle: number
  bed: number
  /** Part fan, 0 to 255. */
  fan: number
}

/** `height` as in `createMotion`. */
export const createMachineState = (height?: number): MachineState => ({
  motion: createMotion(height),
  nozzle: 0,
  bed: 0,
  fan: 0,
})

/** Obeys one command. */
export function remember(state: MachineState, command: Command): void {
  move(state.motion, command)
  if (command.letter !== 'M') return
  const wanted = valueOf(command, 'S')
  if (command.code === 104) state.nozzle = wanted ?? state.nozzle
  else if (command.code === 109) state.nozzle = wanted ?? valueOf(command, 'R') ?? state.nozzle
  else if (command.code === 140) state.bed = wanted ?? state.bed
  else if (command.code === 190) state.bed = wanted ?? valueOf(command, 'R') ?? state.bed
  else if (command.code === 106 && (valueOf(command, 'P') ?? 0) === 0) state.fan = wanted ?? 255
  else if (command.code === 107 && (valueOf(command, 'P') ?? 0) === 0) state.fan = 0
}

/** Whether all three axes know where they are. */
export const isHomed = ({ motion }: MachineState): boolean => motion.homed === 7
