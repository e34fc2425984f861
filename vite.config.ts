import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  root: 'frontend',
  build: {
    outDir: '../dist/frontend',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing inline: the content security policy allows files of the server only.
    assetsInlineLimit: 0,
    // The small parts that several pages share come as one file: forty tiny ones are slow over a lab's Wi-Fi.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'parts', test: /frontend\/(ui|lib|shell)\/|@lucide/, minShareCount: 2, maxModuleSize: 20_000 },
          ],
        },
      },
    },
  },
  plugins: [schemasStayOnTheServer(), svelte()],
  server: {
    proxy: {
      '/api': 'http://127.0.0.1:3000',
      '/live': { target: 'http://127.0.0.1:3000', ws: true },
    },
  },
})

/**
 * The browser needs the endpoints' methods and paths, and types; the schemas check on the server. So its `zod` is a value
 * on which every property and every call gives the same value again, and the real one is not sent to phones.
 */
function schemasStayOnTheServer(): Plugin {
  const inert = '\0inert-zod'
  return {
    name: 'schemas-stay-on-the-server',
    enforce: 'pre',
    resolveId: (id) => (id === 'zod' ? inert : undefined),
    load: (id) =>
      id === inert
        ? 'export const z = new Proxy(function () {}, { get: () => z, apply: () => z })\nexport default z'
        : undefined,
  }
}
