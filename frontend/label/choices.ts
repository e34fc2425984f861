import type { LabelKind } from '#backend/label/address.ts'
import { machineApi } from '#backend/machine/schema.ts'
import { memberApi } from '#backend/member/schema.ts'
import { shelfApi } from '#backend/shelf/schema.ts'
import { spoolApi } from '#backend/spool/schema.ts'
import { call } from '../lib/call.ts'
import { t as machineTexts } from '../machine/texts.ts'
import { t } from './texts.ts'

/** One thing that may get a label. */
export type Choosable = { id: string; name: string; about: string }

export const choosable: Record<LabelKind, () => Promise<Choosable[]>> = {
  machine: async () =>
    (await call(machineApi.list)).map(({ id, name, kind, room }) => ({
      id,
      name,
      about: [machineTexts().kinds[kind], room].filter(Boolean).join(' · '),
    })),
  spool: async () =>
    (await call(spoolApi.list)).map(({ id, number, material, colour }) => ({
      id,
      name: t().spool(number),
      about: `${material} ${colour}`,
    })),
  bin: async () => (await call(shelfApi.list)).map(({ id, name }) => ({ id, name, about: '' })),
  member: everyMember,
}

/** The list comes in parts. */
async function everyMember(): Promise<Choosable[]> {
  const found: Choosable[] = []
  for (;;) {
    const { members, total } = await call(memberApi.list, { query: { offset: found.length } })
    found.push(...members.map(({ id, name, code }) => ({ id, name, about: code })))
    if (members.length === 0 || found.length >= total) return found
  }
}
