import { createServer } from 'node:http';
import { join } from 'node:path';
import { secretIn } from '../src/platform/secret-in.ts';
import { requiredVariable } from '../src/required-variable.ts';
import { clients } from './names.ts';
import { Accounts, developmentProvider } from './provider.ts';
import { signInPages } from './sign-in.ts';
import { signingKey } from './signing-key.ts';

// A development issuer: whoever reaches it becomes anybody. It is for one machine, never for real people's data.
// TELEMACHY_LOGOUT_URI is where logouts are told of: matching's /v1/back-channel-logout.
// TELEMACHY_ISSUER_URL is what tokens name as `iss`; TELEMACHY_ISSUER_HOST is where it listens (loopback).
const port = Number(requiredVariable('TELEMACHY_PORT'));
const host = process.env['TELEMACHY_ISSUER_HOST'] ?? '127.0.0.1';
const issuer = process.env['TELEMACHY_ISSUER_URL'] ?? `http://127.0.0.1:${port}`;
const data = (name: string): string => join(requiredVariable('TELEMACHY_ISSUER_DATA'), name);
/** Of the demonstration. */
const organization = 'demo';

const key = await signingKey(data('signing-key.json'));
const accounts = new Accounts();
const logoutUri = process.env['TELEMACHY_LOGOUT_URI'];
const provider = developmentProvider(
  {
    issuer,
    audience: process.env['TELEMACHY_AUDIENCE'] ?? 'telemachy',
    key,
    cookieSecret: await secretIn(data('cookie-secret')),
    toolSecret: await secretIn(data('tool-secret')),
    organization,
    redirectUris: (process.env['TELEMACHY_REDIRECT_URIS'] ?? 'http://127.0.0.1/callback').split(','),
    ...(logoutUri === undefined ? {} : { logoutUri }),
  },
  accounts,
);
provider.on('server_error', (_ctx, error) => console.error(error));

const pages = signInPages(provider, accounts, organization);
const answers = provider.callback();
const server = createServer((request, response) => {
  pages.answer(request, response).then(
    (done) => (done ? undefined : answers(request, response)),
    (error: unknown) => {
      console.error(error);
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"server_error"}');
    },
  );
});
server.listen(port, host, () =>
  console.error(
    `development issuer ${issuer} listens on ${host}:${port}; the secret of ${clients.tool} is in ${data('tool-secret')}`,
  ),
);
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
