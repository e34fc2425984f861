// How soon a model or a program is seen in headless Chromium: the boat right after its upload, then files as large as people
// send, beside a page that fetches the file itself and reads it with three's STLLoader.
import { spawn } from 'node:child_process'
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, row } from './harness.mjs'
import { writeRings, writeSphere } from './large-files.mjs'

const root = join(import.meta.dirname, '..', '..')
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]

export async function viewer({ cases }) {
  const { chromium } = await import('@playwright/test')
  const data = mkdtempSync(join(tmpdir(), 'etabli-bench-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const server = spawn(
    process.execPath,
    ['dist/backend/cli.mjs', 'serve', '--port', String(port), '--data', data, '--sample', '--no-bridge'],
    { cwd: root, stdio: 'ignore' },
  )
  while (!(await fetch(`${base}/healthz`).catch(() => undefined))?.ok)
    await new Promise((resolve) => setTimeout(resolve, 50))
  const browser = await chromium.launch(JSON.parse(readFileSync(join(root, 'test/support/chromium.json'), 'utf8')))
  const { members } = JSON.parse(readFileSync(join(data, 'sample.json'), 'utf8'))
  const ines = members.find(({ name }) => name === 'Inès')
  const lab = { base, browser, ines, data, pid: server.pid }

  const rows = []
  try {
    for (const [name, measure] of Object.entries(parts))
      if (cases.length === 0 || cases.includes(name)) rows.push(...(await measure(lab)))
  } finally {
    await browser.close()
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
  return rows
}

const parts = { boat, model, program, huge }
viewer.cases = Object.keys(parts)

/** A phone, signed in, that notes what keeps its page's own thread busy. */
async function phone({ base, browser, ines }) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await page.addInitScript(() => {
    window.longTasks = []
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration])
    }).observe({ type: 'longtask', buffered: true })
  })
  await page.request.post(`${base}/api/session`, { data: { name: ines.name, passphrase: ines.passphrase } })
  return page
}

/** Sends a file by the page; gives the address of its job, and when its last byte had left. */
async function send(lab, page, path) {
  await page.goto(`${lab.base}/print`)
  let ended = 0
  // The request that carries the last byte: its body has left, its answer comes when the model has been read.
  page.on('request', (request) => {
    if (request.method() === 'PATCH') ended = performance.now()
  })
  await page.locator('input[type=file]').setInputFiles(path)
  await page.waitForURL(/\/jobs\/./, { timeout: 300_000 })
  return { url: page.url(), ended }
}

const marked = (page, name) =>
  page.waitForFunction((wanted) => performance.getEntriesByName(wanted)[0]?.startTime, name, { timeout: 120_000 })

/** A fresh phone opens the page of a job: ms from its first request, and bytes. */
async function open(lab, url, mark) {
  const page = await phone(lab)
  let bytes = 0
  page.on('response', async (response) => {
    if (!/preview|layers|toolpath/.test(response.url())) return
    await response.finished()
    bytes += (await response.request().sizes()).responseBodySize
  })
  await page.goto(url)
  const drawn = await (await marked(page, mark)).jsonValue()
  const picture = await page.evaluate(
    () => performance.getEntriesByType('resource').find(({ name }) => name.includes('thumbnail'))?.responseEnd ?? NaN,
  )
  return { page, drawn, picture, bytes: () => bytes }
}

async function boat(lab) {
  const pictures = []
  const drawn = []
  for (let n = 0; n < 5; n++) {
    const page = await phone(lab)
    const { ended } = await send(lab, page, join(root, 'test/fixtures/models/boatlet.stl'))
    await page.locator('img[src*="thumbnail"]').first().waitFor()
    pictures.push(performance.now() - ended)
    await marked(page, 'model-drawn')
    drawn.push(performance.now() - ended)
    await page.context().close()
  }
  return [
    row('boatlet.stl (22,546 triangles): upload sent to picture', {
      ...{ ours: median(pictures), unit: 'ms', goal: '< 2000', met: median(pictures) < 2000 },
    }),
    row('the same, to the first frame in 3D (software rendering)', {
      ...{ ours: median(drawn), unit: 'ms', goal: '< 4000', met: median(drawn) < 4000 },
    }),
  ]
}

async function model(lab) {
  const path = join(lab.data, 'sphere.stl')
  const triangles = writeSphere(path, 1e6)
  const page = await phone(lab)
  const { url } = await send(lab, page, path)
  await page.context().close()
  const peer = await loaderPage(path)
  const [ours, pictures, theirs, longest] = [[], [], [], []]
  let bytes = 0
  for (let n = 0; n < 3; n++) {
    const opened = await open(lab, url, 'model-drawn')
    ours.push(opened.drawn)
    pictures.push(opened.picture)
    bytes = opened.bytes()
    longest.push(await opened.page.evaluate(() => Math.max(0, ...window.longTasks.map(([, duration]) => duration))))
    await opened.page.context().close()

    const other = await (await lab.browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
    await other.goto(peer.url)
    theirs.push(await (await marked(other, 'model-drawn')).jsonValue())
    await other.context().close()
  }
  await peer.close()
  const name = `${triangles.toLocaleString('en')} triangles, page opened`
  const loader = { peer: median(theirs), peerName: 'fetch + STLLoader', unit: 'ms' }
  return [
    row(`${name}: to its picture`, {
      ...{ ours: median(pictures), ...loader, goal: '≤ 1/5', met: median(pictures) <= median(theirs) / 5 },
    }),
    row('the same, to the first frame in 3D', {
      ...{ ours: median(ours), ...loader, goal: '≤ 1/2', met: median(ours) <= median(theirs) / 2 },
    }),
    row('bytes of that frame', {
      ...{ ours: bytes / 1e6, peer: statSync(path).size / 1e6, peerName: 'the file', unit: 'MB' },
      ...{ goal: '≤ 1/15', met: bytes <= statSync(path).size / 15 },
    }),
    row('the page’s own thread, blocked at most', {
      ...{ ours: median(longest), unit: 'ms', goal: '≤ 50', met: median(longest) <= 50 },
    }),
  ]
}

async function program(lab) {
  const path = join(lab.data, 'rings.gcode')
  const { layers, moves } = writeRings(path, 100e6)
  const page = await phone(lab)
  const { url, ended } = await send(lab, page, path)
  await marked(page, 'layer-drawn')
  const first = performance.now() - ended
  await page.context().close()
  const opened = await open(lab, url, 'layer-drawn')
  const bytes = opened.bytes()
  await opened.page.waitForTimeout(4000)
  const changes = []
  for (let n = 1; n <= 12; n++) {
    // From rest: without a graphics card the frame before would still be drawn.
    await opened.page.waitForTimeout(500)
    changes.push(
      await opened.page.evaluate(async (layer) => {
        const slider = document.querySelector('input[type=range]')
        const start = performance.now()
        slider.value = String(layer)
        slider.dispatchEvent(new Event('input', { bubbles: true }))
        while (!(performance.getEntriesByName('layer-shown').at(-1)?.startTime > start))
          await new Promise((resolve) => setTimeout(resolve, 2))
        return performance.getEntriesByName('layer-shown').at(-1).startTime - start
      }, 20 * n),
    )
  }
  const longest = await opened.page.evaluate(() => Math.max(0, ...window.longTasks.map(([, duration]) => duration)))
  const heap = await heapOf(opened.page)
  await opened.page.context().close()
  const name = `G-code of 100 MB, ${moves.toLocaleString('en')} moves, ${layers} layers`
  return [
    row(`${name}: upload sent to its first layer drawn`, { ours: first, unit: 'ms' }),
    row('page opened, to its first layer drawn', { ours: opened.drawn, unit: 'ms' }),
    row('bytes until then', { ours: bytes / 1e6, peer: 100, peerName: 'the file', unit: 'MB' }),
    row('another layer by the slider (12,000 moves), slowest of twelve', {
      ...{ ours: Math.max(...changes), unit: 'ms', goal: '≤ 150', met: Math.max(...changes) <= 150 },
    }),
    row('the page’s own thread, blocked at most', { ours: longest, unit: 'ms', goal: '≤ 50', met: longest <= 50 }),
    row('the page’s memory (JavaScript heap)', { ours: heap, unit: 'MB' }),
  ]
}

async function huge(lab) {
  const path = join(lab.data, 'huge.stl')
  const triangles = writeSphere(path, 5e6)
  const page = await phone(lab)
  const { url, ended } = await send(lab, page, path)
  await page.locator('img[src*="thumbnail"]').first().waitFor()
  const picture = performance.now() - ended
  await marked(page, 'model-drawn')
  const drawn = performance.now() - ended
  await page.context().close()
  const opened = await open(lab, url, 'model-drawn')
  const heap = await heapOf(opened.page)
  await opened.page.context().close()
  const memory = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${lab.pid}/status`, 'utf8'))?.[1]) / 1000
  return [
    row(`STL of 250 MB, ${triangles.toLocaleString('en')} triangles: upload sent to picture`, {
      ours: picture,
      unit: 'ms',
    }),
    row('the same, to the first frame in 3D', { ours: drawn, unit: 'ms' }),
    row('page opened again, to that frame', { ours: opened.drawn, unit: 'ms' }),
    row('the page’s memory (JavaScript heap)', { ours: heap, unit: 'MB' }),
    row('the server’s memory at its peak', { ours: memory, unit: 'MB' }),
  ]
}

async function heapOf(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize, backingStorageSize = 0 } = await session.send('Runtime.getHeapUsage')
  return (usedSize + backingStorageSize) / 1e6
}

/** The plain way: fetch the file, STLLoader, normals and box, one frame. */
async function loaderPage(path) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    stdin: {
      resolveDir: root,
      contents: `
        import { AmbientLight, DirectionalLight, Mesh, MeshLambertMaterial, PerspectiveCamera, Scene, WebGLRenderer } from 'three'
        import { STLLoader } from 'three/addons/loaders/STLLoader.js'
        const bytes = await (await fetch('/file.stl')).arrayBuffer()
        const geometry = new STLLoader().parse(bytes)
        geometry.computeVertexNormals()
        geometry.computeBoundingBox()
        const canvas = document.body.appendChild(document.createElement('canvas'))
        const renderer = new WebGLRenderer({ canvas, antialias: true })
        renderer.setSize(370, 277)
        const scene = new Scene().add(new AmbientLight(), new DirectionalLight(), new Mesh(geometry, new MeshLambertMaterial()))
        const camera = new PerspectiveCamera(32, 4 / 3, 1, 1000)
        camera.position.set(150, 150, 150)
        camera.lookAt(0, 0, 40)
        renderer.render(scene, camera)
        renderer.getContext().finish()
        performance.mark('model-drawn')`,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  })
  const port = await freePort()
  const server = createServer((request, response) => {
    if (request.url === '/file.stl') {
      response.setHeader('content-length', statSync(path).size)
      createReadStream(path).pipe(response)
    } else if (request.url === '/page.js') {
      response.setHeader('content-type', 'text/javascript')
      response.end(outputFiles[0].contents)
    } else response.setHeader('content-type', 'text/html').end('<body><script type="module" src="/page.js"></script>')
  }).listen(port)
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((resolve) => server.close(resolve)) }
}
