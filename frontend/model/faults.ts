import { BufferGeometry, DoubleSide, Float32BufferAttribute, Group, Mesh, MeshBasicMaterial } from 'three'
import { LineMaterial } from 'three/addons/lines/LineMaterial.js'
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js'
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js'
import type { Faults } from '#backend/mesh/repair.ts'

/** Open edges as red lines, seen through the part; what fills them as green triangles. In the model's own millimetres. */
export function drawFaults({ edges, patch }: Faults): { group: Group; show: (isRepaired: boolean) => void } {
  const geometry = new LineSegmentsGeometry().setPositions(edges)
  const lines = new LineSegments2(geometry, new LineMaterial({ color: 0xd00018, linewidth: 4, depthTest: false }))
  lines.renderOrder = 1
  const filling = new BufferGeometry()
  filling.setAttribute('position', new Float32BufferAttribute(patch, 3))
  const green = new MeshBasicMaterial({
    color: 0x2aa860,
    side: DoubleSide,
    polygonOffset: true,
    polygonOffsetFactor: -2,
  })
  const filled = new Mesh(filling, green)
  for (const one of [lines, filled]) one.frustumCulled = false
  const group = new Group().add(lines, filled)
  return {
    group,
    show: (isRepaired) => {
      lines.visible = !isRepaired
      filled.visible = isRepaired
    },
  }
}
