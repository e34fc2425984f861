import { machineApi, type MachineCard } from '#backend/machine/schema.ts'
import { memberApi } from '#backend/member/schema.ts'
import { call } from '../lib/call.ts'

/** Signs somebody of the team in for one gesture: the bed is cleared in their name, and they are signed out whatever happens. */
export async function clearBedAs(
  { name, passphrase }: { name: string; passphrase: string },
  machineId: string,
  partIsGood: boolean,
): Promise<MachineCard> {
  await call(memberApi.signIn, { body: { name, passphrase } })
  try {
    return await call(machineApi.clearBed, { params: { id: machineId }, body: { partIsGood } })
  } finally {
    await call(memberApi.signOut)
  }
}
