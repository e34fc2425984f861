const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Where this device is. */
export const ownTimeZone = here

/** Every time zone that a lab may be in, the one of this device first. */
export const timeZones = [...new Set([here, ...Intl.supportedValuesOf('timeZone')])].map((value) => ({
  value,
  label: value.replaceAll('_', ' '),
}))
