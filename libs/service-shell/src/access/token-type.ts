/** `typ` of an access token: RFC 9068 §2.1, or the plain one that many providers still write; media types are compared without case (RFC 7515 §4.1.9). */
const accessTypes = ['at+jwt', 'application/at+jwt', 'jwt'];
/** Claims that an ID token has and an access token does not: OpenID Connect Core 1.0 §2, §3.1.3.6 and §3.3.2.11. */
const idTokenClaims = ['nonce', 'at_hash', 'c_hash'] as const;
/** Claims by which providers say in the payload what the token is for: Keycloak's `typ`, Cognito's `token_use`. */
const purposes = { typ: ['bearer', 'at+jwt'], token_use: ['access'] } as const;

const isAnother = (said: unknown, wanted: readonly string[]): boolean =>
  typeof said === 'string' && !wanted.includes(said.toLowerCase());

/**
 * Why a signed token is no access token, in words; `undefined` where it may be one. A header without `typ` counts as `JWT` (RFC 7519 §5.1). What says `at+jwt` is
 * believed; anything else must not look like an ID token, a refresh token or a security event (RFC 8417 `events`: a logout token).
 */
export const faultOfType = (typ: string | undefined, claims: Readonly<Record<string, unknown>>): string | undefined => {
  const type = (typ ?? 'JWT').toLowerCase();
  if (!accessTypes.includes(type)) return 'Its type is not that of an access token.';
  if (type !== 'jwt') return undefined;
  if (idTokenClaims.some((claim) => claim in claims)) return 'It is an ID token: send the access token.';
  const isForElse = Object.entries(purposes).some(([claim, wanted]) => isAnother(claims[claim], wanted));
  return isForElse || 'events' in claims ? 'It is no access token.' : undefined;
};
