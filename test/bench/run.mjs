import { runNamed } from './harness.mjs'
import { start } from './start.mjs'

await runNamed({ start }, 'bench')
