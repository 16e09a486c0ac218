import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How many in one window, which begins with the first of them. */
export type QuotaOptions = { readonly name: string; readonly quota: number; readonly windowSeconds: number };

/** What is left of a quota; `exceeded` where this one was too many. */
export type Left = { readonly exceeded: boolean; readonly remaining: number; readonly seconds: number };

const leftOf = ({ remainingPoints, msBeforeNext }: RateLimiterRes, exceeded: boolean): Left => ({
  exceeded,
  remaining: remainingPoints,
  seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
});

/** Counts by key in this process, and says so in the fields of draft-ietf-httpapi-ratelimit-headers-10. */
export class Quota {
  readonly name: string;
  /** An item of `RateLimit-Policy`. */
  readonly policy: string;
  readonly #limiter: RateLimiterMemory;
  readonly #quota: number;

  constructor({ name, quota, windowSeconds }: QuotaOptions) {
    this.name = name;
    this.policy = `"${name}";q=${quota};w=${windowSeconds}`;
    this.#quota = quota;
    this.#limiter = new RateLimiterMemory({ points: quota, duration: windowSeconds });
  }

  /** An item of `RateLimit`. */
  state({ remaining, seconds }: Left): string {
    return `"${this.name}";r=${remaining};t=${seconds}`;
  }

  /** Counts one. */
  async count(key: string): Promise<Left> {
    try {
      return leftOf(await this.#limiter.consume(key), false);
    } catch (error) {
      if (error instanceof RateLimiterRes) return leftOf(error, true);
      throw error;
    }
  }

  /** Whether nothing is left, without counting; `undefined` while something is. */
  async spent(key: string): Promise<Left | undefined> {
    const found = await this.#limiter.get(key);
    return found === null || found.consumedPoints < this.#quota ? undefined : leftOf(found, true);
  }
}
