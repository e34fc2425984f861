// What touches the world. Everything else under backend/ is pure: the browser and the bridge may import it.
const world =
  '^backend/io/|^backend/.+/(store|service|views|routes)\\.ts$|^backend/(main|server|config|cli[a-z-]*)\\.ts$'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'frontend-takes-only-pure-files',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: [world, '^firmware-bridge/'] },
    },
    {
      name: 'bridge-takes-only-pure-files',
      severity: 'error',
      from: { path: '^firmware-bridge/' },
      to: { path: world },
    },
    {
      name: 'backend-takes-only-the-bridge-messages',
      severity: 'error',
      from: { path: '^backend/', pathNot: '^backend/cli\\.ts$' },
      to: { path: '^firmware-bridge/', pathNot: '/messages\\.ts$' },
    },
    {
      name: 'pure-files-stay-pure',
      severity: 'error',
      from: { path: '^backend/', pathNot: world },
      to: { path: world },
    },
    {
      name: 'pure-files-do-no-io',
      severity: 'error',
      from: { path: '^backend/', pathNot: world },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'stores-only-query',
      severity: 'error',
      from: { path: '/store\\.ts$' },
      to: { path: '/(service|routes|store)\\.ts$' },
    },
    {
      name: 'io-knows-no-feature',
      severity: 'error',
      from: { path: '^backend/io/' },
      to: { path: '^backend/.+/(store|service|views|routes)\\.ts$' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.svelte'],
    },
  },
}
