/** « 0,05 », “1 234.50”, « 3 € » as integer cents; undefined where it is no amount. Dot, comma and any space are taken. */
export function parseMoney(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u202f€]/g, '').replace(',', '.')
  if (!/^\d{1,6}(\.\d{0,2})?$/.test(plain)) return undefined
  return Math.round(Number(plain) * 100)
}

/** As people type it: 5 → « 0,05 » in French, “0.05” in English. */
export const typedMoney = (cents: number, language: 'fr' | 'en'): string => {
  const text = (cents / 100).toFixed(2)
  return language === 'fr' ? text.replace('.', ',') : text
}
