import type { Lab } from '#backend/lab/schema.ts'
import type { Member } from '#backend/member/schema.ts'
import { href, type Path } from '../lib/href.ts'
import type { Page } from '../pages.ts'

/** Where a person must go first, or undefined when the page they asked for is the right one. */
export function whereTo(
  path: Path | undefined,
  page: Page | undefined,
  lab: Lab,
  member: Member | null,
): string | undefined {
  if (!lab.isSetUp) return path === '/first-run' ? undefined : href('/first-run')
  if (path === '/first-run') return href('/')
  if (member && path === '/sign-in') return nextPage()
  if (!member && page && page.who !== 'anyone') {
    const back = location.pathname + location.search
    return back === '/' ? href('/sign-in') : `${href('/sign-in')}?next=${encodeURIComponent(back)}`
  }
  return undefined
}

/** The page that was asked for before signing in. Only a path of ours: a link must not send people elsewhere. */
function nextPage(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) ? next : '/'
}
