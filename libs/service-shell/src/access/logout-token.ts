import { decodeJwt, errors, jwtVerify } from 'jose';
import { SignOutId } from '@telemachy/contracts';
import { z } from 'zod';
import { Problem, unavailable } from '../http/problem.ts';
import { installationIdentity } from '../identity.ts';
import { algorithms, clockToleranceSeconds, IssuerKeys, keysAreAway } from './issuer-keys.ts';
import type { TrustedIssuer } from './trusted-issuers.ts';

const event = 'http://schemas.openid.net/event/backchannel-logout';
/** What the specification recommends, and what providers wrote before it did (Keycloak). */
const types: readonly (string | undefined)[] = ['logout+jwt', 'application/logout+jwt', 'jwt', undefined];

const name = z.string().min(1).max(255);
const Claims = z
  .object({
    iss: z.string(),
    iat: z.number(),
    jti: name,
    sub: name.optional(),
    sid: name.optional(),
    events: z.object({ [event]: z.looseObject({}) }),
    nonce: z.undefined('must not be there').optional(),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined, { path: ['sub'], message: 'or "sid" is needed' });

export type LogoutTokensOptions = {
  readonly issuers: readonly TrustedIssuer[];
  /** Client ids that logout tokens are for; without any, none is taken. */
  readonly clients: readonly string[];
  readonly identitySecret: string;
};
/** What a provider says of who signed out, in keyed hashes. */
export type SignOut = {
  readonly signOutId: SignOutId;
  readonly session?: string;
  readonly subject?: string;
  readonly signedOutAt: string;
};

/** No logout token, in the words that the specification has for its sender, and in ours. */
export const logoutRefused = (why: string): Problem =>
  new Problem(400, 'logout-token-refused', `The logout token does not hold: ${why}.`, {
    errors: [{ in: 'body', path: 'logout_token', message: why }],
    members: { error: 'invalid_request', error_description: why },
  });

/** Reads logout tokens as OpenID Connect Back-Channel Logout 1.0 §2.6 asks; whether one came before, the store knows. */
export class LogoutTokens {
  readonly #options: LogoutTokensOptions;
  readonly #keys = new IssuerKeys();

  constructor(options: LogoutTokensOptions) {
    this.#options = options;
  }

  /** @throws Problem 400 where the token does not hold, 503 where its issuer cannot be asked for keys */
  async read(token: string): Promise<SignOut> {
    const named = issuerOf(token);
    const issuer = this.#options.issuers.find(({ url }) => url === named);
    if (issuer === undefined) throw logoutRefused('its issuer is not one of ours');
    const { iss, jti, iat, sub, sid } = await this.#claimsOf(token, issuer.url);
    const signIns = installationIdentity(this.#options.identitySecret);
    return {
      signOutId: SignOutId.parse(signIns.signOut(iss, jti)),
      ...(sid === undefined ? {} : { session: signIns.session(iss, sid) }),
      ...(sub === undefined ? {} : { subject: signIns.subject(iss, sub) }),
      signedOutAt: new Date(iat * 1000).toISOString(),
    };
  }

  async #claimsOf(token: string, issuer: string) {
    const { keyOf } = await this.#keys.of(issuer);
    // An audience that is not said would not be compared.
    if (this.#options.clients.length === 0) throw logoutRefused('no client of ours hears of logouts');
    const { payload, protectedHeader } = await jwtVerify(token, keyOf, {
      issuer,
      audience: [...this.#options.clients],
      algorithms,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
    }).catch((error: unknown) => {
      throw asRefusal(error);
    });
    if (!types.includes(protectedHeader.typ?.toLowerCase())) throw logoutRefused('its type is not logout+jwt');
    const claims = Claims.safeParse(payload);
    if (!claims.success) throw logoutRefused(claims.error.issues.map(faultOf).join(', '));
    if (claims.data.iat > Date.now() / 1000 + clockToleranceSeconds) throw logoutRefused('it was issued in the future');
    return claims.data;
  }
}

const faultOf = ({ path, message }: z.core.$ZodIssue): string => `"${path.join('.')}" ${message}`;

const issuerOf = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss;
  } catch {
    throw logoutRefused('it is not a JSON web token');
  }
};

/** What is not the token's fault stays what it is. */
const asRefusal = (error: unknown): unknown => {
  if (error instanceof errors.JWTExpired) return logoutRefused('it has expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return logoutRefused(`its claim "${error.claim}" does not hold`);
  return keysAreAway(error) ? unavailable(5) : logoutRefused('its signature does not hold');
};
