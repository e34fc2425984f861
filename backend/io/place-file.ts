import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { Vector } from '#backend/mesh/measure.ts'
import { maxTriangles } from '#backend/mesh/mesh.ts'
import { createPlacing, createSizing, placedHeader, stlLayout } from '#backend/mesh/placed-stl.ts'
import type { Placement } from '#backend/mesh/placement.ts'
import { plateOf } from '#backend/slicing/plate.ts'

export type PlaceRequest = {
  placement: Placement
  bed: { bedX: number; bedY: number; bedZ: number }
  /** The STL that is written, with all copies. */
  to: string
}
/** `size` is one copy's, in mm as it lies. */
export type Placed =
  | { kind: 'placed'; size: Vector }
  | { kind: 'does-not-fit'; size: Vector }
  | { kind: 'too-many-triangles'; size: Vector }

const { headerBytes, recordBytes } = stlLayout
/** 20,000 triangles: 1 MB. */
const pieceBytes = 20_000 * recordBytes

/** Writes the canonical STL at `path` as it shall lie on a bed, copy after copy, never holding the file. */
export function placeFile(path: string, { placement, bed, to }: PlaceRequest): Placed {
  const file = openSync(path, 'r')
  try {
    const triangles = (fstatSync(file).size - headerBytes) / recordBytes
    const sizing = createSizing(placement)
    eachPiece(file, sizing.records)
    const box = sizing.end()
    if (triangles * placement.copies > maxTriangles) return { kind: 'too-many-triangles', size: box.size }
    const plate = plateOf(box.size, placement.copies, bed)
    if (!plate) return { kind: 'does-not-fit', size: box.size }
    const place = createPlacing(placement, plate.quarter)
    const moved = new Uint8Array(pieceBytes)
    const out = openSync(to, 'w')
    try {
      writeWhole(out, placedHeader(triangles * placement.copies))
      for (const where of plate.places) {
        eachPiece(file, (piece) => {
          place(piece, new DataView(moved.buffer, 0, piece.byteLength), box, where)
          writeWhole(out, moved.subarray(0, piece.byteLength))
        })
      }
    } finally {
      closeSync(out)
    }
    return { kind: 'placed', size: box.size }
  } finally {
    closeSync(file)
  }
}

function eachPiece(file: number, work: (piece: DataView) => void): void {
  const piece = new Uint8Array(pieceBytes)
  for (let at = headerBytes; ;) {
    let got = 0
    for (let read = -1; read !== 0 && got < pieceBytes; got += read)
      read = readSync(file, piece, got, pieceBytes - got, at + got)
    if (got === 0) return
    work(new DataView(piece.buffer, 0, got))
    at += got
  }
}

function writeWhole(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}
