/** Bytes. */
export const longestFile = 5_000_000
/** Besides the header. */
export const mostLines = 10_000
