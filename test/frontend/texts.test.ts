import { expect, test } from 'vitest'

type Both = { fr: object; en: object }
const folders = import.meta.glob<{ t?: Both }>('../../frontend/**/*texts.ts', { eager: true })
const tables = Object.entries(folders).flatMap(([path, { t }]) => (t ? [{ path: path.replace('../../', ''), t }] : []))

/** Every string of a table under its key; functions are asked with the number 3, which reads as a name, a time or a count. */
function strings(table: object, prefix = ''): [key: string, text: string][] {
  return Object.entries(table).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const name = prefix + key
    if (typeof value === 'string') return [[name, value]]
    if (typeof value === 'function') return [[name, String((value as (...args: unknown[]) => unknown)(3, 3, 3))]]
    return typeof value === 'object' && value ? strings(value, `${name}.`) : []
  })
}

test('there are texts to look at', () => expect(tables.length).toBeGreaterThan(6))

test.each(tables)('$path: what is said in French is said in English', ({ t }) => {
  expect(strings(t.en).map(([key]) => key)).toEqual(strings(t.fr).map(([key]) => key))
  const empty = ([, text]: [string, string]) => text.trim() === ''
  expect(strings(t.en).filter(empty)).toEqual(strings(t.fr).filter(empty))
})

test.each(tables)('$path: French in the words of the workshop, with French typography', ({ t }) => {
  for (const [key, text] of strings(t.fr)) {
    expect(text, key).not.toMatch(/\b(slicer|job|upload|queue)s?\b/i)
    expect(text, `${key}: U+202F before ? ! ; :`).not.toMatch(/ [?!;:](\s|$)/)
    expect(text, `${key}: ’ and not '`).not.toMatch(/\p{L}'\p{L}/u)
  }
})
