/** The most that one class holds. */
export const mostPupils = 60

/** What the codes of a class begin with, as its name suggests: « 3e B » → « 3eB ». */
export const prefixOf = (className: string): string =>
  className
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, 12)

/** 3eB-01 … 3eB-24. */
export const rosterCodes = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${String(n + 1).padStart(2, '0')}`)
