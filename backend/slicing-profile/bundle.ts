import { isSliceKey, sliceKeys, tidyValue, type SliceValues } from './values.ts'

/** What was found in a file of PrusaSlicer's: its print and filament (and printer) settings, by name. */
export type Bundle = { prints: Preset[]; filaments: Preset[]; printers: Preset[] }
/** `material` where the preset says one; `left` are the names of values that are not taken over. */
export type Preset = { name: string; values: SliceValues; material: string | null; left: string[] }

/** Nobody's settings are larger. */
export const mostBundleBytes = 4_000_000
/** Presets inherit from presets that inherit: real files stop after four. */
const deepest = 20

type Section = { kind: string; name: string; values: Map<string, string> }

/**
 * Reads an exported configuration (« Exporter la configuration »: one flat list) or a configuration bundle (sections
 * `[print:…]`, `[filament:…]`, `[printer:…]`, with `inherits`). Undefined where there is nothing of the kind in it.
 */
export function readBundle(text: string): Bundle | undefined {
  const sections = sectionsOf(text)
  const flat = sections.find(({ kind }) => kind === '')
  if (flat && flat.values.has('layer_height')) {
    const print = flat.values.get('print_settings_id') || 'PrusaSlicer'
    return { prints: [presetOf(print, flat.values)], filaments: [], printers: [] }
  }
  const of = (kind: string): Preset[] =>
    sections
      // Names between stars are only inherited from.
      .filter((section) => section.kind === kind && !/^\*.*\*$/.test(section.name))
      .map((section) => presetOf(section.name, inherited(section, sections)))
  const bundle = { prints: of('print'), filaments: of('filament'), printers: of('printer') }
  return bundle.prints.length + bundle.filaments.length > 0 ? bundle : undefined
}

/** Later presets win: print, then filament, then printer, as the slicer lays them over each other. */
export const together = (presets: (Preset | undefined)[]): SliceValues =>
  Object.assign({}, ...presets.map((preset) => preset?.values ?? {})) as SliceValues

function sectionsOf(text: string): Section[] {
  let section: Section = { kind: '', name: '', values: new Map() }
  const sections = [section]
  for (const line of text.split(/\r?\n/)) {
    const head = /^\[([^:\]]*)(?::(.*))?\]\s*$/.exec(line)
    if (head) sections.push((section = { kind: head[1]!, name: head[2] ?? '', values: new Map() }))
    else {
      const at = line.indexOf('=')
      if (at > 0 && !line.startsWith('#') && !line.startsWith(';'))
        section.values.set(line.slice(0, at).trim(), line.slice(at + 1).trim())
    }
  }
  return sections
}

/** Its own values over those of the presets that it names, the last named first. */
function inherited(section: Section, all: Section[], depth = 0): Map<string, string> {
  const values = new Map<string, string>()
  if (depth < deepest) {
    for (const name of (section.values.get('inherits') ?? '').split(';').map((part) => part.trim())) {
      const parent =
        name && all.find((other) => other.kind === section.kind && other.name === name && other !== section)
      if (parent) for (const [key, value] of inherited(parent, all, depth + 1)) values.set(key, value)
    }
  }
  for (const [key, value] of section.values) values.set(key, value)
  return values
}

function presetOf(name: string, found: Map<string, string>): Preset {
  const values: SliceValues = {}
  const left: string[] = []
  for (const [key, written] of found) {
    const value = isSliceKey(key) ? tidyValue(key, firstOf(key, written)) : undefined
    if (isSliceKey(key) && value !== undefined) values[key] = value
    else if (key !== 'inherits' && written !== '' && written !== 'nil') left.push(key)
  }
  return { name, values, material: found.get('filament_type')?.split(';')[0]?.trim() || null, left }
}

/** Values of several extruders are a list; ours have one. G-code keeps its line ends as two signs, perhaps in quotes. */
function firstOf(key: string, written: string): string {
  if (!key.endsWith('gcode')) return written.split(',')[0]!
  return written.replace(/^"(.*)"$/s, '$1').replace(/\\(n|"|\\)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
}

/** In the order of our own table: the same values are the same text. */
export const inOrder = (values: SliceValues): SliceValues =>
  Object.fromEntries(sliceKeys.filter((key) => values[key] !== undefined).map((key) => [key, values[key]]))
