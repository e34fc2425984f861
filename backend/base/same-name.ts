/** What people type twice: « pla » and « PLA » are the same material, « étudiant » and « Étudiant » the same plan. */
export const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
