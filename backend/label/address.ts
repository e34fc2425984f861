/** What gets a label, and the letter by which its address is short enough for a small QR code. */
export const labelKinds = { machine: 'm', spool: 's', bin: 'b', member: 'p' } as const
export type LabelKind = keyof typeof labelKinds

/** What the QR code of a label opens: a page that asks who is there, and offers what they may do. It holds no secret. */
export const shortAddress = (labUrl: string, kind: LabelKind, id: string): string =>
  `${labUrl.replace(/\/+$/, '')}/q/${labelKinds[kind]}/${encodeURIComponent(id)}`
