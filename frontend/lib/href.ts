/** Every page's address. The table of pages (pages.ts) has one entry for each. */
export const paths = [
  '/',
  '/sign-in',
  '/first-run',
  '/machines',
  '/machines/:id',
  '/machines/:id/control',
  '/calendar',
  '/trainings',
  '/trainings/:id',
  '/authorizations',
  '/authorizations/import',
  '/print',
  '/jobs',
  '/jobs/:id',
  '/desk',
  '/desk/queue',
  '/desk/faults',
  '/settings',
  '/settings/members',
  '/settings/members/import',
  '/settings/members/:id',
  '/settings/organizations',
  '/settings/organizations/:id',
  '/settings/induction',
  '/settings/machines',
  '/settings/machines/:id',
  '/settings/screens',
  '/settings/bookings',
  '/settings/prices',
  '/settings/slicing',
  '/settings/messages',
  '/settings/history',
  '/account',
  '/account/messages',
  '/messages',
  '/settings/spools',
  '/settings/labels',
  '/settings/month',
  '/public',
  '/public/machines',
  '/public/hours',
  '/public/prices',
  '/q/m/:id',
  '/q/s/:id',
  '/q/b/:id',
  '/q/p/:id',
  '/wall',
  '/kiosk',
] as const
export type Path = (typeof paths)[number]

type Params<P extends string> = P extends `${string}:${infer Name}/${string}`
  ? [params: Record<Name, string>]
  : P extends `${string}:${infer Name}`
    ? [params: Record<Name, string>]
    : []

/** `href('/jobs/:id', { id })`: an address that exists, with what it needs. */
export function href<P extends Path>(path: P, ...[params]: Params<P>): string {
  return path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((params as Record<string, string> | undefined)?.[name] ?? ''),
  )
}
