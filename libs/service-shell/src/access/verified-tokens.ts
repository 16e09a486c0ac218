import { hash } from 'node:crypto';
import type { Caller } from './caller.ts';

/** What was found out about a token once. */
export type Verified = {
  readonly caller: Caller;
  /** From when on it no longer holds, in ms since 1970. */
  readonly until: number;
  /** Whether the keys that it was verified by are still those of its issuer. */
  readonly keysHold: () => boolean;
};

/**
 * Callers of tokens that were verified before, so that a token costs one signature and not one per request. A token is found by its hash alone, and only
 * until it expires or the keys of its issuer are fetched anew, whichever comes first. What was refused is never remembered.
 */
export class VerifiedTokens {
  readonly #most: number;
  readonly #known = new Map<string, Verified>();

  /** @param most tokens that are remembered; beyond them the oldest is forgotten */
  constructor(most = 5000) {
    this.#most = most;
  }

  find(token: string): Caller | undefined {
    const name = nameOf(token);
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    if (Date.now() < known.until && known.keysHold()) return known.caller;
    this.#known.delete(name);
    return undefined;
  }

  remember(token: string, verified: Verified): void {
    if (this.#known.size >= this.#most) {
      const [oldest = ''] = this.#known.keys();
      this.#known.delete(oldest);
    }
    this.#known.set(nameOf(token), verified);
  }
}

const nameOf = (token: string): string => hash('sha256', token, 'base64url');
