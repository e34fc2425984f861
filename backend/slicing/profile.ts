import { numberIn, type SliceValues } from '#backend/slicing-profile/values.ts'
import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** How one model is sliced: for what the printer can take, with a lab's values, with support under overhangs or without. */
export type SliceSettings = { limits: PrinterLimits; values: SliceValues; support: boolean }

/** Whether a printer reaches the temperatures. */
export function suits(
  values: SliceValues,
  { maxNozzle, maxBed }: Pick<PrinterLimits, 'maxNozzle' | 'maxBed'>,
): boolean {
  const hottest = (...keys: (keyof SliceValues)[]): number => Math.max(...keys.map((key) => numberIn(values[key]) ?? 0))
  return (
    hottest('temperature', 'first_layer_temperature') <= maxNozzle &&
    hottest('bed_temperature', 'first_layer_bed_temperature') <= maxBed
  )
}

/** Everything that is sliced by: what a lab did not say is as usual, PLA at 0.2 mm, never hotter than the printer can. */
export function wholeValues({ values, limits }: Pick<SliceSettings, 'values' | 'limits'>) {
  const { maxNozzle, maxBed, maxFeed } = limits
  const layer = numberIn(values.layer_height) ?? 0.2
  const temperature = values.temperature ?? String(Math.min(210, maxNozzle))
  const bed = values.bed_temperature ?? String(Math.min(60, maxBed))
  const wall = String(Math.min(40, maxFeed))
  const print = String(Math.min(60, maxFeed))
  return {
    nozzle_diameter: '0.4',
    retract_length: '1',
    retract_speed: '35',
    retract_lift: '0.2',
    filament_diameter: '1.75',
    filament_density: '1.24',
    temperature,
    first_layer_temperature: temperature,
    bed_temperature: bed,
    first_layer_bed_temperature: bed,
    cooling: '1',
    disable_fan_first_layers: '1',
    min_fan_speed: String(Math.min(60, numberIn(values.max_fan_speed) ?? 60)),
    max_fan_speed: '100',
    slowdown_below_layer_time: '10',
    default_acceleration: '0',
    layer_height: String(layer),
    first_layer_height: String(Math.max(0.2, layer)),
    perimeters: '2',
    top_solid_layers: String(Math.max(3, Math.round(0.8 / layer))),
    bottom_solid_layers: String(Math.max(3, Math.round(0.6 / layer))),
    fill_density: '15%',
    fill_pattern: 'grid',
    skirts: '1',
    skirt_distance: '4',
    perimeter_speed: print,
    external_perimeter_speed: wall,
    small_perimeter_speed: values.external_perimeter_speed ?? wall,
    infill_speed: print,
    solid_infill_speed: values.infill_speed ?? print,
    top_solid_infill_speed: wall,
    bridge_speed: wall,
    gap_fill_speed: wall,
    support_material_speed: print,
    first_layer_speed: '20',
    travel_speed: String(Math.min(130, maxFeed)),
    ...values,
  } satisfies SliceValues
}

/** The settings as PrusaSlicer's `--load` wants them: one `key = value` a line, nothing inherited. */
export function sliceIni(settings: SliceSettings): string {
  const { bedX, bedY, bedZ } = settings.limits
  const { start_gcode, end_gcode, ...values } = wholeValues(settings)
  const rows = {
    ...values,
    printer_technology: 'FFF',
    gcode_flavor: 'marlin2',
    bed_shape: `0x0,${bedX}x0,${bedX}x${bedY},0x${bedY}`,
    max_print_height: bedZ,
    start_gcode: oneLine(start_gcode ?? startGcode(settings)),
    end_gcode: oneLine(end_gcode ?? endGcode(settings)),
    use_relative_e_distances: 0,
    // The printer keeps its own limits; these only make the slicer's estimate right.
    machine_limits_usage: 'time_estimate_only',
    machine_max_acceleration_x: 1500,
    machine_max_acceleration_y: 1500,
    machine_max_acceleration_z: 200,
    machine_max_acceleration_extruding: 1250,
    machine_max_acceleration_retracting: 1250,
    machine_max_acceleration_travel: 1250,
    machine_max_feedrate_z: 12,
    travel_speed_z: 12,
    start_filament_gcode: '""',
    end_filament_gcode: '""',
    support_material: settings.support ? 1 : 0,
    support_material_auto: settings.support ? 1 : 0,
    gcode_comments: 0,
    complete_objects: 0,
  }
  return Object.entries(rows)
    .map(([key, value]) => `${key} = ${String(value)}\n`)
    .join('')
}

/** Home, heat, and a purge line inside the bed, along its front edge. */
export function startGcode(settings: Pick<SliceSettings, 'values' | 'limits'>): string {
  const { first_layer_temperature: nozzle, first_layer_bed_temperature: bed } = wholeValues(settings)
  const to = Math.min(settings.limits.bedX - 10, 110)
  return [
    'G21',
    'G90',
    'M82',
    'G28',
    'G1 Z5 F600',
    `M140 S${bed}`,
    `M190 S${bed}`,
    `M104 S${nozzle}`,
    `M109 S${nozzle}`,
    'G92 E0',
    'G1 X10 Y4 F3000',
    'G1 Z0.3 F600',
    `G1 X${to} Y4 E${((to - 10) * 0.1).toFixed(1)} F900`,
    'G92 E0',
    'G1 E-1 F2100',
    'G1 Z1 F600',
    'G92 E0',
  ].join('\n')
}

/** Everything off, the bed brought to the front, motors free. The nozzle rises out of the part first. */
export function endGcode({ limits: { bedY, bedZ } }: Pick<SliceSettings, 'limits'>): string {
  return [
    'M104 S0',
    'M140 S0',
    'M107',
    `G1 Z{min(max_layer_z + 10, ${bedZ})} F600`,
    `G1 X5 Y${bedY - 5} F3000`,
    'M84',
  ].join('\n')
}

/** PrusaSlicer's ini keeps line ends as the two characters \n. */
const oneLine = (gcode: string): string => gcode.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
