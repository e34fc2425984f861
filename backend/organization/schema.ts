import { z } from 'zod'
import { endpoint } from '#backend/base/endpoint.ts'
import { roles } from '#backend/base/role.ts'
import { receipt } from '#backend/change/schema.ts'
import { organizationKinds } from './kinds.ts'
import { mostPupils } from './roster-codes.ts'

const organization = z.object({
  id: z.string(),
  kind: z.enum(organizationKinds),
  name: z.string(),
  /** How to reach them, in a few words. */
  contact: z.string(),
  people: z.int(),
  rosters: z.int(),
})
export type Organization = z.infer<typeof organization>

export const organizationFile = organization.extend({
  note: z.string(),
  version: z.string(),
  members: z.array(
    z.object({ id: z.string(), name: z.string(), role: z.enum(roles), rosterId: z.string().nullable() }),
  ),
  classes: z.array(z.object({ id: z.string(), name: z.string(), people: z.int() })),
})
export type OrganizationFile = z.infer<typeof organizationFile>

export const organizationInput = z.strictObject({
  kind: z.enum(organizationKinds),
  name: z.string().trim().min(2).max(80),
  contact: z.string().trim().max(200).default(''),
  note: z.string().trim().max(1_000).default(''),
})

const changedFile = z.object({ organization: organizationFile, change: receipt.nullable() })

export const organizationApi = {
  list: endpoint('GET', '/api/organizations', {
    who: 'volunteer',
    does: 'The companies, schools and associations that pay for their people, by name.',
    reply: z.array(organization),
  }),
  get: endpoint('GET', '/api/organizations/:id', {
    who: 'volunteer',
    does: 'One organization, its people and its classes.',
    reply: organizationFile,
  }),
  add: endpoint('POST', '/api/organizations', {
    who: 'staff',
    does: 'Adds an organization.',
    body: organizationInput,
    reply: changedFile,
  }),
  edit: endpoint('PUT', '/api/organizations/:id', {
    who: 'staff',
    does: 'Changes an organization, unless somebody else did since `version`.',
    body: organizationInput.extend({ version: z.string().max(40) }),
    reply: changedFile,
  }),
  remove: endpoint('DELETE', '/api/organizations/:id', {
    who: 'staff',
    does: 'Removes an organization to the bin. Its people stay members, of no organization.',
    reply: z.object({ change: receipt.nullable() }),
  }),
  join: endpoint('POST', '/api/organizations/:id/people', {
    who: 'staff',
    does: 'Makes members its people. Whoever belonged to another organization leaves it.',
    body: z.strictObject({ memberIds: z.array(z.string()).min(1).max(1_000) }),
    reply: changedFile,
  }),
  leave: endpoint('DELETE', '/api/organizations/:id/people/:memberId', {
    who: 'staff',
    does: 'One member is no longer of its people.',
    reply: changedFile,
  }),
  addClass: endpoint('POST', '/api/organizations/:id/classes', {
    who: 'staff',
    does: 'Puts a class in: so many members named by codes, each with a passphrase that is told this once. No pupil’s name is kept.',
    body: z.strictObject({
      name: z.string().trim().min(1).max(40),
      /** What the codes begin with. */
      prefix: z
        .string()
        .trim()
        .regex(/^[\p{L}\p{N}]{1,12}$/u),
      count: z.int().min(1).max(mostPupils),
    }),
    reply: changedFile.extend({
      class: z.object({
        id: z.string(),
        name: z.string(),
        cards: z.array(z.object({ code: z.string(), passphrase: z.string() })),
      }),
    }),
  }),
  removeClass: endpoint('DELETE', '/api/organizations/:id/classes/:classId', {
    who: 'staff',
    does: 'Removes a class and the accounts of its codes to the bin.',
    reply: changedFile,
  }),
}
