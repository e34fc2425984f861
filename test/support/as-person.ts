import type { StartedLab } from './server.ts'

export type CallApi = <T>(method: string, path: string, body?: object) => Promise<T>

/** Calls of the HTTP API as this person of a started sample lab. Throws what was refused. */
export async function signedIn(lab: StartedLab, name: string): Promise<CallApi> {
  const ask = (method: string, path: string, body?: object, cookie = '') =>
    fetch(`${lab.base}${path}`, {
      method,
      headers: { 'content-type': 'application/json', cookie },
      ...(body && { body: JSON.stringify(body) }),
    })
  const { passphrase } = lab.person(name)
  const cookie = (await ask('POST', '/api/session', { name, passphrase })).headers.get('set-cookie')!.split(';')[0]!
  return async (method, path, body) => {
    const answer = await ask(method, path, body, cookie)
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as never
  }
}
