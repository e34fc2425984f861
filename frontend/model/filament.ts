import { DoubleSide, MeshLambertMaterial } from 'three'
import { overhangCosine } from '#backend/mesh/rest.ts'

/** The colour of the server's picture (backend/mesh/raster.ts). */
const colour = 0xee7f38

/**
 * The part's material. What leans out too far to be printed on air is marked as it is drawn, from the way each point faces:
 * turning the part costs nothing. What lies on the bed (lower than 0.2 mm) is not marked.
 */
export function createFilament() {
  const marked = { value: 0 }
  const material = new MeshLambertMaterial({ color: colour, flatShading: true, side: DoubleSide })
  material.onBeforeCompile = (shader) => {
    shader.uniforms.markOverhang = marked
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nvarying float heightOverBed;\nvarying vec3 outward;')
      .replace(
        '#include <project_vertex>',
        `#include <project_vertex>
        vec4 onBed = modelMatrix * instanceMatrix * vec4(transformed, 1.0);
        heightOverBed = onBed.z;
        outward = onBed.xyz;`,
      )
    shader.fragmentShader = shader.fragmentShader
      .replace(
        '#include <common>',
        '#include <common>\nuniform float markOverhang;\nvarying float heightOverBed;\nvarying vec3 outward;',
      )
      .replace(
        '#include <color_fragment>',
        `#include <color_fragment>
        // The face's own normal, from how its points change over the screen; gl_FrontFacing says which side we see.
        vec3 face = normalize(cross(dFdx(outward), dFdy(outward)));
        float down = gl_FrontFacing ? -face.z : face.z;
        bool hangs = down > ${overhangCosine.toFixed(4)} && heightOverBed > 0.2;
        if (markOverhang > 0.5 && hangs) diffuseColor.rgb = vec3(0.62, 0.0, 0.02);`,
      )
  }
  return { material, markOverhang: (isMarked: boolean) => (marked.value = isMarked ? 1 : 0) }
}
