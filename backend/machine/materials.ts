import { sameName } from '#backend/base/same-name.ts'

/** The materials that a machine takes, as staff wrote them: « PLA, PETG ». Empty: any. */
export const materialsOf = (written: string): string[] =>
  written
    .split(/[,;\n]/)
    .map((name) => name.trim())
    .filter(Boolean)

/** Whether a machine takes this material. Where nobody said what a job is made of, the team looks at it. */
export function allowsMaterial(written: string, material: string | null): boolean {
  const allowed = materialsOf(written)
  return allowed.length === 0 || material === null || allowed.some((name) => sameName(name, material))
}
