import { createRemoteJWKSet, errors, jwksCache, type JWKSCacheInput } from 'jose';
import { z } from 'zod';
import { unavailable } from '../http/problem.ts';

/** Asymmetric signatures alone: a shared secret or `none` is never accepted, whatever the token's header says. */
export const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
/** How far clocks may be apart. */
export const clockToleranceSeconds = 60;

/** The keys of one issuer. `held.jwks` is another object after each time that they were fetched. */
export type Keys = {
  readonly keyOf: ReturnType<typeof createRemoteJWKSet>;
  readonly held: JWKSCacheInput;
};

/** The keys of issuers, by their discovery documents; each is asked once, and again where that failed. */
export class IssuerKeys {
  readonly #known = new Map<string, Promise<Keys>>();

  /** @throws Problem 503 where the issuer cannot be asked */
  async of(issuer: string): Promise<Keys> {
    const known = this.#known.get(issuer) ?? discover(issuer);
    this.#known.set(issuer, known);
    try {
      return await known;
    } catch {
      this.#known.delete(issuer);
      throw unavailable(5);
    }
  }
}

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const discover = async (issuer: string): Promise<Keys> => {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(5000),
  });
  const found = Discovery.parse(await response.json());
  if (found.issuer !== issuer) throw new Error(`the discovery document of ${issuer} names another issuer`);
  const held: JWKSCacheInput = {};
  const keyOf = createRemoteJWKSet(new URL(found.jwks_uri), {
    cooldownDuration: 10_000,
    timeoutDuration: 5000,
    [jwksCache]: held,
  });
  return { keyOf, held };
};

/** A key set that cannot be had is not the token's fault. */
export const keysAreAway = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === 'ERR_JOSE_GENERIC';
