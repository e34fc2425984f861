// The simplest correct sender: numbers, checksums, one line in flight, on the product's own port. What every popular
// host does, without their weight. Bundled by senders.mjs; `node ping-pong.mjs FILE PORT BAUD`.
import { readFileSync } from 'node:fs'
import { frame } from '#firmware-bridge/stream/framing.ts'
import { openPort } from '#firmware-bridge/port/open-port.ts'

const [path, address, baud] = process.argv.slice(2)
const lines = readFileSync(path, 'latin1').trimEnd().split('\n')
const port = await openPort(address, Number(baud))

let next = 0
let begun = 0
await new Promise((done) => {
  const send = () => {
    if (next > lines.length) return done()
    if (next === 1) begun = performance.now()
    port.write(`${next === 0 ? frame(0, 'M110 N0') : frame(next, lines[next - 1])}\n`)
    next++
  }
  port.onLine((line) => {
    if (line.startsWith('ok')) send()
  })
  send()
})
console.log(JSON.stringify({ seconds: (performance.now() - begun) / 1000 }))
await port.close()
process.exit()
