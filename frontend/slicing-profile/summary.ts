import { numberIn, type SliceValues } from '#backend/slicing-profile/values.ts'
import { wholeValues } from '#backend/slicing/profile.ts'
import { say } from '../lib/say.ts'
import { t } from './texts.ts'

/** A printer that limits nothing: what is usual, for the fields that are empty. */
const limits = { bedX: 250, bedY: 210, bedZ: 210, maxNozzle: 400, maxBed: 200, maxFeed: 500 }

export const usualFor = (values: SliceValues): SliceValues => wholeValues({ values, limits })

/** « couches de 0,2 mm, rempli à 15 %, buse 210 °C, plateau 60 °C » */
export function summaryOf(values: SliceValues): string {
  const whole = usualFor(values)
  const number = (key: keyof SliceValues) => say.number(numberIn(whole[key]) ?? 0, 2)
  return t().summary(number('layer_height'), number('fill_density'), number('temperature'), number('bed_temperature'))
}
