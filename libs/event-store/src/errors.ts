export type RefusedBecause =
  | 'forged-head'
  | 'no-facts'
  | 'too-many-facts'
  | 'too-large'
  | 'unknown-type'
  | 'reserved-type'
  | 'bad-data'
  | 'bad-value'
  | 'bad-command'
  | 'bad-meta'
  | 'bad-version'
  | 'bad-claim';

/** A commit that the store does not take, whoever sends it and however often: a bug of the caller. Nothing was stored. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused';
  readonly why: RefusedBecause;
  /** Path of the fault, such as `facts[2].data.measure.to`. */
  readonly field: string;
  readonly remedy: string;

  constructor(why: RefusedBecause, field: string, fault: string, remedy: string) {
    super(`${field}: ${fault}. ${remedy}.`);
    this.why = why;
    this.field = field;
    this.remedy = remedy;
  }
}

/** A tenant, kind or stream with characters that keys and topics cannot carry. */
export class NameRefused extends Error {
  override readonly name = 'NameRefused';
}

/** The database does not answer. Whether the last command was done is unknown; it may be sent again with the same id. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly retryAfterSeconds: number;

  constructor(reason: string, options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {}) {
    super(`The event store does not answer (${reason}); send the command again with the same id.`, {
      cause: options.cause,
    });
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2;
  }
}

export type DatabaseRefusedBecause =
  | 'no-replica-set'
  | 'old-server'
  | 'slow-transactions'
  | 'newer-format'
  | 'unfinished-restore';

/** A database that the store cannot work with until somebody mends it. Nothing was changed there. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
  readonly why: DatabaseRefusedBecause;
  readonly remedy: string;

  constructor(why: DatabaseRefusedBecause, fault: string, remedy: string) {
    super(`${fault}. ${remedy}.`);
    this.why = why;
    this.remedy = remedy;
  }
}

/** A stored fact that this release cannot read: written by a newer one, or by a form whose upcaster fails. Nothing was changed. */
export class FactUnreadable extends Error {
  override readonly name = 'FactUnreadable';
  /** As it is stored. */
  readonly type: string;

  constructor(type: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.type = type;
  }
}

/** The database refused what the store asked of it, for a reason that trying again does not mend. Nothing was stored by what it refused. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
  readonly remedy: string;

  constructor(reason: string, remedy = 'Look at the cause', options: { readonly cause?: unknown } = {}) {
    super(
      `The database refused the event store: ${reason}. ${remedy}; then send the command again with the same id.`,
      options,
    );
    this.remedy = remedy;
  }
}

/** What is stored breaks a promise of the store (a hole in a stream, a batch that names a missing commit): restore or repair before going on. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged';
}
