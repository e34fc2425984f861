/** Where one stands in a grid, counted from 0. */
export type GridPlace = { row: number; column: number }
/** How large the grid is, and how many rows a page of it holds. */
export type GridSize = { rows: number; columns: number; page: number }

type Pressed = { key: string; ctrlKey?: boolean }

/** Where a key leads, by the grid pattern of the WAI-ARIA Authoring Practices; undefined for keys that lead nowhere. */
export function placeAfter(
  { key, ctrlKey = false }: Pressed,
  { row, column }: GridPlace,
  { rows, columns, page }: GridSize,
): GridPlace | undefined {
  const to = placeOf(key, ctrlKey)
  return to && { row: within(to.row, rows), column: within(to.column, columns) }

  function placeOf(pressed: string, toTheEdge: boolean): GridPlace | undefined {
    switch (pressed) {
      case 'ArrowUp':
        return { row: row - 1, column }
      case 'ArrowDown':
        return { row: row + 1, column }
      case 'ArrowLeft':
        return { row, column: column - 1 }
      case 'ArrowRight':
        return { row, column: column + 1 }
      case 'PageUp':
        return { row: row - page, column }
      case 'PageDown':
        return { row: row + page, column }
      case 'Home':
        return { row: toTheEdge ? 0 : row, column: 0 }
      case 'End':
        return { row: toTheEdge ? rows - 1 : row, column: columns - 1 }
      default:
        return undefined
    }
  }
}

const within = (value: number, count: number): number => Math.min(Math.max(value, 0), Math.max(count - 1, 0))
