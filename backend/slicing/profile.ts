import type { PrinterLimits } from '#firmware-bridge/messages.ts'

/** How a lab slices for one printer with one material. Millimetres, °C, mm/s, g/cm³, %. */
export type PrinterProfile = {
  name: string
  bedX: number
  bedY: number
  bedZ: number
  nozzleDiameter: number
  layerHeight: number
  nozzle: number
  bed: number
  filamentDiameter: number
  filamentDensity: number
  infill: number
  perimeters: number
  /** The outer wall, everything else that is printed, and moves in the air. */
  wallSpeed: number
  printSpeed: number
  travelSpeed: number
  /** Support under overhangs, or none. */
  support: boolean
}

/** PLA at 0.2 mm: what a lab prints with until it says otherwise. Never beyond what the printer can take. */
export function usualProfile(limits: PrinterLimits, changes: Partial<PrinterProfile> = {}): PrinterProfile {
  const { bedX, bedY, bedZ, maxNozzle, maxBed, maxFeed } = limits
  return {
    name: 'PLA 0.2 mm',
    bedX,
    bedY,
    bedZ,
    nozzleDiameter: 0.4,
    layerHeight: 0.2,
    nozzle: Math.min(210, maxNozzle),
    bed: Math.min(60, maxBed),
    filamentDiameter: 1.75,
    filamentDensity: 1.24,
    infill: 15,
    perimeters: 2,
    wallSpeed: Math.min(40, maxFeed),
    printSpeed: Math.min(60, maxFeed),
    travelSpeed: Math.min(130, maxFeed),
    support: false,
    ...changes,
  }
}

/** The profile as PrusaSlicer's `--load` wants it: one `key = value` a line, nothing inherited. */
export function profileIni(profile: PrinterProfile): string {
  const rows = Object.entries(settings(profile)).map(([key, value]) => `${key} = ${String(value)}`)
  return `# ${profile.name.replaceAll('\n', ' ')}\n${rows.join('\n')}\n`
}

/** Home, heat, and a purge line inside the bed, along its front edge. */
export function startGcode({ bedX, nozzle, bed }: PrinterProfile): string {
  const to = Math.min(bedX - 10, 110)
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
export function endGcode({ bedY, bedZ }: PrinterProfile): string {
  return [
    'M104 S0',
    'M140 S0',
    'M107',
    `G1 Z{min(max_layer_z + 10, ${bedZ})} F600`,
    `G1 X5 Y${bedY - 5} F3000`,
    'M84',
  ].join('\n')
}

function settings(profile: PrinterProfile): Record<string, string | number> {
  const { bedX, bedY, bedZ, layerHeight, nozzle, bed, wallSpeed, printSpeed, travelSpeed } = profile
  return {
    printer_technology: 'FFF',
    gcode_flavor: 'marlin2',
    bed_shape: `0x0,${bedX}x0,${bedX}x${bedY},0x${bedY}`,
    max_print_height: bedZ,
    nozzle_diameter: profile.nozzleDiameter,
    start_gcode: oneLine(startGcode(profile)),
    end_gcode: oneLine(endGcode(profile)),
    use_relative_e_distances: 0,
    retract_length: 1,
    retract_speed: 35,
    retract_lift: 0.2,
    // The printer keeps its own limits; these only make the slicer's estimate right.
    machine_limits_usage: 'time_estimate_only',
    machine_max_acceleration_x: 1500,
    machine_max_acceleration_y: 1500,
    machine_max_acceleration_z: 200,
    machine_max_acceleration_extruding: 1250,
    machine_max_acceleration_retracting: 1250,
    machine_max_acceleration_travel: 1250,
    machine_max_feedrate_z: 12,
    default_acceleration: 0,

    filament_diameter: profile.filamentDiameter,
    filament_density: profile.filamentDensity,
    filament_type: 'PLA',
    temperature: nozzle,
    first_layer_temperature: nozzle,
    bed_temperature: bed,
    first_layer_bed_temperature: bed,
    start_filament_gcode: '""',
    end_filament_gcode: '""',
    cooling: 1,
    disable_fan_first_layers: 1,
    min_fan_speed: 60,
    max_fan_speed: 100,
    slowdown_below_layer_time: 10,

    layer_height: layerHeight,
    first_layer_height: Math.max(0.2, layerHeight),
    perimeters: profile.perimeters,
    top_solid_layers: Math.max(3, Math.round(0.8 / layerHeight)),
    bottom_solid_layers: Math.max(3, Math.round(0.6 / layerHeight)),
    fill_density: `${profile.infill}%`,
    fill_pattern: 'grid',
    skirts: 1,
    skirt_distance: 4,
    support_material: profile.support ? 1 : 0,
    support_material_auto: profile.support ? 1 : 0,
    perimeter_speed: printSpeed,
    external_perimeter_speed: wallSpeed,
    small_perimeter_speed: wallSpeed,
    infill_speed: printSpeed,
    solid_infill_speed: printSpeed,
    top_solid_infill_speed: wallSpeed,
    bridge_speed: wallSpeed,
    gap_fill_speed: wallSpeed,
    support_material_speed: printSpeed,
    first_layer_speed: Math.min(20, wallSpeed),
    travel_speed: travelSpeed,
    travel_speed_z: 12,
    gcode_comments: 0,
    complete_objects: 0,
  }
}

/** PrusaSlicer's ini keeps line ends as the two characters \n. */
function oneLine(gcode: string): string {
  return gcode.replaceAll('\n', '\\n')
}
