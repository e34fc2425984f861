import { parseCookie, stringifySetCookie } from 'cookie'

/** `session` is a person's, `screen` a paired device's; `confirm` says that its person has just typed their passphrase again. */
export type CookieName = 'session' | 'screen' | 'confirm'

/** Reads one of our cookies from a request's header. Over https their names carry the browser's own `__Host-` guard. */
export function readCookie(header: string | undefined, name: CookieName): string | undefined {
  const cookies = parseCookie(header ?? '')
  return cookies[`__Host-${name}`] ?? cookies[name]
}

/** A Set-Cookie header; `maxAgeSeconds` 0 takes the cookie away. */
export function writeCookie(name: CookieName, value: string, maxAgeSeconds: number, isHttps: boolean): string {
  return stringifySetCookie({
    name: isHttps ? `__Host-${name}` : name,
    value,
    httpOnly: true,
    sameSite: 'lax',
    secure: isHttps,
    path: '/',
    maxAge: maxAgeSeconds,
  })
}
