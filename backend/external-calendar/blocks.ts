type Place = { id: string; spaceId: string | null }

/** Whether a calendar set for `machineId` (null: for all) is in the way of `machine`: a space and its machines exclude each other. */
export const blocks = (machineId: string | null, machine: Place, all: Place[]): boolean =>
  machineId === null ||
  machineId === machine.id ||
  machineId === machine.spaceId ||
  all.some(({ id, spaceId }) => id === machineId && spaceId === machine.id)
