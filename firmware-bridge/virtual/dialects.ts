import type { CheckRules } from './checks.ts'

/** What one firmware family says and does differently, as far as a host can notice. One row each. */
export type Dialect = CheckRules & {
  /** The line of M115; capabilities follow it. */
  firmware: string
  caps: readonly string[]
  /** M115 answers `ok FIRMWARE_NAME:…` on one line. */
  identifiesInOk: boolean
  boot: readonly string[]
  lineEnd: '\n' | '\r\n'
  /** Says "ok" on receipt, before the command's own output, instead of after it. */
  okOnReceipt: boolean
  ok: (line: number | undefined) => string
  refusal: (because: string, last: number, line: number, checksum: number) => string[]
  /** A refusal is said a second time after so many ms. */
  saysRefusalAgainMs?: number
  /** What is said to a line that it already has. */
  repeat: (line: number) => string[]
  /** M105 says its own "ok"; where it does not, temperatures come on a line of their own. */
  heatInOk: boolean
  busy: ((why: 'processing' | 'paused for user') => string) | undefined
  /** Says so each second while idle, even unasked. */
  waits: boolean
  unknown: (command: string) => string
  emergencyParser: boolean
  prompts: boolean
  /** M112: nothing any more, a start of its own, or a refusal of everything. */
  afterStop: 'dead' | 'restarts' | 'refuses'
}

const caps = ['EEPROM:1', 'AUTOREPORT_TEMP:1', 'PROGRESS:0']

const marlin2: Dialect = {
  firmware:
    'FIRMWARE_NAME:Marlin 2.1.2.5 (virtual) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1',
  caps: [...caps, 'EMERGENCY_PARSER:1', 'HOST_ACTION_COMMANDS:1', 'PROMPT_SUPPORT:1'],
  identifiesInOk: false,
  boot: ['start', 'echo: External Reset', 'Marlin 2.1.2.5', 'echo: Last Updated: 2024-12-01 | Author: (virtual)'],
  lineEnd: '\n',
  checks: 'both',
  ignoresRepeatsOf: 2,
  okOnReceipt: false,
  ok: () => 'ok',
  refusal: (because, last) => [`Error:${because}, Last Line: ${last}`, `Resend: ${last + 1}`, 'ok'],
  repeat: () => [],
  heatInOk: true,
  busy: (why) => `echo:busy: ${why}`,
  waits: false,
  unknown: (command) => `echo:Unknown command: "${command}"`,
  emergencyParser: true,
  prompts: true,
  afterStop: 'dead',
}

const marlin1: Dialect = {
  ...marlin2,
  firmware:
    'FIRMWARE_NAME:Marlin 1.1.9 (virtual) SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1',
  caps: [...caps, 'EMERGENCY_PARSER:0'],
  boot: ['start', 'echo:Marlin 1.1.9', 'echo: Last Updated: 2018-07-31 12:00 | Author: (virtual)'],
  ignoresRepeatsOf: 0,
  emergencyParser: false,
  prompts: false,
}

/** By its name on the command line. Sources: each firmware's own, as seen on the wire (Repetier 1.0.4, Klipper 0.12, Teacup). */
export const dialects = {
  marlin2,
  marlin1,
  prusa: {
    ...marlin1,
    firmware:
      'FIRMWARE_NAME:Prusa-Firmware 3.13.3 based on Marlin FIRMWARE_URL:https://github.com/prusa3d/Prusa-Firmware PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1',
    caps: ['AUTOREPORT_TEMP:1', 'EXTENDED_M20:1', 'PRUSA_MMU2:1'],
    boot: [
      'start',
      'echo: 3.13.3-7094',
      'echo: Last Updated: 2024-02-29 (virtual)',
      'echo: Free Memory: 2245  PlannerBufferBytes: 1760',
    ],
  },
  repetier: {
    ...marlin1,
    firmware:
      'FIRMWARE_NAME:Repetier_1.0.4 COMPILED:(virtual) FIRMWARE_URL:https://github.com/repetier/Repetier-Firmware/ PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1 REPETIER_PROTOCOL:3',
    caps: caps.slice(0, 2),
    boot: ['start', 'Info:External Reset', 'Free RAM:3912'],
    lineEnd: '\r\n',
    ignoresRepeatsOf: 40,
    okOnReceipt: true,
    ok: (line) => (line === undefined ? 'ok' : `ok ${line}`),
    refusal: (because, last, line) => [
      because.startsWith('Line') ? `Error:expected line ${last + 1} got ${line}` : 'Error:Wrong checksum',
      `Resend:${last + 1}`,
      'ok',
    ],
    saysRefusalAgainMs: 200,
    repeat: (line) => [`skip ${line}`, 'ok'],
    heatInOk: false,
    busy: (why) => `busy:${why}`,
    waits: true,
    unknown: (command) => `Unknown command:${command}`,
    afterStop: 'restarts',
  },
  teacup: {
    ...marlin1,
    firmware:
      'FIRMWARE_NAME:Teacup FIRMWARE_URL:http://github.com/traumflug/Teacup_Firmware/ PROTOCOL_VERSION:1.0 MACHINE_TYPE:Virtual printer EXTRUDER_COUNT:1',
    caps: [],
    boot: ['start', 'ok'],
    checks: 'checksum',
    refusal: (_because, _last, line, checksum) => [`rs N${line} Expected checksum ${checksum}`],
    busy: undefined,
    unknown: (command) => `E: Bad ${command[0] ?? ''}-code ${command.slice(1).split(' ', 1)[0]!}`,
  },
  klipper: {
    ...marlin1,
    firmware: 'FIRMWARE_NAME:Klipper FIRMWARE_VERSION:v0.12.0 (virtual)',
    caps: [],
    identifiesInOk: true,
    boot: [],
    checks: 'none',
    busy: undefined,
    unknown: (command) => `// Unknown command:"${command.split(' ', 1)[0]!}"`,
    emergencyParser: true,
    afterStop: 'refuses',
  },
} as const satisfies Record<string, Dialect>

export type DialectName = keyof typeof dialects
