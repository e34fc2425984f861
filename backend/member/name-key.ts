/** Two names that people would confuse are the same name: case, accents and spaces do not tell them apart. */
export const nameKey = (name: string): string =>
  name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase()
