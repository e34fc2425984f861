import { expect, test } from 'vitest'
import { judgeStream, streamCauses, type StreamFacts } from '#backend/run/stream-verdict.ts'

/** An hour at a hundred lines a second, with nothing amiss. */
const fine: StreamFacts = { lines: 360_000, resends: 0, streamedMs: 3_600_000, emptyMs: 0, hostMs: 0, window: 4 }

test.each([
  ['every line in time and none asked for again', {}, 'perfect'],
  ['some tens of milliseconds, which no planner lets through', { hostMs: 80, emptyMs: 80 }, 'perfect'],
  ['one line in a thousand asked for again', { resends: 360 }, 'good'],
  ['this machine late by half a second in an hour', { hostMs: 500, emptyMs: 500 }, 'good'],
  ['this machine late by six seconds in an hour', { hostMs: 6000, emptyMs: 6000 }, 'host'],
  [
    'this machine late for a fiftieth of a short print',
    { lines: 6000, streamedMs: 60_000, hostMs: 1200, emptyMs: 1200 },
    'host',
  ],
  ['one line in fifty asked for again', { resends: 7200, emptyMs: 216_000 }, 'cable'],
  ['a late machine and a bad cable: what we can mend ourselves comes first', { hostMs: 60_000, resends: 7200 }, 'host'],
  ['few lines asked for again, but long waits for lost answers', { resends: 90, emptyMs: 90_000 }, 'cable'],
  ['no line lost, nobody late, and the firmware often without a line', { emptyMs: 720_000 }, 'wire'],
  ['the firmware without a line for one part in a hundred', { emptyMs: 36_000 }, 'perfect'],
  ['fifty lines', { lines: 50, resends: 50 }, 'too-short'],
  ['one second', { streamedMs: 1000, hostMs: 1000 }, 'too-short'],
  ['nothing at all', { lines: 0, streamedMs: 0 }, 'too-short'],
] satisfies [string, Partial<StreamFacts>, (typeof streamCauses)[number]][])('%s', (_what, facts, cause) =>
  expect(judgeStream({ ...fine, ...facts }).cause).toBe(cause),
)

test('lines a second, the part that was asked for again, and the part with nothing to do', () => {
  expect(judgeStream({ ...fine, resends: 3600, emptyMs: 36_000 })).toMatchObject({
    linesPerSecond: 100,
    resendRatio: 0.01,
    emptyShare: 0.01,
    window: 4,
  })
})

test('figures that make no sense give no figure that makes none', () => {
  const verdict = judgeStream({ ...fine, streamedMs: -5, emptyMs: 1e12, hostMs: -1 })
  for (const value of Object.values(verdict)) expect(value).not.toBeNaN()
  expect(verdict).toMatchObject({ linesPerSecond: 0, emptyShare: 0 })
  expect(judgeStream({ ...fine, emptyMs: 1e12 }).emptyShare).toBe(1)
})
