/** The kinds of machines; an authorization is given per kind. */
export const machineKinds = ['printer', 'laser', 'mill', 'space', 'other'] as const
export type MachineKind = (typeof machineKinds)[number]
