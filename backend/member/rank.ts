import { atLeast, type Role } from '#backend/base/role.ts'

/** Whether this role may write down things of a person of that role: of nobody above. */
export const mayEdit = (mine: Role, theirs: Role): boolean => atLeast(mine, 'staff') && atLeast(mine, theirs)

/** Whether this role may make a new passphrase for a person of that role: of lower roles only, never of an equal. */
export const mayReset = (mine: Role, theirs: Role): boolean => atLeast(mine, 'staff') && !atLeast(theirs, mine)

/** Whether this role may suspend, remove or merge a person of that role, or give another role. Admins rule among themselves. */
export const mayRule = (mine: Role, theirs: Role): boolean => mayReset(mine, theirs) || mine === 'admin'
