import { texts } from '../lib/language.svelte.ts'

const fr = {
  quality: 'Qualité',
  about: (time: string, price: string) => `${time} · ${price}`,
  range: (from: string, to: string) => `${from}\u2009–\u2009${to}`,
  detail: (layer: string, infill: string) => `couches de ${layer}\u00a0mm, rempli à ${infill}\u00a0%`,
  usual: 'Normale',
  unknown: 'durée et prix une fois choisie',
  estimate: 'Les durées avec « – » sont estimées d’après la forme de la pièce et les impressions passées.',
  support: 'Soutenir ce qui pend',
  supportHint: 'Du plastique en plus, à détacher après\u202f; plus long, plus cher.',
  withSupport: 'avec support',
}

const en: typeof fr = {
  quality: 'Quality',
  about: (time, price) => `${time} · ${price}`,
  range: (from, to) => `${from}\u2009–\u2009${to}`,
  detail: (layer, infill) => `layers of ${layer}\u00a0mm, ${infill}% infill`,
  usual: 'Normal',
  unknown: 'time and price once it is chosen',
  estimate: 'Times with “–” are estimated from the shape of the part and from past prints.',
  support: 'Hold up what hangs',
  supportHint: 'More plastic, to be broken off afterwards; longer, dearer.',
  withSupport: 'with support',
}

export const t = texts({ fr, en })
