import { createRemoteJWKSet, decodeJwt, errors, jwksCache, jwtVerify, type JWKSCacheInput } from 'jose';
import { z } from 'zod';
import { Problem, unavailable } from '../http/problem.ts';
import { organizationIdentity } from '../identity.ts';
import { OrganizationRole, Tenant, type Caller } from './caller.ts';
import { faultOfType } from './token-type.ts';
import { maySpeakFor, type TrustedIssuer } from './trusted-issuers.ts';
import { VerifiedTokens } from './verified-tokens.ts';

/** Asymmetric signatures alone: a shared secret or `none` is never accepted, whatever the token's header says. */
const algorithms = [
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
const clockToleranceSeconds = 60;

const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  iat: z.number().optional(),
  exp: z.number(),
  org: Tenant,
  roles: z.array(z.string()).default([]),
  email: z.string().max(320).optional(),
  email_verified: z.boolean().optional(),
  employee_id: z.string().max(255).optional(),
});
type Claims = z.infer<typeof Claims>;

export type VerifierOptions = {
  readonly issuers: readonly TrustedIssuer[];
  readonly audience: string;
  readonly identitySecret: string;
};

const refused = (detail: string): Problem =>
  new Problem(401, 'token-refused', detail, { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } });

/** The keys of one issuer. `held.jwks` is another object after each time that they were fetched. */
type Keys = {
  readonly keyOf: ReturnType<typeof createRemoteJWKSet>;
  readonly held: JWKSCacheInput;
};

/** Turns bearer tokens into callers. Keys come from each issuer's discovery document and are cached; an issuer that is not listed is refused unasked. */
export class TokenVerifier {
  readonly #options: VerifierOptions;
  readonly #keys = new Map<string, Promise<Keys>>();
  readonly #verified = new VerifiedTokens();

  constructor(options: VerifierOptions) {
    this.#options = options;
  }

  /** The caller of a token that was verified before and still holds. */
  known(header: string | undefined): Caller | undefined {
    const token = tokenIn(header);
    return token === undefined ? undefined : this.#verified.find(token);
  }

  /**
   * @param header the `Authorization` header
   * @throws Problem 401 where the token does not hold, 503 where its issuer cannot be asked for keys
   */
  async verify(header: string | undefined): Promise<Caller> {
    const token = tokenIn(header);
    if (token === undefined) {
      throw new Problem(401, 'token-missing', 'Send a bearer token in the Authorization header.', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    return this.#verified.find(token) ?? this.#verifiedAnew(token);
  }

  async #verifiedAnew(token: string): Promise<Caller> {
    const named = issuerOf(token);
    const issuer = this.#options.issuers.find(({ url }) => url === named);
    if (issuer === undefined) throw refused('Its issuer is not one of ours.');
    const { keyOf, held } = await this.#keysOf(issuer.url);
    const { jwks } = held;
    const claims = await this.#claimsOf(token, issuer, keyOf);
    const caller = this.#callerOf(claims);
    // Keys that were fetched meanwhile may not be those that it was verified by.
    if (jwks !== undefined && jwks === held.jwks)
      this.#verified.remember(token, {
        caller,
        until: (claims.exp + clockToleranceSeconds) * 1000,
        keysHold: () => keyOf.fresh && held.jwks === jwks,
      });
    return caller;
  }

  async #claimsOf(token: string, issuer: TrustedIssuer, keyOf: Keys['keyOf']): Promise<Claims> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keyOf, {
        issuer: issuer.url,
        audience: this.#options.audience,
        algorithms,
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['exp', 'sub', 'org'],
      });
      const wrongType = faultOfType(protectedHeader.typ, payload);
      if (wrongType !== undefined) throw refused(wrongType);
      const claims = Claims.safeParse(payload);
      if (!claims.success)
        throw refused(`Its claims do not fit: ${claims.error.issues.map(({ path }) => path.join('.')).join(', ')}.`);
      if (!maySpeakFor(issuer, claims.data.org))
        throw refused('Its issuer does not speak for the organization it names.');
      if (claims.data.iat !== undefined && claims.data.iat > Date.now() / 1000 + clockToleranceSeconds)
        throw refused('It was issued in the future: see to the clocks of its issuer and of this service.');
      return claims.data;
    } catch (error) {
      throw asProblem(error);
    }
  }

  #callerOf(claims: Claims): Caller {
    const identity = organizationIdentity(this.#options.identitySecret, claims.org);
    const email = claims.email_verified === false ? undefined : claims.email;
    return {
      tenant: claims.org,
      subject: claims.sub,
      actor: identity.actor(claims.iss, claims.sub),
      signInKeys: [
        ...(email === undefined ? [] : [identity.signInKey({ kind: 'email', value: email })]),
        ...(claims.employee_id === undefined
          ? []
          : [identity.signInKey({ kind: 'employee', value: claims.employee_id })]),
      ],
      roles: OrganizationRole.options.filter((role) => claims.roles.includes(role)),
      fingerprint: identity.fingerprint,
      ...(claims.iat === undefined ? {} : { issuedAt: claims.iat * 1000 }),
    };
  }

  async #keysOf(issuer: string): Promise<Keys> {
    const known = this.#keys.get(issuer) ?? discover(issuer);
    this.#keys.set(issuer, known);
    try {
      return await known;
    } catch {
      this.#keys.delete(issuer);
      throw unavailable(5);
    }
  }
}

const tokenIn = (header: string | undefined): string | undefined => /^Bearer ([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1];

const issuerOf = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw refused('It is not a JSON web token.');
  }
};

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

const asProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof errors.JWTExpired) return refused('It has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) return refused(`Its claim "${error.claim}" does not hold.`);
  // A key set that cannot be had is not the token's fault.
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return unavailable(5);
  if (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') return unavailable(5);
  if (error instanceof errors.JOSEError) return refused('Its signature does not hold.');
  return unavailable(5);
};
