import type { Mesh } from '#backend/mesh/mesh.ts'

/** Boxes from a corner to the opposite one, outside out. */
export function boxes(corners: [number, number, number, number, number, number][]): Mesh {
  const vertices: number[] = []
  const indices: number[] = []
  const sides = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const
  for (const [x0, y0, z0, x1, y1, z1] of corners) {
    const first = vertices.length / 3
    for (let i = 0; i < 8; i++) vertices.push(i & 1 ? x1 : x0, i & 2 ? y1 : y0, i & 4 ? z1 : z0)
    for (const [a, b, c, d] of sides) indices.push(...[a, b, c, a, c, d].map((corner) => first + corner))
  }
  return { vertices: Float32Array.from(vertices), indices: Uint32Array.from(indices) }
}
