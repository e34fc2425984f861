import type { Language } from '#backend/base/language.ts'

/**
 * What a lab may set of its slicer, by PrusaSlicer's own names (2.5, `prusa-slicer --help-fff`). Only values that say how
 * plastic is laid: nothing that runs a program, names a file or sends anything, and no macro. `shown` are those with a field
 * of their own; the others come with an import and are listed.
 */
type Kind =
  | { kind: 'number'; min: number; max: number; percent?: 'also' | 'only'; whole?: true }
  | { kind: 'on-off' }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'gcode' }
type Shown = { shown?: { [L in Language]: string }; unit?: string }

const number = (min: number, max: number) => ({ kind: 'number', min, max }) as const
const whole = (min: number, max: number) => ({ kind: 'number', min, max, whole: true }) as const
/** mm/s, or a part of another speed. */
const speed = { kind: 'number', min: 0, max: 1000, percent: 'also' } as const
const width = { kind: 'number', min: 0, max: 5, percent: 'also' } as const
const acceleration = whole(0, 50_000)
const fan = whole(0, 100)
const onOff = { kind: 'on-off' } as const
const patterns = ['grid', 'gyroid', 'cubic', 'adaptivecubic', 'honeycomb', 'rectilinear', 'line', 'triangles', 'stars', 'lightning', 'concentric', 'monotonic', 'monotoniclines', 'alignedrectilinear', '3dhoneycomb', 'hilbertcurve', 'archimedeanchords', 'octagramspiral', 'supportcubic'] // prettier-ignore

export const sliceValues = {
  layer_height: { ...number(0.03, 1.5), unit: 'mm', shown: { fr: 'Hauteur de couche', en: 'Layer height' } },
  first_layer_height: { ...number(0.03, 1.5), unit: 'mm', shown: { fr: 'Première couche', en: 'First layer' } },
  perimeters: { ...whole(0, 30), shown: { fr: 'Parois', en: 'Walls' } },
  fill_density: {
    ...{ kind: 'number', min: 0, max: 100, percent: 'only' as const },
    ...{ unit: '%', shown: { fr: 'Remplissage', en: 'Infill' } },
  },
  temperature: { ...whole(0, 400), unit: '°C', shown: { fr: 'Buse', en: 'Nozzle' } },
  bed_temperature: { ...whole(0, 200), unit: '°C', shown: { fr: 'Plateau', en: 'Bed' } },
  first_layer_temperature: {
    ...whole(0, 400),
    unit: '°C',
    shown: { fr: 'Buse, 1ʳᵉ couche', en: 'Nozzle, first layer' },
  },
  first_layer_bed_temperature: {
    ...whole(0, 200),
    ...{ unit: '°C', shown: { fr: 'Plateau, 1ʳᵉ couche', en: 'Bed, first layer' } },
  },
  external_perimeter_speed: {
    ...speed,
    unit: 'mm/s',
    shown: { fr: 'Vitesse, paroi visible', en: 'Speed, outer wall' },
  },
  perimeter_speed: { ...speed, unit: 'mm/s', shown: { fr: 'Vitesse, autres parois', en: 'Speed, other walls' } },
  infill_speed: { ...speed, unit: 'mm/s', shown: { fr: 'Vitesse, remplissage', en: 'Speed, infill' } },
  travel_speed: { ...number(1, 1000), unit: 'mm/s', shown: { fr: 'Vitesse, à vide', en: 'Speed, in the air' } },
  brim_width: { ...number(0, 50), unit: 'mm', shown: { fr: 'Bordure', en: 'Brim' } },
  nozzle_diameter: { ...number(0.1, 2), unit: 'mm', shown: { fr: 'Diamètre de buse', en: 'Nozzle diameter' } },
  filament_diameter: { ...number(1, 3.5), unit: 'mm', shown: { fr: 'Diamètre du filament', en: 'Filament diameter' } },
  filament_density: { ...number(0.5, 10), unit: 'g/cm³', shown: { fr: 'Densité du filament', en: 'Filament density' } },
  max_fan_speed: { ...fan, unit: '%', shown: { fr: 'Ventilateur, au plus', en: 'Fan, at most' } },
  start_gcode: { kind: 'gcode', shown: { fr: 'G-code de début', en: 'Start G-code' } },
  end_gcode: { kind: 'gcode', shown: { fr: 'G-code de fin', en: 'End G-code' } },

  top_solid_layers: whole(0, 100),
  bottom_solid_layers: whole(0, 100),
  top_solid_min_thickness: number(0, 20),
  bottom_solid_min_thickness: number(0, 20),
  fill_pattern: { kind: 'choice', of: patterns },
  top_fill_pattern: { kind: 'choice', of: patterns },
  bottom_fill_pattern: { kind: 'choice', of: patterns },
  fill_angle: number(0, 360),
  infill_overlap: { ...number(0, 100), percent: 'also' },
  infill_every_layers: whole(1, 20),
  solid_infill_every_layers: whole(0, 1000),
  infill_first: onOff,
  thin_walls: onOff,
  overhangs: onOff,
  extra_perimeters: onOff,
  external_perimeters_first: onOff,
  avoid_crossing_perimeters: onOff,
  ensure_vertical_shell_thickness: onOff,
  only_retract_when_crossing_perimeters: onOff,
  gap_fill_enabled: onOff,
  perimeter_generator: { kind: 'choice', of: ['arachne', 'classic'] },
  seam_position: { kind: 'choice', of: ['aligned', 'nearest', 'rear', 'random'] },
  elefant_foot_compensation: number(0, 2),
  xy_size_compensation: number(-2, 2),

  extrusion_multiplier: number(0.1, 3),
  extrusion_width: width,
  first_layer_extrusion_width: width,
  perimeter_extrusion_width: width,
  external_perimeter_extrusion_width: width,
  infill_extrusion_width: width,
  solid_infill_extrusion_width: width,
  top_infill_extrusion_width: width,
  support_material_extrusion_width: width,

  small_perimeter_speed: speed,
  solid_infill_speed: speed,
  top_solid_infill_speed: speed,
  bridge_speed: number(0, 1000),
  gap_fill_speed: number(0, 1000),
  first_layer_speed: speed,
  support_material_speed: speed,
  support_material_interface_speed: speed,
  min_print_speed: number(0, 1000),
  max_print_speed: number(1, 1000),
  max_volumetric_speed: number(0, 100),
  filament_max_volumetric_speed: number(0, 100),
  default_acceleration: acceleration,
  perimeter_acceleration: acceleration,
  external_perimeter_acceleration: acceleration,
  infill_acceleration: acceleration,
  solid_infill_acceleration: acceleration,
  top_solid_infill_acceleration: acceleration,
  bridge_acceleration: acceleration,
  first_layer_acceleration: acceleration,

  retract_length: number(0, 20),
  retract_speed: number(1, 200),
  deretract_speed: number(0, 200),
  retract_lift: number(0, 10),
  retract_before_travel: number(0, 100),
  retract_layer_change: onOff,
  wipe: onOff,
  retract_before_wipe: { ...number(0, 100), percent: 'only' },

  cooling: onOff,
  fan_always_on: onOff,
  min_fan_speed: fan,
  bridge_fan_speed: fan,
  disable_fan_first_layers: whole(0, 1000),
  full_fan_speed_layer: whole(0, 1000),
  fan_below_layer_time: whole(0, 1000),
  slowdown_below_layer_time: whole(0, 1000),
  bridge_flow_ratio: number(0.1, 3),

  skirts: whole(0, 20),
  skirt_distance: number(0, 50),
  min_skirt_length: number(0, 1000),
  brim_type: { kind: 'choice', of: ['no_brim', 'outer_only', 'inner_only', 'outer_and_inner'] },
  brim_separation: number(0, 5),
  raft_layers: whole(0, 20),
  support_material_threshold: whole(0, 90),
  support_material_style: { kind: 'choice', of: ['grid', 'snug'] },
  support_material_pattern: { kind: 'choice', of: ['rectilinear', 'rectilinear-grid', 'honeycomb'] },
  support_material_spacing: number(0, 20),
  support_material_interface_layers: whole(0, 20),
  support_material_interface_spacing: number(0, 20),
  support_material_contact_distance: number(0, 5),
  support_material_xy_spacing: { ...number(0, 500), percent: 'also' },
  support_material_with_sheath: onOff,
  support_material_buildplate_only: onOff,
  dont_support_bridges: onOff,
} as const satisfies Record<string, Kind & Shown>

export type SliceKey = keyof typeof sliceValues
/** As PrusaSlicer writes them: `0.2`, `15%`, `1`, `grid`; line ends in G-code are real ones. */
export type SliceValues = { [K in SliceKey]?: string }

export const sliceKeys = Object.keys(sliceValues) as SliceKey[]
export const shownKeys = sliceKeys.filter((key) => 'shown' in sliceValues[key])

export const kindOf = (key: SliceKey): Kind & Shown => sliceValues[key]
export const isSliceKey = (key: string): key is SliceKey => Object.hasOwn(sliceValues, key)

/** Longer than any start code that a person has read. */
const mostGcode = 8000

/** The value as the slicer takes it, or undefined where it is none. */
export function tidyValue(key: SliceKey, written: string): string | undefined {
  const rule = kindOf(key)
  const text = written.trim()
  switch (rule.kind) {
    case 'on-off':
      return text === '0' || text === '1' ? text : undefined
    case 'choice':
      return rule.of.includes(text) ? text : undefined
    case 'gcode':
      return text.length <= mostGcode && isPlain(text) ? text : undefined
    case 'number': {
      const found = /^(-?\d{1,6}(?:[.,]\d{1,6})?)\s*(%?)$/.exec(text)
      if (!found) return undefined
      const value = Number(found[1]!.replace(',', '.'))
      if (rule.whole && !Number.isInteger(value)) return undefined
      if (found[2] === '%' || rule.percent === 'only') {
        return rule.percent && value >= 0 && value <= 1000 && (rule.percent === 'also' || value <= rule.max)
          ? `${value}%`
          : undefined
      }
      return value >= rule.min && value <= rule.max ? String(value) : undefined
    }
  }
}

/** Lines of printable signs: nothing that an ini file or a terminal would take for something else. */
const isPlain = (text: string): boolean => ![...text].some((sign) => sign < ' ' && sign !== '\n' && sign !== '\t')

/** The number that a value stands for, without its sign of percent. */
export const numberIn = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : Number.parseFloat(value)
