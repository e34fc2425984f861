import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'frontend',
  build: { outDir: '../dist/frontend', emptyOutDir: true, target: 'es2023' },
  plugins: [svelte()],
})
