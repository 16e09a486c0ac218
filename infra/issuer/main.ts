import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { requiredVariable } from '../src/required-variable.ts';
import { claimsFor } from './claims.ts';
import { signingKey } from './signing-key.ts';

// A development issuer: whoever reaches it becomes anybody. It is for one machine, never for real people's data.
// TELEMACHY_ISSUER_URL is what tokens name as `iss`; TELEMACHY_ISSUER_HOST is where it listens (loopback).
const port = Number(requiredVariable('TELEMACHY_PORT'));
const host = process.env['TELEMACHY_ISSUER_HOST'] ?? '127.0.0.1';
const issuer = process.env['TELEMACHY_ISSUER_URL'] ?? `http://127.0.0.1:${port}`;
const audience = process.env['TELEMACHY_AUDIENCE'] ?? 'telemachy';
const lifetimeSeconds = 3_600;
const longestBody = 10_000;
const key = await signingKey(join(requiredVariable('TELEMACHY_ISSUER_DATA'), 'signing-key.json'));

const discovery = {
  issuer,
  jwks_uri: `${issuer}/jwks`,
  token_endpoint: `${issuer}/token`,
  response_types_supported: ['token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
};

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    reply(response, 500, { error: 'server_error' });
  });
});
server.listen(port, host, () => console.error(`development issuer ${issuer} listens on ${host}:${port}`));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (`${request.method} ${(request.url ?? '').split('?')[0]}`) {
    case 'GET /.well-known/openid-configuration':
      return reply(response, 200, discovery);
    case 'GET /jwks':
      return reply(response, 200, { keys: [key.publicJwk] });
    case 'POST /token':
      return giveToken(request, response);
    default:
      return reply(response, 404, { error: 'not_found' });
  }
}

async function giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined)
    return reply(response, 400, { error: 'invalid_request', error_description: 'send JSON or a form' });
  const claims = claimsFor(body.as ?? '', body.org ?? 'demo');
  if ('fault' in claims) return reply(response, 400, { error: 'invalid_request', error_description: claims.fault });
  const token = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${lifetimeSeconds} s`)
    .setJti(randomUUID())
    .sign(key.privateKey);
  return reply(response, 200, { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds });
}

async function readBody(request: IncomingMessage): Promise<{ as?: string; org?: string } | undefined> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestBody) return undefined;
  }
  if (request.headers['content-type']?.startsWith('application/json') !== true) {
    return Object.fromEntries(new URLSearchParams(text));
  }
  try {
    const { as, org } = JSON.parse(text) as Record<string, unknown>;
    return { ...(typeof as === 'string' ? { as } : {}), ...(typeof org === 'string' ? { org } : {}) };
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
