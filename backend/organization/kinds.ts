export const organizationKinds = ['company', 'school', 'association'] as const
export type OrganizationKind = (typeof organizationKinds)[number]
