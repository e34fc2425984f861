import { expect, test } from 'vitest'
import { href, paths } from '../../frontend/lib/href.ts'
import { matchPath } from '../../frontend/lib/router.svelte.ts'
import { pages } from '../../frontend/pages.ts'

test.each(paths)('%s leads to its own page', (path) => {
  expect(matchPath(path.replace(':id', 'x7'))?.page).toBe(path)
  expect(pages[path].title()).not.toBe('')
})

test('the values in a path arrive as they were', () => {
  const id = 'laser/été 100%'
  expect(matchPath(href('/machines/:id', { id }))).toEqual({ page: '/machines/:id', params: { id } })
})

test.each(['/nowhere', '/machines/a/b', '/%E0%A4%A'])('%s leads nowhere', (path) => {
  expect(matchPath(path)).toBeUndefined()
})
