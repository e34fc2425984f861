import type { Role } from '#backend/base/role.ts'
import type { Language } from '#backend/base/language.ts'

/** A signed-in person. */
export type MemberCaller = {
  kind: 'member'
  id: string
  labId: string
  name: string
  role: Role
  language: Language
  sessionHash: string
  /** What the cookie of a confirmation says; whether it is worth anything, `mustBeConfirmed` knows. */
  confirmation?: string | undefined
}
export type ScreenCaller = { kind: 'screen'; id: string; labId: string }
export type BridgeCaller = { kind: 'bridge'; id: string; labId: string }

/** Who is calling, known before any handler runs. */
export type Caller = MemberCaller | ScreenCaller | BridgeCaller | { kind: 'nobody' }
