import { tick } from 'svelte'
import { paths, type Path } from './href.ts'

/** Where the page is. Plain links move it: `followLinks` takes their clicks. */
class Route {
  #url = $state.raw(new URL(location.href))
  path = $derived(this.#url.pathname)
  query = $derived(this.#url.searchParams)
  match = $derived(matchPath(this.path))

  constructor() {
    addEventListener('popstate', () => (this.#url = new URL(location.href)))
  }

  go(href: string, { replace = false } = {}): void {
    const url = new URL(href, location.href)
    if (url.href === location.href) return
    history[replace ? 'replaceState' : 'pushState']({}, '', url)
    this.#url = url
    if (!replace) scrollTo(0, 0)
  }
}

/** The page whose pattern fits, with the values of its `:names`. */
export function matchPath(path: string): { page: Path; params: Record<string, string> } | undefined {
  const wanted = parts(path)
  for (const page of paths) {
    const pattern = parts(page)
    if (pattern.length !== wanted.length) continue
    if (!pattern.every((part, i) => part.startsWith(':') || part === wanted[i])) continue
    const names = pattern.flatMap((part, i) => (part.startsWith(':') ? [[part.slice(1), wanted[i]!]] : []))
    return { page, params: Object.fromEntries(names) as Record<string, string> }
  }
  return undefined
}

const parts = (path: string): string[] => path.split('/').filter(Boolean).map(decoded)

/** A path that somebody mistyped may hold a broken escape: it is taken as it is, and leads nowhere. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export const route = new Route()
export const go = (href: string, options?: { replace?: boolean }): void => route.go(href, options)

/** Clicks on links to pages of ours change the page without loading it again; everything else is the browser's. */
export function followLinks(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (!matchPath(link.pathname) || (link.hash && link.pathname === location.pathname)) return
  event.preventDefault()
  route.go(link.href)
  // A screen reader and the Tab key go on at the new page, not at the link that is gone.
  void tick().then(() => document.getElementById('main')?.focus({ preventScroll: true }))
}
