type Size = readonly [number, number, number]

/** Whether a part fits on a bed, turned by a quarter if need be; else to how many percent it would have to shrink. */
export function fitOnBed(part: Size, bed: Size): { fits: true } | { fits: false; percent: number } {
  const scale = Math.max(scaleFor(part, bed), scaleFor([part[1], part[0], part[2]], bed))
  return scale >= 1 ? { fits: true } : { fits: false, percent: Math.max(1, Math.floor(scale * 100)) }
}

const scaleFor = (part: Size, bed: Size): number => Math.min(...part.map((mm, axis) => bed[axis]! / Math.max(mm, 1e-6)))
