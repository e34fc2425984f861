import { AmbientLight, Color, DirectionalLight, Group, PerspectiveCamera, Scene, Vector3, WebGLRenderer } from 'three'

/** Mid-grey in the light and in the dark theme: the part must look the same in both. */
const background = 0x848b94
/** The first view is that of the server's picture (backend/mesh/raster.ts): nothing jumps when 3D comes. */
const start = { azimuth: (32 * Math.PI) / 180, elevation: (27 * Math.PI) / 180 }
const fieldOfView = 32
/** From under the bed one sees what hangs. */
const lowest = -0.9

/** Where things are shown: light, an eye that turns round a point and comes closer, and one drawing a frame at most. Z is up. */
export function createStage(canvas: HTMLCanvasElement, onDrawn: () => void) {
  const renderer = new WebGLRenderer({ canvas, antialias: true })
  const scene = new Scene()
  const camera = new PerspectiveCamera(fieldOfView, 1, 1, 5000)
  const content = new Group()
  const target = new Vector3()
  let { azimuth, elevation } = start
  let radius = 50
  let closeness = 1
  let frame = 0

  renderer.setPixelRatio(Math.min(window.devicePixelRatio, 2))
  scene.background = new Color(background)
  camera.up.set(0, 0, 1)
  // The lamp travels with the eye, so that no side is ever black.
  const lamp = new DirectionalLight(0xffffff, 2.4)
  lamp.position.set(-0.45, 0.7, 0.75)
  camera.add(lamp)
  scene.add(camera, new AmbientLight(0xffffff, 0.9), content)

  function draw(): void {
    frame = 0
    const nearest = (radius / Math.sin(((fieldOfView / 2) * Math.PI) / 180)) * Math.max(1, 0.9 / camera.aspect)
    const distance = nearest / closeness
    camera.near = nearest / 50
    camera.far = nearest * 12
    camera.updateProjectionMatrix()
    camera.position.set(
      target.x + distance * Math.cos(elevation) * Math.sin(azimuth),
      target.y - distance * Math.cos(elevation) * Math.cos(azimuth),
      target.z + distance * Math.sin(elevation),
    )
    camera.lookAt(target)
    renderer.render(scene, camera)
    onDrawn()
  }
  const redraw = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw)
  }

  return {
    canvas,
    camera,
    content,
    redraw,
    /** What the first view has in it: a ball of this radius (mm) round a point. */
    lookAt(x: number, y: number, z: number, around: number): void {
      target.set(x, y, z)
      radius = around
      redraw()
    },
    resize(width: number, height: number): void {
      if (width === 0 || height === 0) return
      renderer.setSize(width, height, false)
      camera.aspect = width / height
      redraw()
    },
    /** Turns the eye round the part, in radians. */
    turn(right: number, up: number): void {
      azimuth += right
      elevation = Math.min(1.55, Math.max(lowest, elevation + up))
      redraw()
    },
    zoom(factor: number): void {
      closeness = Math.min(8, Math.max(0.25, closeness * factor))
      redraw()
    },
    home(): void {
      ;({ azimuth, elevation } = start)
      closeness = 1
      redraw()
    },
    dispose(): void {
      cancelAnimationFrame(frame)
      renderer.dispose()
    },
  }
}
