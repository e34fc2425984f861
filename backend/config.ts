import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'

/** Every setting of the server: a flag, its twin in the environment, what it means. The help is printed from this table. */
const settings = {
  port: { env: 'PORT', value: 'N', means: 'port to listen on (3000)' },
  host: {
    env: 'HOST',
    value: 'ADDRESS',
    means: 'address to listen on (127.0.0.1 until the lab is opened to its network)',
  },
  'public-url': { env: 'PUBLIC_URL', value: 'URL', means: 'address that phones use; feeds every QR code and link' },
  data: { env: 'DATA_DIR', value: 'DIR', means: 'where the lab is kept (./data)' },
  'max-upload': { env: 'MAX_UPLOAD', value: 'MB', means: 'largest model (300); G-code may be twice as large' },
  'member-files': {
    env: 'MEMBER_FILES',
    value: 'MB',
    means: 'how much the lab keeps of each member’s files (5000); what lies in the bin does not count',
  },
  'keep-files': {
    env: 'KEEP_FILES',
    value: 'DAYS',
    means:
      'jobs that are over go to their maker’s bin after so many days (365; 0: never), and are forgotten 30 days later',
  },
  sample: { env: 'SAMPLE', means: 'fill an empty data directory with a sample lab' },
  'virtual-speed': {
    env: 'VIRTUAL_SPEED',
    value: 'N',
    means: 'how much faster than life the sample printers print (20)',
  },
  'webcam-loopback': { env: 'WEBCAM_LOOPBACK', means: 'also take webcam pictures from this computer itself' },
  'no-bridge': { env: 'NO_BRIDGE', means: 'do not start the local bridge' },
} as const

type Setting = keyof typeof settings

const schema = z.object({
  port: z.coerce.number().int().min(0).max(65_535).default(3000),
  host: z.string().optional(),
  publicUrl: z.url().optional(),
  dataDir: z
    .string()
    .default('./data')
    .transform((dir) => resolve(dir)),
  maxUploadMb: z.coerce.number().positive().max(20_000).default(300),
  memberFilesMb: z.coerce.number().positive().max(1_000_000).default(5000),
  keepFilesDays: z.coerce.number().int().min(0).max(36_500).default(365),
  sample: z.boolean(),
  virtualSpeed: z.coerce.number().positive().max(10_000).default(20),
  webcamLoopback: z.boolean(),
  bridge: z.boolean(),
})

export type Config = z.infer<typeof schema> & {
  maxModelBytes: number
  maxGcodeBytes: number
  version: string
  prusaSlicer: string | undefined
}

/** Flags win over the environment. Throws a sentence when a value makes no sense. The only reader of `process.env`. */
export function readConfig(argv: string[], env: NodeJS.ProcessEnv): Config {
  const { values } = parseArgs({
    args: argv,
    options: Object.fromEntries(
      Object.entries(settings).map(([name, setting]) => [
        name,
        { type: 'value' in setting ? 'string' : 'boolean' } as const,
      ]),
    ),
  })
  const given = (name: Setting): string | undefined => {
    const flag = values[name]
    return typeof flag === 'string' ? flag : env[settings[name].env] || undefined
  }
  const on = (name: Setting): boolean =>
    values[name] === true || ['1', 'true', 'yes'].includes(env[settings[name].env] ?? '')

  const read = schema.safeParse({
    port: given('port'),
    host: given('host'),
    publicUrl: given('public-url'),
    dataDir: given('data'),
    maxUploadMb: given('max-upload'),
    memberFilesMb: given('member-files'),
    keepFilesDays: given('keep-files'),
    sample: on('sample'),
    virtualSpeed: given('virtual-speed'),
    webcamLoopback: on('webcam-loopback'),
    bridge: !on('no-bridge'),
  })
  if (!read.success) {
    const [issue] = read.error.issues
    throw new Error(`${String(issue?.path[0] ?? 'setting')}: ${issue?.message ?? 'not understood'}`)
  }
  const maxModelBytes = Math.floor(read.data.maxUploadMb * 1e6)
  return {
    ...read.data,
    maxModelBytes,
    maxGcodeBytes: maxModelBytes * 2,
    version: packageVersion(),
    prusaSlicer: env.PRUSA_SLICER || undefined,
  }
}

export function serveHelp(): string {
  const rows = Object.entries(settings).map(([name, setting]) => {
    const flag = `--${name}${'value' in setting ? ` ${setting.value}` : ''}`
    return `  ${flag.padEnd(24)} ${setting.means}  [${setting.env}]`
  })
  return ['etabli serve: the lab’s server, with its local bridge', '', ...rows].join('\n')
}

/** package.json lies one folder up in the sources, two in the bundle. */
function packageVersion(): string {
  for (const up of ['..', '../..']) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, up, 'package.json'), 'utf8'))
      if (name === 'etabli') return String(version)
    } catch {
      // Not there: one folder further up.
    }
  }
  return '0.0.0'
}
