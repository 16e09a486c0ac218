import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type TokenClaims = {
  readonly sub?: string;
  readonly org?: string;
  readonly roles?: readonly string[];
  readonly email?: string;
  readonly employee_id?: string;
  readonly aud?: string;
  readonly iss?: string;
  /** `typ` of the header; that of an access token (RFC 9068) unless told; empty: none. */
  readonly type?: string;
  /** Any further claims. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Seconds from now of the issue; now unless told. */
  readonly issuedIn?: number;
  /** Seconds from now; negative: expired. */
  readonly expiresIn?: number;
};

/** An OpenID Connect issuer in this process, as far as a verifier asks: discovery, keys, and tokens that say what a test wants. */
export type Issuer = {
  readonly url: string;
  token(claims?: TokenClaims): Promise<string>;
  /** As a provider tells of a logout; claims that are `undefined` are left out. */
  logoutToken(claims?: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signed by another key under the same key id. */
  forged(claims?: TokenClaims): Promise<string>;
  /** From now on it signs by another key under another id, and no longer tells of the one before. */
  rotate(): Promise<void>;
  close(): Promise<void>;
};

type Signing = { readonly key: Awaited<ReturnType<typeof generateKeyPair>>['privateKey']; readonly kid: string };
const audience = 'telemachy';

const listen = (server: Server): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    });
  });

const sign = (
  url: string,
  { key, kid }: Signing,
  { issuedIn = 0, expiresIn = 600, type = 'at+jwt', more = {}, ...claims }: TokenClaims,
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: url,
    aud: audience,
    sub: claims.email ?? 'somebody',
    org: 'acme',
    ...claims,
    ...more,
    exp: now + expiresIn,
  })
    .setProtectedHeader({ alg: 'ES256', kid, ...(type === '' ? {} : { typ: type }) })
    .setIssuedAt(now + issuedIn)
    .sign(key);
};

const signLogout = (
  url: string,
  { key, kid }: Signing,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  return new SignJWT({ iss: url, aud: 'portal', iat: now, exp: now + 120, jti: randomUUID(), events, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'logout+jwt', ...header })
    .sign(key);
};

export const startIssuer = async (): Promise<Issuer> => {
  const others = await generateKeyPair('ES256');
  const documents: Record<string, unknown> = {};
  const taken = async (kid: string): Promise<Signing> => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    documents['/keys'] = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }] };
    return { key: privateKey, kid };
  };
  let signing = await taken('test');
  const server = createServer((request, response) => {
    const found = documents[request.url ?? ''];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  const url = await listen(server);
  documents['/.well-known/openid-configuration'] = { issuer: url, jwks_uri: `${url}/keys` };
  return {
    url,
    token: (claims = {}) => sign(url, signing, claims),
    logoutToken: (claims = {}, header = {}) => signLogout(url, signing, claims, header),
    forged: (claims = {}) => sign(url, { ...signing, key: others.privateKey }, claims),
    rotate: async () => {
      signing = await taken(`${signing.kid}+`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
