import type { Server } from 'node:http'
import { networkInterfaces } from 'node:os'
import type { AddressInfo } from 'node:net'
import type { Network } from './app.ts'

export type Listening = Network & { listen: () => Promise<void>; port: () => number }

type Options = {
  http: Server
  port: number
  host: string | undefined
  publicUrl: string | undefined
  openAtStart: boolean
  /** Called with the address once phones can reach it. */
  opened: (url: string) => void
}

/**
 * Where the server listens. Until the lab is opened to its network only this machine reaches it; `host` overrules both.
 * Opening and closing keeps the connections that are there.
 */
export function createNetwork({ http, port: wanted, host, publicUrl, openAtStart, opened }: Options): Listening {
  let isOpen = openAtStart
  const port = (): number => (http.address() as AddressInfo | null)?.port ?? wanted
  const address = (): string => host ?? (isOpen ? '0.0.0.0' : '127.0.0.1')
  const reachesNetwork = (): boolean => !['127.0.0.1', 'localhost', '::1'].includes(address())

  const listen = (onPort: number): Promise<void> =>
    new Promise((resolve, reject) => {
      http.once('error', reject)
      http.listen(onPort, address(), () => {
        http.off('error', reject)
        resolve()
      })
    })

  const url = (): string => {
    if (publicUrl) return publicUrl.replace(/\/$/, '')
    const own = host && !['0.0.0.0', '::', '127.0.0.1'].includes(host) ? host : undefined
    return `http://${own ?? (reachesNetwork() ? (lanAddress() ?? 'localhost') : 'localhost')}:${port()}`
  }

  return {
    port,
    listen: () => listen(wanted),
    isOpen: reachesNetwork,
    url,
    setOpen: async (open) => {
      if (open === isOpen) return
      isOpen = open
      if (host !== undefined) return // the operator has said where to listen
      const samePort = port()
      // Stops accepting at once and keeps the connections; then listens again on the other address.
      http.close()
      await listen(samePort)
      if (open) opened(url())
    },
  }
}

/** This machine's address on the lab's network. */
function lanAddress(): string | undefined {
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { family, internal, address } of addresses ?? []) {
      if (family === 'IPv4' && !internal && !address.startsWith('169.254.')) return address
    }
  }
  return undefined
}
