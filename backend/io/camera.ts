import { lookup } from 'node:dns/promises'
import { request as requestHttp, type IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { BlockList, isIP } from 'node:net'
import type { CameraTrouble } from '#backend/webcam/address.ts'
import { findPicture, type Found } from '#backend/webcam/picture.ts'

export type Picture = { bytes: Buffer; type: Found['type'] }

/** The camera gave no picture, and why. */
export class NoPicture extends Error {
  readonly trouble: CameraTrouble
  constructor(trouble: CameraTrouble) {
    super(trouble)
    this.trouble = trouble
  }
}

type Numbers = (host: string) => Promise<{ address: string }[]>
export type CameraLimits = { withinMs: number; mostBytes: number; numbersOf: Numbers }
const usualLimits: CameraLimits = {
  withinMs: 5000,
  mostBytes: 4_000_000,
  numbersOf: (host) => lookup(host, { all: true }),
}

/** What a lab's own network uses. Nothing else is ever asked: not this computer, not its neighbours by cable, not the Internet. */
const labNetworks = new BlockList()
labNetworks.addSubnet('10.0.0.0', 8)
labNetworks.addSubnet('172.16.0.0', 12)
labNetworks.addSubnet('192.168.0.0', 16)
labNetworks.addSubnet('fc00::', 7, 'ipv6')
const thisComputer = new BlockList()
thisComputer.addSubnet('127.0.0.0', 8)
thisComputer.addAddress('::1', 'ipv6')

/** Whether the server may fetch a picture from there. `loopback` only where a test or a demonstration asks for it. */
export function isOnLabNetwork(address: string, loopback: boolean): boolean {
  // ::ffff:10.0.0.1 is 10.0.0.1 in other clothes.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  const ip = mapped ?? address
  const family = isIP(ip)
  if (family === 0) return false
  const kind = family === 6 ? 'ipv6' : 'ipv4'
  return labNetworks.check(ip, kind) || (loopback && thisComputer.check(ip, kind))
}

/**
 * One picture, from an address on the lab's network: decided on the number that the name stands for now, and fetched from
 * exactly that number, so that no name can point elsewhere in between. Redirects are not followed.
 */
export async function fetchPicture(url: URL, loopback: boolean, given: Partial<CameraLimits> = {}): Promise<Picture> {
  const limits = { ...usualLimits, ...given }
  const late = AbortSignal.timeout(limits.withinMs)
  const gone = new Promise<never>((_, reject) => {
    late.addEventListener('abort', () => reject(new NoPicture('too-slow')), { once: true })
  })
  gone.catch(() => {})
  return Promise.race([fetchFrom(url, loopback, limits, late), gone])
}

async function fetchFrom(url: URL, loopback: boolean, limits: CameraLimits, late: AbortSignal): Promise<Picture> {
  const address = await resolved(url.hostname.replace(/^\[|\]$/g, ''), loopback, limits.numbersOf)
  const response = await ask(url, address, late)
  try {
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400) throw new NoPicture('redirects')
    if (statusCode !== 200) throw new NoPicture('says-no')
    return await readPicture(response, isStream(headers['content-type']), limits.mostBytes)
  } finally {
    response.destroy()
  }
}

const isStream = (contentType: string | undefined): boolean =>
  /^multipart\/x-mixed-replace\b/i.test(contentType?.trim() ?? '')

/** Every number that the name stands for must be the lab's: one that also points elsewhere is not trusted with any. */
async function resolved(host: string, loopback: boolean, numbersOf: Numbers): Promise<string> {
  const found = await numbersOf(host).catch(() => [])
  const [first] = found
  if (!first) throw new NoPicture('unknown-name')
  if (!found.every(({ address }) => isOnLabNetwork(address, loopback))) throw new NoPicture('outside')
  return first.address
}

function ask(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const { username, password, hostname } = url
  const signIn = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const isHttps = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    const request = (isHttps ? requestHttps : requestHttp)(
      {
        host: address,
        port: url.port || (isHttps ? 443 : 80),
        path: `${url.pathname}${url.search}`,
        headers: {
          host: url.host,
          accept: 'image/jpeg, image/png, multipart/x-mixed-replace',
          ...(username && { authorization: `Basic ${Buffer.from(signIn).toString('base64')}` }),
        },
        agent: false,
        signal,
        // A camera's certificate is its own: on the lab's network it is worth what plain http is.
        rejectUnauthorized: false,
        ...(isHttps && isIP(hostname) === 0 && { servername: hostname }),
      },
      resolve,
    )
    request.on('error', () => reject(new NoPicture(signal.aborted ? 'too-slow' : 'no-connection')))
    request.end()
  })
}

/** As much as it takes for one whole picture, and no more. */
async function readPicture(response: IncomingMessage, stream: boolean, mostBytes: number): Promise<Picture> {
  let bytes = Buffer.alloc(0)
  let lookedAt = 0
  const chunks: Buffer[] = []
  let size = 0
  const found = (): Picture | undefined => {
    bytes = Buffer.concat([bytes, ...chunks.splice(0)])
    lookedAt = size
    const picture = findPicture(bytes, stream)
    if (picture === 'none') throw new NoPicture('no-picture')
    if (picture === 'more') return undefined
    return { type: picture.type, bytes: bytes.subarray(picture.start, picture.end) }
  }
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      // Looking costs time: the first bytes tell what it is, then each quarter more is worth a look.
      if (size < lookedAt * 1.25 && size < mostBytes) continue
      const picture = found()
      if (picture) return picture
      if (size >= mostBytes) throw new NoPicture('too-large')
    }
  } catch (error) {
    if (error instanceof NoPicture) throw error
    throw new NoPicture('no-connection')
  }
  const picture = found()
  if (!picture) throw new NoPicture('no-picture')
  return picture
}
