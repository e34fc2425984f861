import { runNamed } from './harness.mjs'
import { start } from './start.mjs'
import { viewer } from './viewer.mjs'

await runNamed({ start, viewer }, 'bench')
