import { describe, expect, test } from 'vitest'
import { frame, probe } from '#firmware-bridge/stream/framing.ts'
import { readReply } from '#firmware-bridge/stream/reply.ts'
import {
  newStream,
  progressOf,
  step,
  usualSettings,
  type Effect,
  type StreamSettings,
} from '#firmware-bridge/stream/stream.ts'

const lines = Array.from({ length: 40 }, (_, i) => ({ text: `G1 X${i + 1}`, end: (i + 1) * 10 }))

/** A conversation under test: what is heard, and what is written in answer. */
function talk(window = 1, checked = true, wish: Partial<StreamSettings> = {}) {
  const stream = newStream({ ...usualSettings, window, checked, ...wish }, [], 0)
  let at = 0
  const texts = (effects: Effect[]): string[] =>
    effects.map((effect) => (effect.type === 'write' ? effect.text.trim() : effect.type))
  return {
    stream,
    feed: (count = lines.length) => texts(step(stream, { type: 'fed', lines: lines.slice(0, count), ended: true, at })),
    hear: (...replies: string[]) =>
      replies.flatMap((text) => texts(step(stream, { type: 'heard', reply: readReply(text), at }))),
    wait: (ms: number) => {
      const written: string[] = []
      for (const until = at + ms; at < until;) {
        at += 10
        written.push(...texts(step(stream, { type: 'tick', at })))
      }
      return written
    },
    tell: (type: 'pause' | 'resume' | 'poll') => texts(step(stream, { type, at })),
    say: (...ours: string[]) => texts(step(stream, { type: 'aside', lines: ours.map((text) => ({ text })), at })),
    cancel: () => texts(step(stream, { type: 'cancel', lines: [{ text: 'M104 S0' }], at })),
  }
}

const line = (n: number): string => frame(n, `G1 X${n}`)
const refusal = (last: number): string[] => [`Error:checksum mismatch, Last Line: ${last}`, `Resend: ${last + 1}`, 'ok']

test('one line, one "ok", the next line', () => {
  const { feed, hear } = talk()
  expect(feed(3)).toEqual([line(1)])
  expect(hear('ok')).toEqual([line(2)])
  expect(hear('ok')).toEqual([line(3)])
})

test('a refused line is sent again, once', () => {
  const { feed, hear, stream } = talk()
  feed(3)
  expect(hear(...refusal(0))).toEqual([line(1)])
  expect(hear('ok')).toEqual([line(2)])
  expect(stream.resends).toBe(1)
})

test('firmware that adds no "ok" to its request gets the line after a moment of silence', () => {
  const { feed, hear, wait } = talk()
  feed(3)
  expect(hear('Resend: 1')).toEqual([])
  expect(wait(50)).toEqual([line(1)])
})

test('after a silence the firmware is asked which line it took last, and nothing is sent twice before it says so', () => {
  const { feed, hear, wait } = talk()
  feed(3)
  expect(wait(1000)).toEqual([probe(1)])
  expect(hear(...refusal(1))).toEqual([line(2)])
})

test('while the firmware says that it is busy, silence means nothing', () => {
  const { feed, hear, wait } = talk()
  feed(3)
  for (let i = 0; i < 20; i++) {
    hear('echo:busy: processing')
    expect(wait(900)).toEqual([])
  }
  expect(hear('ok')).toEqual([line(2)])
})

test('"wait" from the firmware with a line under way: its "ok" was lost', () => {
  const { feed, hear, wait } = talk()
  feed(3)
  wait(200)
  expect(hear('wait')).toEqual([probe(1)])
})

test('the end is proven, not counted: the last line lost after a doubled "ok" is sent again', () => {
  const { feed, hear, stream } = talk()
  feed(2)
  expect(hear('ok')).toEqual([line(2)])
  expect(hear('ok')).toEqual([probe(2)])
  expect(hear(...refusal(1))).toEqual([line(2)])
  expect(hear('ok')).toEqual([probe(2)])
  expect(stream.mode).toBe('asking')
  expect(hear(...refusal(2))).toEqual(['done'])
})

test('one request alone does not end a print: it may be damaged', () => {
  const { feed, hear, wait } = talk()
  feed(1)
  expect(hear('ok')).toEqual([probe(1)])
  expect(hear('Resend: 2')).toEqual([])
  expect(wait(50)).toEqual([probe(1)])
  expect(hear('Resend: 2')).toEqual([])
  expect(wait(50)).toEqual(['done'])
})

describe('a request that cannot be', () => {
  test.each(['Resend: 034497', 'Resend: -5', 'Resend: 0'])('"%s" is asked again, not obeyed', (text) => {
    const { feed, hear, wait } = talk()
    feed(9)
    hear('ok', 'ok')
    expect(hear(text)).toEqual([])
    expect(wait(50)).toEqual([probe(3)])
    expect(hear(...refusal(2))).toEqual([line(3)])
  })

  test('said twice for a line that was done long ago: the firmware has restarted', () => {
    const { feed, hear } = talk()
    feed()
    for (let i = 0; i < 30; i++) hear('ok')
    expect(hear('Error:Line Number is not Last Line Number+1, Last Line: 0', 'Resend: 1')).toEqual(['failed'])
  })
})

// The words of the firmwares themselves. (safety.md F17)
test.each([
  'Error:Printer halted. kill() called!',
  'Error:MAXTEMP triggered, system stopped! Heater_ID: 0',
  'Error:MINTEMP triggered, system stopped! Heater_ID: bed',
  'Error:Thermal Runaway, system stopped! Heater_ID: 0',
  'Error:Heating failed, system stopped! Heater_ID: 0',
  'Error:Homing Failed',
  'fatal: Heater/sensor error - Printer stopped',
  '!! Shutdown due to webhooks request',
  'start',
  'echo: Watchdog Reset',
])('"%s" ends it, and nothing more is written', (text) => {
  const { feed, hear, wait } = talk()
  feed(9)
  expect(hear(text)).toEqual(['failed'])
  expect([...hear('ok', ...refusal(0)), ...wait(5000)]).toEqual([])
})

test('a firmware that never answers again is given up', () => {
  const { feed, wait } = talk()
  feed(9)
  const written = wait(200_000)
  expect(written.at(-1)).toBe('failed')
  expect(new Set(written.slice(0, -1))).toEqual(new Set([probe(1)]))
})

test('paused: the line under way is still sent again when asked for, fresh ones wait', () => {
  const { feed, hear, tell } = talk()
  feed(3)
  tell('pause')
  expect(hear(...refusal(0))).toEqual([line(1)])
  expect(hear('ok')).toEqual([])
  expect(tell('resume')).toEqual([line(2)])
})

test('in a pause lines of our own are sent and answered; those of the file wait, and count for themselves', () => {
  const { feed, hear, tell, say, stream } = talk()
  feed(3)
  tell('pause')
  expect(say('M400', 'M114')).toEqual([])
  expect(hear('ok')).toEqual([frame(2, 'M400')])
  expect(hear('ok')).toEqual([frame(3, 'M114')])
  expect(hear('ok')).toEqual([])
  expect(progressOf(stream)).toEqual({ lines: 1, bytes: 10 })
  expect(tell('resume')).toEqual([frame(4, 'G1 X2')])
  hear('ok')
  expect(progressOf(stream)).toEqual({ lines: 2, bytes: 20 })
})

test('temperatures are asked for in a slot of the stream, also in a pause', () => {
  const { feed, hear, tell } = talk()
  feed(3)
  expect(tell('poll')).toEqual([])
  expect(hear('ok')).toEqual([frame(2, 'M105')])
  expect(hear('ok T:20 /0 B:20 /0')).toEqual([frame(3, 'G1 X2')])
  tell('pause')
  hear('ok')
  expect(tell('poll')).toEqual([frame(4, 'M105')])
})

test('progress counts lines of the file, not ours, and knows where in the file they end', () => {
  const { feed, hear, tell, stream } = talk()
  feed(3)
  tell('poll')
  hear('ok', 'ok T:20 /0 B:20 /0')
  expect(progressOf(stream)).toEqual({ lines: 1, bytes: 10 })
  hear('ok')
  expect(progressOf(stream)).toEqual({ lines: 2, bytes: 20 })
})

test('cancelled: nothing more of the file, the closing lines, and the end is proven', () => {
  const { feed, hear, cancel } = talk()
  feed(9)
  expect(cancel()).toEqual([])
  expect(hear('ok')).toEqual([frame(2, 'M104 S0')])
  expect(hear('ok')).toEqual([probe(2)])
  expect(hear(...refusal(2))).toEqual(['done'])
})

describe('with several lines in flight', () => {
  const bytes = (texts: string[]): number => texts.reduce((sum, text) => sum + text.length + 1, 0)

  test('it begins with one, and each "ok" admits one more, up to the window', () => {
    const { feed, hear } = talk(3)
    expect(feed()).toEqual([line(1)])
    expect(hear('ok')).toEqual([2, 3].map(line))
    expect(hear('ok')).toEqual([4, 5].map(line))
    expect(hear('ok')).toEqual([line(6)])
  })

  test('what is under way never exceeds the receive buffer', () => {
    const { feed, hear, stream } = talk(64)
    const written = feed()
    for (let oks = 1; oks <= 20; oks++) {
      written.push(...hear('ok'))
      expect(bytes(written.slice(oks))).toBeLessThanOrEqual(127)
    }
    expect(stream.window).toBeGreaterThan(20)
    expect(bytes([...written.slice(20), line(written.length + 1)])).toBeGreaterThan(127)
  })

  test('where "ok" says that a line is done, the one that the firmware is at has left the receive buffer', () => {
    const { feed, hear, wait, stream } = talk(64, true, { okOnceDone: true })
    const written = feed()
    for (let oks = 1; oks <= 20; oks++) {
      written.push(...hear('ok'))
      expect(bytes(written.slice(oks + 1))).toBeLessThanOrEqual(127)
    }
    expect(bytes(written.slice(20))).toBeGreaterThan(127)
    // Refused at line 23 with two "ok"s still to come: nobody knows any more which line the firmware is at.
    hear(...refusal(22))
    wait(50)
    expect(stream.isExact).toBe(false)
  })

  test('an "ok" with a number acknowledges those before it', () => {
    const { feed, hear, stream } = talk(4)
    feed()
    hear('ok N1 P15 B3', 'ok N3 P15 B3')
    expect(stream.acked).toBe(3)
  })

  test('B of an "ok" tells how many lines have left the receive buffer for the queue', () => {
    const plain = talk(64)
    const advanced = talk(64)
    plain.feed()
    advanced.feed()
    for (let n = 1; n <= 12; n++) {
      plain.hear('ok')
      advanced.hear(`ok N${n} P15 B${n === 1 ? 3 : 0}`)
    }
    // Three lines more: those that stand in the queue behind the one that was answered.
    expect(advanced.stream.sent - plain.stream.sent).toBe(3)
  })

  test('after a refusal one line goes again alone, and then the window opens anew', () => {
    const { feed, hear, wait } = talk(3)
    feed()
    hear('ok', 'ok')
    expect(hear(...refusal(2), ...refusal(2))).toEqual([])
    expect(wait(50)).toEqual([line(3)])
    expect(hear('ok')).toEqual([4, 5].map(line))
    expect(hear('ok')).toEqual([6, 7].map(line))
  })

  test('firmware that says its receive buffer ran over gets half as much', () => {
    const { feed, hear, stream } = talk(64)
    feed()
    hear('ok', 'RX BUF overflow, increase RX_BUFFER_SIZE')
    expect(stream.rxBudget).toBe(63)
  })

  test('two refusals right after a long silence look like an overrun too', () => {
    const { feed, hear, wait, stream } = talk(64)
    feed()
    for (let n = 1; n <= 6; n++) hear('ok')
    for (let times = 0; times < 2; times++) {
      wait(400)
      hear(...refusal(6 + times))
      wait(50)
      hear('ok')
    }
    expect(stream.rxBudget).toBe(63)
  })

  test('a line refused again and again is followed one at a time for a long while', () => {
    const { feed, hear, wait, stream } = talk(64)
    feed()
    hear('ok', 'ok', ...refusal(2))
    for (let times = 0; times < 4; times++) {
      wait(50)
      hear(...refusal(2))
    }
    wait(50)
    for (let n = 0; n < 6; n++) hear('ok')
    expect([stream.mode, stream.window]).toEqual(['run', 1])
  })
})

test('firmware that does not count is never sent anything twice', () => {
  const { feed, hear, wait } = talk(1, false)
  feed(2)
  expect(wait(5000)).toEqual(['M105'])
  expect(hear('ok T:20 /0 B:20 /0')).toEqual([line(2)])
  expect(hear('ok')).toEqual(['done'])
})

describe('a long silence', () => {
  const silent = { ...usualSettings, window: 64 }

  /** The start of a file, sent to firmware that says nothing of itself; then `lines` answered, and silence. */
  function begin(texts: string[], answered: string[][]) {
    const stream = newStream(silent, [], 0)
    const source = texts.map((text, i) => ({ text, end: i + 1 }))
    step(stream, { type: 'fed', lines: source, ended: false, at: 0 })
    for (const replies of answered)
      for (const text of replies) step(stream, { type: 'heard', reply: readReply(text), at: 0 })
    return (seconds: number) => {
      for (let at = 0; at < seconds * 1000; at += 20) step(stream, { type: 'tick', at })
      return stream.mode
    }
  }

  test('while homing means nothing, though the wait for the temperature before it had told temperatures', () => {
    const wait = begin(
      ['M109 S200', 'G28', 'G1 X1'],
      [['T:50.0 /200.0 B:20.0 /0.0', 'T:200.0 /200.0 B:20.0 /0.0', 'ok']],
    )
    expect(wait(100)).not.toBe('failed')
  })

  test('while probing the bed means nothing either, though a doubled "ok" had counted it as done', () => {
    const wait = begin(['G21', 'G29', 'G1 X1', 'G1 X2'], [['ok'], ['ok']])
    expect(wait(300)).not.toBe('failed')
  })

  test('at a move ends the print, and the printer is told to cool down', () => {
    expect(begin(['G21', 'G1 X1', 'G1 X2'], [['ok']])(200)).toBe('failed')
  })

  test('while the filament is changed writes next to nothing into a full receive buffer', () => {
    const stream = newStream(silent, [], 0)
    const source = [{ text: 'M600' }, ...lines]
    const written: string[] = []
    const play = (event: Parameters<typeof step>[1]): void => {
      for (const effect of step(stream, event)) if (effect.type === 'write') written.push(effect.text)
    }
    stream.window = 64
    play({ type: 'fed', lines: source, ended: true, at: 0 })
    const before = written.length
    for (let at = 0; at < 3_600_000; at += 20) play({ type: 'tick', at })
    expect(stream.mode).not.toBe('failed')
    expect(written.length - before).toBeLessThanOrEqual(60)
  })
})
