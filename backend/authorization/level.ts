/** How far an authorization goes: with somebody beside, alone, or teaching others. Each includes the ones before it. */
export const levels = ['accompanied', 'independent', 'trainer'] as const
export type Level = (typeof levels)[number]

/** Whether `level` allows what is asked of `needed`. */
export const reaches = (level: Level, needed: Level): boolean => levels.indexOf(level) >= levels.indexOf(needed)
