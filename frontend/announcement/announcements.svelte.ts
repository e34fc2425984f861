import { announcementApi, type Announcement } from '#backend/announcement/schema.ts'
import type { Language } from '#backend/base/language.ts'
import { call } from '../lib/call.ts'
import { lab } from '../lib/lab.svelte.ts'
import { language } from '../lib/language.svelte.ts'
import { on, onEachConnection } from '../lib/live.ts'

/** What the lab announces, live: those to come are known ahead, and begin by the lab's clock. */
class Announcements {
  #known = $state.raw<Announcement[]>([])
  /** What is said now, in the language of the page where it is said in that. */
  now = $derived(
    this.#known
      .filter(({ startsAt, endsAt }) => startsAt <= lab.now && lab.now < endsAt)
      .map((one) => ({ id: one.id, ...inLanguage(one, language.current) })),
  )

  /** Made for `$effect(() => announcements.follow())`. */
  follow(): () => void {
    const stops = [on('lab:changed', () => void this.#read()), onEachConnection(() => this.#read())]
    return () => stops.forEach((stop) => stop())
  }

  async #read(): Promise<void> {
    // Offline, or a screen that is not paired yet: it is read again with the next connection.
    this.#known = (await call(announcementApi.list).catch(() => undefined)) ?? this.#known
  }
}

/** Said in one language only, it is said to everybody in that one. */
const inLanguage = ({ fr, en }: Announcement, wanted: Language): { text: string; lang: Language } => {
  const lang = { fr, en }[wanted] ? wanted : wanted === 'fr' ? 'en' : 'fr'
  return { text: { fr, en }[lang], lang }
}

export const announcements = new Announcements()
