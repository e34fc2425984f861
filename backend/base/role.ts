/** What a person may do; each role includes the ones before it. */
export const roles = ['visitor', 'member', 'volunteer', 'staff', 'admin'] as const
export type Role = (typeof roles)[number]

/** Whether `role` may do what is asked of `needed`. */
export const atLeast = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)
