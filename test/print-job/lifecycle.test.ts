import { expect, test } from 'vitest'
import {
  allowedActions,
  nextState,
  printJobActions,
  printJobStates,
  printJobSteps,
} from '#backend/print-job/lifecycle.ts'

const staff = { isOwner: true, isVolunteer: true, isStaff: true }
const nobody = { isOwner: false, isVolunteer: false, isStaff: false }

test('a collected, rejected or cancelled job is over', () => {
  const over = printJobStates.filter((state) => printJobActions.every((action) => !nextState(state, action)))
  expect(over).toEqual(['collected', 'rejected', 'cancelled'])
})

test('every state can be reached from a draft', () => {
  const reached = new Set(['draft'])
  for (const state of reached)
    for (const action of printJobActions) {
      const next = nextState(state as never, action)
      if (next) reached.add(next)
    }
  expect([...reached].toSorted()).toEqual([...printJobStates].toSorted())
})

test('no path leads to a run without an approval after the last change', () => {
  type Path = { state: (typeof printJobStates)[number]; approved: boolean }
  let paths: Path[] = [{ state: 'draft', approved: false }]
  for (let step = 0; step < 12; step++) {
    const next = new Map<string, Path>()
    for (const { state, approved } of paths)
      for (const action of printJobActions) {
        const to = nextState(state, action)
        if (!to) continue
        if (action === 'claim') expect(approved, `${state} → ${to}`).toBe(true)
        const isVoid = ['submit', 'send_back', 'recall'].includes(action)
        const path = { state: to, approved: action === 'approve' || (approved && !isVoid) }
        next.set(JSON.stringify(path), path)
      }
    paths = [...next.values()]
  }
})

test('nobody may start, finish or fail a job by a button: only the evidence of a run does', () => {
  for (const state of printJobStates)
    expect(allowedActions(state, staff)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/claim|finish|release|stop/)]),
    )
})

test('strangers have no button at all; an owner cannot approve', () => {
  for (const state of printJobStates) expect(allowedActions(state, nobody)).toEqual([])
  expect(allowedActions('submitted', { ...nobody, isOwner: true })).toEqual(['cancel'])
})

test('the steps that a maker sees follow each other in the table', () => {
  for (const [n, state] of printJobSteps.slice(0, -1).entries())
    expect(printJobActions.map((action) => nextState(state, action))).toContain(printJobSteps[n + 1])
})
