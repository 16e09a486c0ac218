import type { Logger } from 'pino';
import { Problem, unavailable } from '../http/problem.ts';
import type { Caller } from './caller.ts';

/** Who may not act although the token holds, of all organizations: what the facts that this service heard say. */
export type BarredNow = {
  readonly left: readonly { readonly tenant: string; readonly signInKeys: readonly string[] }[];
  /** In keyed hashes; with a session, that one alone ended. */
  readonly signedOut: readonly {
    readonly session?: string | undefined;
    readonly subject?: string | undefined;
    readonly signedOutAt: string;
  }[];
};
type SignedOut = BarredNow['signedOut'];
export type BarredOptions = {
  readonly read: () => Promise<BarredNow>;
  /** How old an answer may be before it is asked anew, and requests wait for that. */
  readonly oldestMs: number;
};

/** Says of a caller whose token holds whether they may act. @throws Problem 401 with the reason; 503 where nobody knows */
export interface Barred {
  admit(caller: Caller): Promise<void>;
}

const nameOf = (tenant: string, key: string): string => `${tenant}|${key}`;
const refused = (detail: string): Problem =>
  new Problem(401, 'token-refused', detail, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });

/** When each subject signed out last, in ms since 1970. */
const lastOf = (signedOut: SignedOut): ReadonlyMap<string, number> => {
  const last = new Map<string, number>();
  for (const { subject, signedOutAt } of signedOut)
    if (subject !== undefined) last.set(subject, Math.max(Date.parse(signedOutAt), last.get(subject) ?? 0));
  return last;
};

/** Tokens of a session that ended, or of a subject that signed out since, hold no more. */
class SignOuts {
  readonly #sessions: ReadonlySet<string | undefined>;
  /** Of all their sessions. */
  readonly #everywhere: ReadonlyMap<string, number>;
  /** Of any: for tokens that do not say of which session they are. */
  readonly #anywhere: ReadonlyMap<string, number>;

  constructor(signedOut: SignedOut) {
    this.#sessions = new Set(signedOut.flatMap(({ session = [] }) => session));
    this.#everywhere = lastOf(signedOut.filter(({ session }) => session === undefined));
    this.#anywhere = lastOf(signedOut);
  }

  has({ signIn, issuedAt = -Infinity }: Caller): boolean {
    if (signIn === undefined) return false;
    const { session, subject } = signIn;
    if (session !== undefined && this.#sessions.has(session)) return true;
    const last = (session === undefined ? this.#anywhere : this.#everywhere).get(subject);
    return last !== undefined && issuedAt <= last;
  }
}

/** Holds who is barred in memory: a request costs a look into a set. */
export class BarredCallers implements Barred {
  readonly #options: BarredOptions;
  #left: ReadonlySet<string> = new Set();
  #signedOut = new SignOuts([]);
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(options: BarredOptions) {
    this.#options = options;
  }

  async admit(caller: Caller): Promise<void> {
    const { tenant, signInKeys } = caller;
    if (performance.now() - this.#readAt >= this.#options.oldestMs) {
      await this.refresh().catch(() => {
        throw unavailable();
      });
    }
    if (signInKeys.some((key) => this.#left.has(nameOf(tenant, key))))
      throw refused(
        'Whoever it is for has left the organization. If that is not so, let the organization’s coordinators mark them as returned.',
      );
    if (this.#signedOut.has(caller)) throw refused('Whoever it is for has signed out since. Sign in again.');
  }

  /** Reads anew; those who ask meanwhile share the answer. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    // What is said while it is read may be missing in the answer, so it is as old as the question.
    const askedAt = performance.now();
    const { left, signedOut } = await this.#options.read();
    this.#left = new Set(left.flatMap(({ tenant, signInKeys }) => signInKeys.map((key) => nameOf(tenant, key))));
    this.#signedOut = new SignOuts(signedOut);
    this.#readAt = askedAt;
  }
}

/** Reads anew at every turn, so that no request waits for it. @returns stops it */
export const keepFresh = (barred: BarredCallers, everyMs: number, logger: Pick<Logger, 'warn'>): (() => void) => {
  const look = (): void =>
    void barred.refresh().catch((err: unknown) => logger.warn({ err }, 'who may not act was not read'));
  look();
  const turns = setInterval(look, everyMs);
  return () => clearInterval(turns);
};
