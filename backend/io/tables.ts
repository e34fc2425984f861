import type { Generated } from 'kysely'

/** The tables as Kysely sees them: camelCase here, snake_case in the file. Instants are epoch milliseconds, flags 0 or 1. */
export type Tables = {
  lab: {
    id: string
    name: string
    timeZone: string
    language: string
    currency: string
    openToNetwork: number
    createdAt: number
    town: string
    logo: string | null
    inductionAsked: number
    holidays: string | null
    schoolHolidays: string | null
    staffHours: string | null
  }
  member: {
    id: string
    labId: string
    name: string
    nameKey: string
    email: string | null
    role: string
    language: string
    passphraseHash: string
    createdAt: number
    code: string
    membershipFrom: string | null
    membershipUntil: string | null
    plan: string
    feeKind: string
    feeState: string
    charterVersion: string | null
    charterOn: string | null
    insuranceUntil: string | null
    born: string | null
    consentBy: string | null
    consentOn: string | null
    shownAs: string
    staffNote: string
    suspendedAt: number | null
    suspendedReason: string | null
    removedAt: number | null
    forgottenAt: number | null
    resetAt: number | null
    resetBy: string | null
    mergedInto: string | null
    organizationId: string | null
    rosterId: string | null
  }
  session: { tokenHash: string; labId: string; memberId: string; createdAt: number; expiresAt: number }
  authorization: {
    labId: string
    memberId: string
    machineKind: string
    grantedBy: string | null
    grantedAt: number
    level: string
    expiresOn: string | null
    evidence: string
    revokedAt: number | null
    revokedBy: string | null
    revokedReason: string | null
  }
  authorizationEvent: {
    id: string
    labId: string
    memberId: string
    machineKind: string
    what: string
    level: string | null
    expiresOn: string | null
    words: string
    byId: string | null
    at: number
  }
  organization: {
    id: string
    labId: string
    kind: string
    name: string
    nameKey: string
    contact: string
    note: string
    createdAt: number
    removedAt: number | null
  }
  roster: {
    id: string
    labId: string
    organizationId: string
    name: string
    createdAt: number
    removedAt: number | null
  }
  induction: {
    memberId: string
    labId: string
    onDay: string
    ledBy: string | null
    grantedBy: string | null
    grantedAt: number
  }
  training: {
    id: string
    labId: string
    name: string
    machineKind: string
    place: string
    startsAt: number
    endsAt: number
    minimum: number
    maximum: number
    decideHours: number
    decidedAt: number | null
    trainerId: string | null
    createdAt: number
    cancelledAt: number | null
    level: string
    validMonths: number | null
  }
  trainingSeat: {
    trainingId: string
    memberId: string
    labId: string
    state: string
    askedAt: number
    presentAt: number | null
  }
  bridge: {
    id: string
    labId: string
    name: string
    tokenHash: string
    nextTokenHash: string | null
    tokenRenewedAt: number | null
    journal: string | null
    ackedSeq: number
    lastSeenAt: number | null
  }
  machine: {
    id: string
    labId: string
    name: string
    kind: string
    room: string
    outOfOrder: string | null
    position: number
    createdAt: number
    rules: string
    materials: string
    trainedBy: string
    photo: string | null
    removedAt: number | null
    spaceId: string | null
    capacity: number | null
    outOfOrderUntil: number | null
    outOfOrderTicket: string | null
  }
  printer: {
    machineId: string
    labId: string
    bridgeId: string
    port: string
    baud: number
    bedX: number
    bedY: number
    bedZ: number
    maxNozzle: number
    maxBed: number
    bed: string
    bedSince: number
    bedBy: string | null
    profile: string | null
  }
  openingException: { id: string; labId: string; day: string; opens: string; closes: string }
  openingHours: { id: string; labId: string; weekday: number; opens: string; closes: string }
  booking: {
    id: string
    labId: string
    machineId: string
    memberId: string
    startsAt: number
    endsAt: number
    state: string
    createdAt: number
    cancelledAt: number | null
    payerOrganizationId: string | null
    cents: number
    holdUntil: number | null
    checkedInAt: number | null
    togetherId: string | null
  }
  keptAnswer: { id: string; asked: string; at: number; status: number | null; answer: string | null }
  externalCalendar: {
    id: string
    labId: string
    machineId: string | null
    name: string
    url: string
    createdAt: number
  }
  externalReading: {
    calendarId: string
    triedAt: number
    readAt: number | null
    failingSince: number | null
    trouble: string | null
    detail: string | null
  }
  externalTime: { calendarId: string; startsAt: number; endsAt: number; title: string }
  calendarFeed: {
    id: string
    labId: string
    tokenHash: string
    memberId: string | null
    machineId: string | null
    showsNames: number
    createdAt: number
  }
  waitingWish: {
    id: string
    labId: string
    machineId: string
    memberId: string
    startsAt: number
    endsAt: number
    createdAt: number
    state: string
    bookingId: string | null
  }
  bookingRule: { id: string; labId: string; scope: string; about: string; rules: string }
  bookingEvent: {
    id: string
    labId: string
    bookingId: string
    actorId: string | null
    what: string
    at: number
    reason: string | null
    startsAt: number
    endsAt: number
  }
  closure: {
    id: string
    labId: string
    firstDay: string
    lastDay: string
    reason: string
    createdAt: number
  }
  priceList: { id: string; labId: string; validFrom: number; tariffs: string }
  printJob: {
    id: string
    labId: string
    code: string
    ownerId: string
    title: string
    state: string
    since: number
    createdAt: number
    uploadId: string
    source: string
    fileName: string
    fileBytes: number
    fileSha256: string
    machineId: string | null
    modelFacts: string | null
    gcodeFacts: string | null
    gcodeSha256: string | null
    gcodeBytes: number | null
    slicing: string
    slicingProblem: string | null
    verdict: string | null
    gateReasons: string
    quote: string | null
    note: string
    answer: string | null
    approvedSha256: string | null
    queuedAt: number | null
    material: string | null
    removedAt: number | null
    payerOrganizationId: string | null
    /** JSON: turn, scale, copies; null as it comes. */
    placement: string | null
    /** JSON: the size of one copy as it lies. */
    placedMm: string | null
    profileId: string | null
    support: 0 | 1
    repaired: 0 | 1
    removedByLab: 0 | 1
    keptFrom: number | null
    /** JSON: the profile's name, material and version, and whether with support. */
    slicedWith: string | null
  }
  /** What was sliced once is not sliced again: the same model, the same way, for the same limits. */
  sliced: {
    key: string
    gcodeSha256: string
    /** JSON, as in printJob. */
    gcodeFacts: string
    verdict: string
    gateReasons: string
    placedMm: string
    /** JSON: the profile's own values. */
    profileValues: string
    /** What slicing found divided by the rough estimate; null where the volume is not known. */
    secondsRatio: number | null
    gramsRatio: number | null
    at: number
  }
  slicingProfile: {
    id: string
    labId: string
    name: string
    material: string
    /** Null for every printer. */
    machineId: string | null
    version: number
    /** JSON, by PrusaSlicer's names. */
    values: string
    position: number
    createdAt: number
    removedAt: number | null
  }
  jobEvent: {
    id: string
    labId: string
    jobId: string
    actorId: string | null
    action: string
    fromState: string | null
    toState: string
    reason: string | null
    evidence: string | null
    at: number
  }
  run: {
    id: string
    labId: string
    jobId: string
    machineId: string
    attempt: number
    state: string
    outcome: string | null
    reason: string | null
    detail: string | null
    gcodeSha256: string
    startedBy: string | null
    claimedAt: number
    printingAt: number | null
    endedAt: number | null
    linesAcked: number
    linesTotal: number
    resends: number
    tookBed: number
    streamQuality: string | null
    incidents: number
    fromLayer: number | null
    fromHeight: number | null
  }
  screen: {
    id: string
    labId: string
    name: string
    kind: string
    tokenHash: string
    pairedAt: number
    pairedBy: string | null
    lastSeenAt: number | null
  }
  sessionConfirmation: { sessionHash: string; labId: string; tokenHash: string; expiresAt: number }
  consoleLine: {
    id: string
    labId: string
    machineId: string
    memberId: string | null
    at: number
    line: string
    answer: string | null
    refused: number
  }
  webcam: { id: string; labId: string; address: string }
  screenPairing: { code: string; labId: string; kind: string; tokenHash: string; expiresAt: number }
  spool: {
    id: string
    labId: string
    number: number
    material: string
    colour: string
    brand: string
    remaining: number
    createdAt: number
    removedAt: number | null
  }
  shelfBin: { id: string; labId: string; name: string; createdAt: number; removedAt: number | null }
  shelvedPart: { jobId: string; labId: string; binId: string; at: number }
  ticket: {
    id: string
    labId: string
    machineId: string
    severity: string
    words: string
    state: string
    openedAt: number
    resolvedAt: number | null
  }
  ticketEvent: {
    id: string
    labId: string
    ticketId: string
    memberId: string | null
    what: string
    words: string
    photo: string | null
    at: number
  }
  maintenanceBlock: {
    id: string
    labId: string
    machineId: string
    startsAt: number
    endsAt: number
    reason: string
    createdAt: number
  }
  loosePhoto: { sha256: string; at: number }
  upkeepTask: {
    id: string
    labId: string
    machineId: string
    title: string
    every: number
    unit: string
    doneAt: number
    dueAt: number | null
  }
  upkeepDone: {
    id: string
    labId: string
    machineId: string
    memberId: string | null
    title: string
    words: string
    used: number
    unit: string
    at: number
  }
  settlement: {
    id: string
    labId: string
    memberId: string | null
    organizationId: string | null
    month: string
    at: number
    byId: string | null
    how: string
  }
  change: {
    seq: Generated<number>
    id: string
    labId: string
    at: number
    byId: string | null
    act: string
    subject: string
    title: string
    rows: string
    undoneAt: number | null
    undoneBy: string | null
    undoes: string | null
  }
  message: {
    id: string
    labId: string
    memberId: string
    kind: string
    facts: string
    subject: string | null
    once: string | null
    at: number
    readAt: number | null
  }
  messagePreference: { labId: string; memberId: string; kind: string; channel: string; isOn: number }
  mail: {
    id: string
    labId: string
    memberId: string | null
    kind: string
    once: string
    messageId: string
    toName: string
    toAddress: string
    subject: string
    body: string
    state: string
    attempts: number
    nextAt: number
    sendingSince: number | null
    goodUntil: number
    createdAt: number
    settledAt: number | null
    problem: string | null
    detail: string | null
    /** text/calendar */
    calendar: string | null
  }
  smtp: {
    labId: string
    host: string
    port: number
    security: string
    user: string | null
    password: string | null
    fromAddress: string
    changedAt: number
  }
  announcement: {
    id: string
    labId: string
    fr: string
    en: string
    startsAt: number
    endsAt: number
    byMail: number
    endedAt: number | null
    changedAt: number
  }
  announcementMailing: { announcementId: string; labId: string; at: number }
}
