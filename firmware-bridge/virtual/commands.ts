/** A command that blocks: yields when it wants to be asked again, in ms of the printer's clock. */
export type Waiting = Generator<number, void, void>

/** What the commands do, by code; one that blocks gives its waiting. */
export type Commands = Record<string, (words: Map<string, number>, command: string) => Waiting | undefined | void>
