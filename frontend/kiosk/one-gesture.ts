import { memberApi } from '#backend/member/schema.ts'
import { call } from '../lib/call.ts'

/** Signs somebody of the team in for one gesture: it is done in their name, and they are signed out whatever happens. */
export async function inTheNameOf<T>(person: { name: string; passphrase: string }, act: () => Promise<T>): Promise<T> {
  await call(memberApi.signIn, { body: person })
  try {
    return await act()
  } finally {
    await call(memberApi.signOut)
  }
}
