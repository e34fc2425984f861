import { followPointers, type Moves } from './gestures.ts'

/** A scene as a canvas shows it. */
type Shown = Omit<Moves, 'tap'> & { resize(width: number, height: number): void; home(): void; dispose(): void }

/** A turn by a key or a button: 15°. */
const step = 0.26

/** What keys and buttons do with the view, by key. */
export const viewMoves = (scene: () => Shown | undefined): Record<string, () => void> => ({
  ArrowLeft: () => scene()?.turn(-step, 0),
  ArrowRight: () => scene()?.turn(step, 0),
  ArrowUp: () => scene()?.turn(0, step),
  ArrowDown: () => scene()?.turn(0, -step),
  '+': () => scene()?.zoom(1.25),
  '=': () => scene()?.zoom(1.25),
  '-': () => scene()?.zoom(0.8),
  Home: () => scene()?.home(),
})

/**
 * Keeps a scene in a canvas, as large as it, turned by fingers, until the returned function is called. `make` fetches what it
 * needs and makes the scene; `fill` puts something into it. `onfail`: there is no 3D here, or what it needs does not come.
 */
export function showStage<S extends Shown>(
  canvas: HTMLCanvasElement,
  stage: {
    make: (signal: AbortSignal) => Promise<S>
    fill: (scene: S, signal: AbortSignal) => unknown
    onfail: () => void
    tap?: Moves['tap']
  },
): () => void {
  const leaving = new AbortController()
  const ends: (() => void)[] = [() => leaving.abort()]

  async function open(): Promise<void> {
    const made = await stage.make(leaving.signal)
    if (leaving.signal.aborted) return made.dispose()
    const watcher = new ResizeObserver(() => made.resize(canvas.clientWidth, canvas.clientHeight))
    watcher.observe(canvas)
    made.resize(canvas.clientWidth, canvas.clientHeight)
    ends.push(
      () => watcher.disconnect(),
      followPointers(canvas, { ...made, tap: stage.tap ?? (() => {}) }),
      () => made.dispose(),
    )
    await stage.fill(made, leaving.signal)
  }

  open().catch(() => {
    if (!leaving.signal.aborted) stage.onfail()
  })
  return () => ends.forEach((end) => end())
}
