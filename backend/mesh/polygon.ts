/** A concave polygon of more corners is refused: cutting it takes the square of them. */
export const mostConcaveCorners = 100

/**
 * The corners of a flat polygon, cut into triangles: numbers of corners, three for each, turning as the polygon does. A convex one
 * is a fan; of a concave one, ears are cut (Meisters 1975). `points` holds x, y, z of each of its `count` corners. Undefined for a
 * concave polygon of too many corners.
 */
export function cutPolygon(points: Float64Array, count: number): readonly number[] | undefined {
  if (count === 3) return fanOf(3)
  const [u, v] = flatAxes(points, count)
  /** Twice the area that three corners span, positive where they turn as the polygon does. */
  const turn = (a: number, b: number, c: number): number =>
    (points[3 * b + u]! - points[3 * a + u]!) * (points[3 * c + v]! - points[3 * a + v]!) -
    (points[3 * b + v]! - points[3 * a + v]!) * (points[3 * c + u]! - points[3 * a + u]!)

  let isConvex = true
  for (let i = 0; i < count && isConvex; i++) isConvex = turn(i, (i + 1) % count, (i + 2) % count) >= 0
  if (isConvex) return fanOf(count)
  if (count > mostConcaveCorners) return undefined

  const left = Array.from({ length: count }, (_, i) => i)
  const cut: number[] = []
  const isEar = (at: number): boolean => {
    const [a, b, c] = around(left, at)
    if (turn(a, b, c) <= 0) return false
    return left.every((p) => p === a || p === b || p === c || Math.min(turn(a, b, p), turn(b, c, p), turn(c, a, p)) < 0)
  }
  while (left.length > 3) {
    const found = left.findIndex((_, at) => isEar(at))
    // One that crosses itself has no ear left: any corner will do, and the check of the mesh tells what comes of it.
    const at = Math.max(0, found)
    cut.push(...around(left, at))
    left.splice(at, 1)
  }
  return [...cut, left[0]!, left[1]!, left[2]!]
}

const fans: (readonly number[])[] = []

/** Triangles from the first corner to each edge: made once, as most faces have three corners or four. */
const fanOf = (count: number): readonly number[] =>
  (fans[count] ??= Array.from({ length: count - 2 }, (_, i) => [0, i + 1, i + 2]).flat())

const around = (left: number[], at: number): [number, number, number] => [
  left.at(at - 1)!,
  left[at]!,
  left[(at + 1) % left.length]!,
]

/** The two axes in which the polygon is seen largest, in an order in which it turns to the left (normal by Newell's sums). */
function flatAxes(points: Float64Array, count: number): [number, number] {
  const normal = [0, 0, 0]
  for (let i = 0; i < count; i++) {
    const [a, b] = [3 * i, 3 * ((i + 1) % count)]
    for (let axis = 0; axis < 3; axis++) {
      const [u, v] = [(axis + 1) % 3, (axis + 2) % 3]
      normal[axis]! += (points[a + u]! - points[b + u]!) * (points[a + v]! + points[b + v]!)
    }
  }
  const sizes = normal.map(Math.abs)
  const axis = sizes.indexOf(Math.max(...sizes))
  const [u, v] = [(axis + 1) % 3, (axis + 2) % 3]
  return normal[axis]! > 0 ? [u, v] : [v, u]
}
