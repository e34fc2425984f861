// What `npm run check` runs once the dependencies are there: each of these by itself, two at a time, the longest first.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'

const checks = [
  'eslint .',
  'prettier --check .',
  'svelte-check --tsconfig frontend/tsconfig.json --fail-on-warnings',
  'tsc',
  'tsc -p frontend/tsconfig.json',
  'depcruise backend firmware-bridge frontend migrations',
  'knip',
]

const began = performance.now()
const failed = []
const waiting = [...checks]
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work))
console.log(failed.length ? `\n✘ ${failed.join(' · ')}` : `✓ all, ${seconds(began)}`)
process.exitCode = failed.length ? 1 : 0

async function work() {
  for (let check = waiting.shift(); check; check = waiting.shift()) {
    const start = performance.now()
    const { code, output } = await run(check)
    if (code !== 0) failed.push(check)
    // What passed has nothing to say; what did not says all of it.
    console.log(`${code === 0 ? '✓' : '✘'} ${check} (${seconds(start)})${code === 0 ? '' : `\n${output}`}`)
  }
}

function run(check) {
  return new Promise((resolve) => {
    const output = []
    const child = spawn('npx', ['--no-install', ...check.split(' ')], { stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (text) => output.push(text))
    child.stderr.on('data', (text) => output.push(text))
    child.on('error', (error) => resolve({ code: 1, output: String(error) }))
    child.on('close', (code) => resolve({ code, output: Buffer.concat(output).toString() }))
  })
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(0)} s`
}
