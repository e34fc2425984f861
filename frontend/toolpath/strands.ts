import {
  Box3,
  BufferGeometry,
  Float32BufferAttribute,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  ShaderMaterial,
  Sphere,
  Vector3,
  type Box3 as Box,
} from 'three'

/** Segments of laid plastic: x, y in mm of both ends (four numbers each), red, green, blue (0–255) of each. */
export type Strands = { ends: Float32Array; colours: Uint8Array; count: number; z: number | Float32Array }

/** What most nozzles of a fablab lay down, mm. */
const width = 0.45

/**
 * Segments drawn as small roofs that catch the light, all in one call: the same four triangles, placed by each segment's own
 * ends. `z` is the top of each, or of all.
 */
export function drawStrands({ ends, colours, count, z }: Strands, height: number, dimmed: boolean): Mesh {
  const geometry = new InstancedBufferGeometry()
  // Along (0 or 1), across (−1, 0, 1): two slopes that meet in a ridge.
  geometry.setAttribute(
    'position',
    new Float32BufferAttribute([0, -1, 0, 1, -1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0], 3),
  )
  geometry.setAttribute('slope', new Float32BufferAttribute([-1, -1, -1, -1, 1, 1, 1, 1], 1))
  geometry.setIndex([0, 1, 2, 2, 1, 3, 4, 5, 6, 6, 5, 7])
  geometry.setAttribute('ends', new InstancedBufferAttribute(ends, 4))
  geometry.setAttribute('colour', new InstancedBufferAttribute(colours, 3, true))
  geometry.setAttribute(
    'top',
    new InstancedBufferAttribute(typeof z === 'number' ? new Float32Array(count).fill(z) : z, 1),
  )
  geometry.instanceCount = count
  geometry.boundingSphere = new Sphere(new Vector3(), Infinity)
  const material = new ShaderMaterial({
    uniforms: { halfWidth: { value: width / 2 }, rise: { value: height }, dim: { value: dimmed ? 0.75 : 1 } },
    vertexShader: `
      attribute vec4 ends; attribute vec3 colour; attribute float top; attribute float slope;
      uniform float halfWidth; uniform float rise; uniform float dim;
      varying vec3 shade;
      void main() {
        vec2 along = ends.zw - ends.xy;
        float span = max(length(along), 1e-4);
        vec2 forward = along / span;
        vec2 side = vec2(-forward.y, forward.x);
        // A little longer than it is, so that corners close.
        vec2 place = mix(ends.xy - forward * halfWidth * 0.5, ends.zw + forward * halfWidth * 0.5, position.x) + side * position.y * halfWidth;
        vec4 seen = modelViewMatrix * vec4(place, top - rise * (1.0 - position.z), 1.0);
        vec3 facing = normalize(normalMatrix * vec3(side * slope * 0.8, 0.6));
        float light = 0.45 + 0.65 * max(0.0, dot(facing, normalize(vec3(-0.45, 0.7, 0.75))));
        shade = colour * light * dim;
        gl_Position = projectionMatrix * seen;
      }`,
    fragmentShader: 'varying vec3 shade; void main() { gl_FragColor = vec4(shade, 1.0); }',
  })
  const mesh = new Mesh(geometry as BufferGeometry, material)
  mesh.frustumCulled = false
  return mesh
}

/** The box of some strands, for the first view. */
export function boxOfEnds(ends: Float32Array): Box {
  const box = new Box3()
  const point = new Vector3()
  for (let i = 0; i < ends.length; i += 2) box.expandByPoint(point.set(ends[i]!, ends[i + 1]!, 0))
  return box
}
