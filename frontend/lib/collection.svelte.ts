import { SvelteMap } from 'svelte/reactivity'

/** A list of records kept by id, in the order they came. Reading `all` in a component makes it follow every change. */
export class Collection<T extends { id: string }> {
  #byId = new SvelteMap<string, T>()
  all = $derived([...this.#byId.values()])

  get(id: string): T | undefined {
    return this.#byId.get(id)
  }

  put(record: T): void {
    this.#byId.set(record.id, record)
  }

  remove(id: string): void {
    this.#byId.delete(id)
  }

  replaceAll(records: T[]): void {
    const kept = new Set(records.map(({ id }) => id))
    for (const { id } of this.all) if (!kept.has(id)) this.#byId.delete(id)
    for (const record of records) this.put(record)
  }
}
