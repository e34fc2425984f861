/** What the lab asks for a print: integer cents. A version is never edited, a new one follows. */
export type PriceList = { id: string; centsPerGram: number; centsPerHour: number }

export type Quote = {
  cents: number
  grams: number
  centsPerGram: number
  seconds: number
  centsPerHour: number
  priceListId: string
}

/** Material by the gram and machine by the hour, rounded once, at the end. */
export function quotePrint(list: PriceList, print: { grams: number; seconds: number }): Quote {
  const cents = Math.round(print.grams * list.centsPerGram + (print.seconds / 3600) * list.centsPerHour)
  return { cents, ...print, centsPerGram: list.centsPerGram, centsPerHour: list.centsPerHour, priceListId: list.id }
}
