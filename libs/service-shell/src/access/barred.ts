import type { Logger } from 'pino';
import { Problem, unavailable } from '../http/problem.ts';
import type { Caller } from './caller.ts';

/** Who may not act although the token holds, of all organizations: what the facts that this service heard say. */
export type BarredNow = {
  readonly left: readonly { readonly tenant: string; readonly signInKeys: readonly string[] }[];
};
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

/** Holds who is barred in memory: a request costs a look into a set. */
export class BarredCallers implements Barred {
  readonly #options: BarredOptions;
  #left: ReadonlySet<string> = new Set();
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(options: BarredOptions) {
    this.#options = options;
  }

  async admit({ tenant, signInKeys }: Caller): Promise<void> {
    if (performance.now() - this.#readAt >= this.#options.oldestMs) {
      await this.refresh().catch(() => {
        throw unavailable();
      });
    }
    if (signInKeys.some((key) => this.#left.has(nameOf(tenant, key))))
      throw refused(
        'Whoever it is for has left the organization. If that is not so, let the organization’s coordinators mark them as returned.',
      );
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
    const { left } = await this.#options.read();
    this.#left = new Set(left.flatMap(({ tenant, signInKeys }) => signInKeys.map((key) => nameOf(tenant, key))));
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
