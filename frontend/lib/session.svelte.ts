import { atLeast, type Role } from '#backend/base/role.ts'
import type { Language } from '#backend/base/language.ts'
import type { MachineKind } from '#backend/machine/kinds.ts'
import { memberApi, type OwnMember } from '#backend/member/schema.ts'
import { call, whenSignedOut } from './call.ts'
import { language } from './language.svelte.ts'
import { reconnect } from './live.ts'

/** Who is signed in on this device. */
class Session {
  member = $state<OwnMember | null>(null)

  can(role: Role): boolean {
    return this.member !== null && atLeast(this.member.role, role)
  }

  /** A space is a room: nobody is trained on it. */
  isTrained(kind: MachineKind): boolean {
    return kind === 'space' || (this.member?.authorizations.includes(kind) ?? false)
  }

  /** Takes over what the server says of this session: at the start, after signing in, after the first run. */
  adopt(member: OwnMember | null): void {
    const before = this.member?.id
    this.member = member
    if (member) language.set(member.language)
    if (before !== member?.id) void reconnect()
  }

  async load(): Promise<void> {
    this.adopt((await call(memberApi.current)).member)
  }

  /** The server closed the connection: the session is gone, or may do something else from now on. */
  async begunAnew(): Promise<void> {
    const found = await call(memberApi.current).catch(() => ({ member: null }))
    this.member = found.member
    await reconnect()
  }

  async signIn(name: string, passphrase: string): Promise<void> {
    this.adopt((await call(memberApi.signIn, { body: { name, passphrase } })).member)
  }

  async signOut(): Promise<void> {
    await call(memberApi.signOut)
    this.adopt(null)
  }

  async signOutEverywhere(): Promise<void> {
    await call(memberApi.signOutEverywhere)
    this.adopt(null)
  }

  /** Changes the language of the page at once, and of the member where somebody is signed in. */
  async speak(wanted: Language): Promise<void> {
    language.set(wanted)
    if (this.member) this.member = (await call(memberApi.setLanguage, { body: { language: wanted } })).member
  }
}

export const session = new Session()
whenSignedOut(() => session.adopt(null))
