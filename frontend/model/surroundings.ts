import {
  BufferGeometry,
  CanvasTexture,
  CircleGeometry,
  CylinderGeometry,
  Float32BufferAttribute,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  PlaneGeometry,
} from 'three'
import type { Bed } from './scene.ts'

/** The bed: a plate, a line every centimetre, and its edge. Its middle is the origin, its top is Z 0. */
export function drawBed([width, depth]: NonNullable<Bed>): Group {
  const plate = new Mesh(new PlaneGeometry(width, depth), new MeshBasicMaterial({ color: 0x757c85 }))
  plate.position.z = -0.15
  const [x, y] = [width / 2, depth / 2]
  const grid: number[] = []
  for (let line = 10; line < width; line += 10) grid.push(line - x, -y, 0, line - x, y, 0)
  for (let line = 10; line < depth; line += 10) grid.push(-x, line - y, 0, x, line - y, 0)
  const edge = [-x, -y, 0, x, -y, 0, x, -y, 0, x, y, 0, x, y, 0, -x, y, 0, -x, y, 0, -x, -y, 0]
  return new Group().add(plate, lines(grid, 0x858d97), lines(edge, 0x2d3238))
}

/** One euro, lying flat: 23.25 mm across, 2.33 mm thick. Everybody knows how big it is. */
export function drawCoin(): Group {
  const rim = new Mesh(new CylinderGeometry(11.625, 11.625, 2.33, 48), new MeshLambertMaterial({ color: 0xcaa54a }))
  rim.rotation.x = Math.PI / 2
  rim.position.z = 1.165
  const face = new Mesh(new CircleGeometry(11.4, 48), new MeshLambertMaterial({ map: coinFace() }))
  face.position.z = 2.36
  return new Group().add(rim, face)
}

function coinFace(): CanvasTexture {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 128
  const paint = canvas.getContext('2d')
  if (paint) {
    paint.fillStyle = '#e0bd62'
    paint.fillRect(0, 0, 128, 128)
    paint.fillStyle = '#d5d8dc'
    paint.beginPath()
    paint.arc(64, 64, 46, 0, 2 * Math.PI)
    paint.fill()
    paint.fillStyle = '#5b5f66'
    paint.font = 'bold 52px sans-serif'
    paint.textAlign = 'center'
    paint.textBaseline = 'middle'
    paint.fillText('1 €', 64, 68)
  }
  return new CanvasTexture(canvas)
}

function lines(points: number[], color: number): LineSegments {
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new Float32BufferAttribute(points, 3))
  return new LineSegments(geometry, new LineBasicMaterial({ color }))
}
