import type { JWK } from 'jose';
import { Provider, errors, type AccountClaims, type Configuration } from 'oidc-provider';
import { claimsFor, type IdentityClaims } from './claims.ts';
import { clients, developmentGrant, developmentSeconds } from './names.ts';

/** The services behind the provider, as a resource server (RFC 8707). */
export const resource = 'urn:telemachy:api';
export type ProviderOptions = {
  /** What tokens name as `iss`. */
  readonly issuer: string;
  readonly audience: string;
  /** Private key that signs (ES256). */
  readonly key: JWK;
  /** Signs the cookies of sign-in pages. */
  readonly cookieSecret: string;
  /** Of the client that analysts' tools and services use. */
  readonly toolSecret: string;
  /** The organization of that client. */
  readonly organization: string;
  /** Where a sign-in may lead back to. */
  readonly redirectUris: readonly string[];
  /** Where the portal's logouts are told of (OpenID Connect Back-Channel Logout 1.0); nowhere unless said. */
  readonly logoutUri?: string;
  /** Of tokens that people and tools get, in seconds. */
  readonly tokenSeconds?: number;
};

/** Signed-in identities, by subject. */
export class Accounts {
  readonly #known = new Map<string, IdentityClaims>();

  /** @returns the claims, or the fault in words */
  of(as: string, org: string): IdentityClaims | { readonly fault: string } {
    const claims = claimsFor(as, org);
    if (!('fault' in claims)) this.#known.set(claims.sub, claims);
    return claims;
  }

  find(sub: string): IdentityClaims | undefined {
    return this.#known.get(sub);
  }
}

/** What a token says beside what every token does. */
const saidOf = ({ sub: _sub, ...said }: IdentityClaims) => ({
  ...said,
  ...(said.email === undefined ? {} : { email_verified: true }),
});

/**
 * A real OpenID Connect provider that believes whoever signs in: code with PKCE for people, client credentials for tools, and the development grant.
 * Tokens are JWTs (RFC 9068). Nothing outlives a restart but its key.
 */
export const developmentProvider = (options: ProviderOptions, accounts: Accounts): Provider => {
  const { issuer, audience, key, cookieSecret, toolSecret, organization, redirectUris } = options;
  const { logoutUri, tokenSeconds = 300 } = options;
  const server = { audience, scope: '', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } } as const;
  const configuration: Configuration = {
    jwks: { keys: [{ ...key, use: 'sig', alg: 'ES256' }] as never },
    cookies: { keys: [cookieSecret] },
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub', 'org', 'roles', 'email', 'email_verified', 'employee_id'] },
    conformIdTokenClaims: false,
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    responseTypes: ['code'],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    clients: [
      {
        client_id: clients.portal,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [...redirectUris],
        ...(logoutUri === undefined
          ? {}
          : { backchannel_logout_uri: logoutUri, backchannel_logout_session_required: true }),
      },
      {
        client_id: clients.tool,
        client_secret: toolSecret,
        grant_types: ['client_credentials'],
        response_types: [],
        redirect_uris: [],
      },
      {
        client_id: clients.development,
        token_endpoint_auth_method: 'none',
        grant_types: [developmentGrant],
        response_types: [],
        redirect_uris: [],
      },
    ],
    renderError: (ctx, _out, error) => {
      const { error: word, error_description: why } = error as errors.OIDCProviderError;
      ctx.type = 'text';
      ctx.body = `${word ?? 'server_error'}: ${why ?? 'this went wrong here; the log of the issuer says why'}`;
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, asked) => {
          if (asked === resource) return server;
          throw new errors.InvalidTarget(`the only resource is ${resource}`);
        },
      },
    },
    ttl: {
      AccessToken: (_ctx, _token, { clientId }) =>
        clientId === clients.development ? developmentSeconds : tokenSeconds,
      ClientCredentials: tokenSeconds,
      AuthorizationCode: 60,
      IdToken: tokenSeconds,
      Interaction: 600,
      Session: 8 * 3_600,
      Grant: 8 * 3_600,
      RefreshToken: 8 * 3_600,
    },
    interactions: { url: (_ctx, { uid }) => `/sign-in/${uid}` },
    findAccount: (_ctx, sub) => {
      const found = accounts.find(sub);
      if (found === undefined) return undefined;
      return { accountId: sub, claims: () => ({ sub, ...saidOf(found) }) as AccountClaims };
    },
    // Without the library's own agent, which reaches nothing on this machine or beside it: here the portal's logouts are told of.
    fetch: (url, request) => {
      const { dispatcher: _agent, ...plain } = request as RequestInit & { readonly dispatcher?: unknown };
      return fetch(url, plain);
    },
    extraTokenClaims: async (ctx, token) => {
      if (token.kind === 'ClientCredentials') return { org: organization, roles: ['analyst'] };
      const found = accounts.find(token.accountId);
      if (found === undefined) return undefined;
      // The one of which a logout token speaks.
      const { sessionUid, clientId } = token as { readonly sessionUid?: string; readonly clientId?: string };
      const session = sessionUid === undefined ? undefined : await ctx.oidc.provider.Session.findByUid(sessionUid);
      const sid = clientId === undefined ? undefined : session?.sidFor(clientId);
      return { ...saidOf(found), ...(sid === undefined ? {} : { sid }) };
    },
    // The clients are ours: who signs in has agreed.
    loadExistingGrant: async (ctx) => {
      const { session, client } = ctx.oidc;
      if (session?.accountId === undefined || client === undefined) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid offline_access');
      grant.addResourceScope(resource, '');
      await grant.save();
      return grant;
    },
  };
  const provider = new Provider(issuer, configuration);
  provider.registerGrantType(
    developmentGrant,
    async (ctx) => {
      const { client, params = {} } = ctx.oidc;
      const { as = '', org = organization } = params as { as?: string; org?: string };
      const claims = accounts.of(as, org);
      if ('fault' in claims) throw new errors.InvalidRequest(claims.fault);
      if (client === undefined) throw new errors.InvalidClient('name the client');
      const token = new provider.AccessToken({ client, accountId: claims.sub, scope: '', gty: 'development' } as never);
      token.resourceServer = new provider.ResourceServer(resource, server);
      const value = await token.save();
      ctx.body = { access_token: value, token_type: 'Bearer', expires_in: token.expiration };
    },
    ['as', 'org'],
  );
  return provider;
};
