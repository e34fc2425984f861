import {
  asItComes,
  boxOf,
  thenDown,
  thenRound,
  turned,
  upIn,
  type Placement,
  type Turn,
} from '#backend/mesh/placement.ts'
import type { PrintJob } from '#backend/print-job/schema.ts'
import { overhangOf, type Rest } from '#backend/mesh/rest.ts'
import type { MeshData } from '../model/scene.ts'

/** Long enough for the next press of a button, short enough not to wait. */
const settledMs = 700

/** How the maker lays a model, while they try: the picture follows at once, the server hears when they stop. */
export class Placing {
  placement = $state.raw<Placement>(asItComes)
  mesh = $state.raw<MeshData>()
  /** Its size in mm, what hangs and what touches the bed in mm²; once the mesh is there. */
  lying = $derived.by(() => (this.mesh ? lyingOf(this.mesh, this.placement) : undefined))
  #rests: Rest[]
  #save: (placement: Placement) => unknown
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(job: PrintJob, save: (placement: Placement) => unknown) {
    if (job.placement) this.placement = withoutSize(job.placement)
    this.#rests = job.model?.rests ?? []
    this.#save = save
  }

  /** The side that is down now among those offered; -1 for none of them. */
  get side(): number {
    return this.#rests.findIndex(({ down }) => turned(down, this.placement.turn)[2] < -0.9999)
  }
  get sides(): number {
    return this.#rests.length
  }
  get isBest(): boolean {
    return this.side === 0
  }
  /** mm² that hang less if it lay at its best. */
  get gain(): number {
    const best = this.#rests[0]
    return best && this.lying ? this.lying.overhang - best.overhang * this.placement.scale ** 2 : 0
  }
  get isAsItComes(): boolean {
    return this.placement.turn.join() === asItComes.turn.join()
  }

  round(axis: 'x' | 'y' | 'z', quarters = 1): void {
    this.#turn(thenRound(this.placement.turn, axis, (quarters * Math.PI) / 2))
  }
  /** Lays a direction of the model down. */
  lay(down: [number, number, number]): void {
    this.#turn(thenDown(down, this.placement.turn))
  }
  layBest(): void {
    const best = this.#rests[0]
    if (best) this.lay(best.down)
  }
  layNext(): void {
    const next = this.#rests[(this.side + 1) % Math.max(1, this.#rests.length)]
    if (next) this.lay(next.down)
  }
  asInFile(): void {
    this.#turn(asItComes.turn)
  }
  resize(scale: number): void {
    this.#set({ ...this.placement, scale: Math.round(scale * 1e4) / 1e4 })
  }
  repeat(copies: number): void {
    this.#set({ ...this.placement, copies })
  }

  /** What was not sent yet is sent now. */
  async flush(): Promise<void> {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    await this.#save(this.placement)
  }

  #turn(turn: Turn): void {
    this.#set({ ...this.placement, turn })
  }
  #set(placement: Placement): void {
    this.placement = placement
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), settledMs)
  }
}

function lyingOf({ positions, indices }: MeshData, { turn, scale }: Placement) {
  const box = boxOf(positions, { turn, scale })
  const down = upIn(turn).map((value) => -value) as [number, number, number]
  const { overhang, contact } = overhangOf({ vertices: positions, indices }, down)
  return { size: box.size, overhang: overhang * scale ** 2, contact: contact * scale ** 2 }
}

const withoutSize = ({ turn, scale, copies }: Placement): Placement => ({ turn, scale, copies })
