import { runNamed } from './harness.mjs'
import { booking } from './booking.mjs'
import { calendar } from './calendar.mjs'
import { gcode, mesh } from './reading.mjs'
import { slicing } from './slicing.mjs'
import { start } from './start.mjs'
import { stream } from './stream.mjs'
import { viewer } from './viewer.mjs'

await runNamed({ start, stream, mesh, gcode, slicing, viewer, booking, calendar }, 'bench')
