/** Everything the application may refuse to do, with the HTTP status that says so. Sentences: refusal-texts.ts. */
export const refusals = {
  'auth.required': 401,
  'auth.wrong-passphrase': 401,
  'auth.too-many-tries': 429,
  'auth.forbidden': 403,
  'auth.foreign-origin': 403,
  'input.invalid': 422,
  'input.not-json': 400,
  'input.too-large': 413,
  'api.not-found': 404,
  'lab.not-set-up': 409,
  'lab.already-set-up': 409,
  'lab.wrong-setup-code': 403,
  'member.name-taken': 409,
  'member.not-found': 404,
  'machine.not-found': 404,
  'machine.park-outside-bed': 422,
  'machine.prompt-gone': 409,
  'machine.not-a-printer': 409,
  'machine.heat-needed': 409,
  'machine.heat-unknown': 409,
  'bridge.not-found': 404,
  'booking.not-found': 404,
  'booking.unauthorized': 403,
  'booking.outside-opening-hours': 409,
  'booking.out-of-order': 409,
  'booking.in-the-past': 409,
  'booking.too-long': 409,
  'booking.overlap': 409,
  'upload.too-large': 413,
  'upload.not-found': 404,
  'upload.no-room': 507,
  'upload.refused': 422,
  'upload.unexpected': 409,
  'print-job.not-found': 404,
  'print-job.bad-transition': 409,
  'print-job.reason-needed': 422,
  'print-job.no-printer': 409,
  'print-job.not-ready': 409,
  'print-job.gate-refused': 409,
  'print-job.file-changed': 409,
  'print-job.unauthorized': 403,
  'print-job.own-approval': 403,
  'print-job.material-not-allowed': 409,
  'slicing.slicer-absent': 409,
  'run.not-found': 404,
  'run.bad-transition': 409,
  'run.printer-busy': 409,
  'run.printer-offline': 409,
  'run.bed-not-clear': 409,
  'run.machine-out-of-order': 409,
  'run.bridge-refused': 409,
  'run.bridge-silent': 504,
  'run.paused-at-printer': 409,
  'run.position-lost': 409,
  'run.no-restart': 409,
  'pricing.in-the-past': 422,
  'picture.too-large': 413,
  'picture.not-a-picture': 422,
  'picture.not-found': 404,
  'closure.not-found': 404,
  'closure.in-the-past': 422,
  'closure.too-long': 422,
  'change.not-found': 404,
  'change.overtaken': 409,
  'change.too-late': 409,
  'change.in-use': 409,
  'screen.unknown-code': 404,
  'screen.not-found': 404,
  'server.stopping': 503,
} as const satisfies Record<string, number>

export type RefusalCode = keyof typeof refusals

/** An expected "no". Anything else that is thrown is a bug and becomes a 500. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly detail: unknown

  constructor(code: RefusalCode, detail?: unknown) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.detail = detail
  }
}
