/** A vase of one wall, as a slicer would write it: what the sample lab prints where no slicer is installed. Millimetres. */
export type Vase = {
  radius: number
  height: number
  lobes: number
  /** How far the lobes stand out, 0 to 0.5. */ depth: number
}

const layer = 0.3
const wall = 0.45
const filamentArea = Math.PI * (1.75 / 2) ** 2
/** mm of filament for each mm of wall. */
const feed = (layer * wall) / filamentArea
const [centreX, centreY] = [125, 105]

const start = [
  'M201 X1000 Y1000 Z200 E5000',
  'G21 ; millimetres',
  'G90 ; absolute positions',
  'M83 ; relative extrusion',
  'M140 S60',
  'M104 S210',
  'G28',
  'M190 S60',
  'M109 S210',
  'G1 Z0.3 F720',
  'G1 X20 Y5 F6000',
  'G1 X120 E9 F1000 ; purge line',
]
const end = ['M107', 'M104 S0', 'M140 S0', 'G1 E-2 F1800', 'G91', 'G1 Z10 F720', 'G90', 'G1 X5 Y200 F6000', 'M84']

/** The lines of a G-code file that passes the gate: heats, homes, prints the wall layer by layer, ends cold. */
export function vaseGcode({ radius, height, lobes, depth }: Vase): string {
  const lines = ['; a sample part of the lab', '; filament_type = PLA', '; filament_density = 1.24', ...start]
  const sides = 72
  for (let n = 0; n < Math.round(height / layer); n++) {
    const z = (n + 1) * layer
    const at = (side: number): [number, number] => {
      const angle = (2 * Math.PI * side) / sides + n * 0.012
      const swell = 1 + 0.25 * Math.sin((Math.PI * z) / height)
      const r = radius * swell * (1 + depth * Math.cos(lobes * angle))
      return [centreX + r * Math.cos(angle), centreY + r * Math.sin(angle)]
    }
    let [x, y] = at(0)
    lines.push(
      ';LAYER_CHANGE',
      `;Z:${z.toFixed(2)}`,
      `G1 Z${z.toFixed(2)} F720`,
      `G1 X${x.toFixed(3)} Y${y.toFixed(3)} F6000`,
    )
    if (n === 1) lines.push('M106 S255')
    for (let side = 1; side <= sides; side++) {
      const [toX, toY] = at(side)
      const e = Math.hypot(toX - x, toY - y) * feed
      lines.push(`G1 X${toX.toFixed(3)} Y${toY.toFixed(3)} E${e.toFixed(5)}${side === 1 ? ' F1500' : ''}`)
      ;[x, y] = [toX, toY]
    }
  }
  return [...lines, ...end, ''].join('\n')
}
