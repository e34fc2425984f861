import type { Endpoint } from '#backend/base/endpoint.ts'

type Api = Record<string, Record<string, Endpoint<never, never, never>>>

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** The API as a page without a script, made from the same tables as the server. */
export function docsPage(api: object, version: string): string {
  const sections = Object.entries(api as Api).map(([noun, endpoints]) => {
    const rows = Object.values(endpoints).map(
      ({ method, path, who, does }) =>
        `<tr><td><code>${method}</code></td><td><code>${escape(path)}</code></td><td>${who}</td><td>${escape(does)}</td></tr>`,
    )
    return `<h2>${noun}</h2><table><tr><th>Method</th><th>Path</th><th>Who</th><th>Does</th></tr>${rows.join('')}</table>`
  })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Établi API ${version}</title><link rel="stylesheet" href="/api/docs.css"></head><body>
<h1>Établi API</h1><p>Version ${version}. Machine-readable: <a href="/api/openapi.json">openapi.json</a>.
A refusal is <code>{code, detail, sentence}</code>; uploads follow the tus protocol at <code>/api/uploads</code>.</p>
${sections.join('\n')}</body></html>`
}

export const docsStyle = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #8886;vertical-align:top}
h2{margin-top:2rem;text-transform:capitalize}`
