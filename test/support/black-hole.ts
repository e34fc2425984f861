import { connect, createServer, type Socket } from 'node:net'

/**
 * A piece of network that can die without a word: in between, nothing is forwarded either way and nothing is refused, as when a
 * cable is pulled behind a switch. What was under way arrives once it works again, as TCP would send it again.
 */
export async function openNetwork(target: number) {
  const pairs = new Set<{ near: Socket; far: Socket | undefined }>()
  let isDead = false

  const server = createServer({ pauseOnConnect: true }, (near) => {
    const pair: { near: Socket; far: Socket | undefined } = { near, far: undefined }
    pairs.add(pair)
    near.on('error', () => {})
    near.on('close', () => leave(pair))
    if (!isDead) join(pair)
  })

  function join(pair: { near: Socket; far: Socket | undefined }): void {
    const { near } = pair
    if (near.destroyed) return leave(pair)
    const far = connect({ port: target, host: '127.0.0.1' })
    pair.far = far
    far.on('error', () => {})
    far.on('close', () => leave(pair))
    near.on('data', (bytes) => void far.write(bytes))
    far.on('data', (bytes) => void near.write(bytes))
    near.resume()
  }

  /** Whoever hangs up while it is dead is heard of only afterwards. */
  function leave(pair: { near: Socket; far: Socket | undefined }): void {
    if (isDead) return
    pairs.delete(pair)
    pair.near.destroy()
    pair.far?.destroy()
  }

  await new Promise<void>((listening) => void server.listen(0, '127.0.0.1', listening))
  return {
    port: (server.address() as { port: number }).port,
    die(): void {
      isDead = true
      for (const { near, far } of pairs) {
        near.pause()
        far?.pause()
      }
    },
    live(): void {
      isDead = false
      for (const pair of [...pairs]) {
        const { near, far } = pair
        if (near.destroyed || far?.destroyed) leave(pair)
        else if (far) for (const end of [near, far]) end.resume()
        else join(pair)
      }
    },
    /** Both ends are told at once, as by a router that restarts. */
    hangUp(): void {
      for (const { near, far } of pairs) for (const end of [near, far]) end?.resetAndDestroy()
    },
    close(): void {
      isDead = false
      server.close()
      for (const pair of [...pairs]) leave(pair)
    },
  }
}
