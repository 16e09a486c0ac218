import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { clients, developmentGrant } from './names.ts';
import { demonstrationPeople } from './people.ts';
import { Accounts, developmentProvider } from './provider.ts';
import { signInPages } from './sign-in.ts';

const back = 'http://127.0.0.1:1/callback';
const toolSecret = 'the secret of the tool';
let server: Server;
let issuer: string;
/** Hears of logouts. */
let portal: Server;
const logouts: string[] = [];

beforeAll(async () => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  portal = createServer((request, response) => {
    let form = '';
    request.on('data', (part) => (form += String(part)));
    request.on('end', () => {
      logouts.push(new URLSearchParams(form).get('logout_token') ?? '');
      response.end();
    });
  });
  await new Promise<void>((listening) => portal.listen(0, '127.0.0.1', listening));
  const accounts = new Accounts();
  const options = {
    issuer,
    audience: 'telemachy',
    cookieSecret: 'cookies',
    toolSecret,
    organization: 'demo',
    redirectUris: [back],
    logoutUri: `http://127.0.0.1:${(portal.address() as AddressInfo).port}/logout`,
  };
  const provider = developmentProvider(
    { ...options, key: { ...(await exportJWK(privateKey)), kid: 'spec' } },
    accounts,
  );
  const pages = signInPages(provider, accounts, 'demo');
  const answers = provider.callback();
  server.on('request', (request, response) => {
    void pages.answer(request, response).then((done) => (done ? undefined : answers(request, response)));
  });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
  portal.close();
});

const discovered = (name: string, auth: client.ClientAuth): Promise<client.Configuration> =>
  client.discovery(new URL(issuer), name, undefined, auth, { execute: [client.allowInsecureRequests] });

/** A browser, as far as signing in goes: it keeps cookies and follows where it is sent, until it would leave the provider. */
const browser = () => {
  const cookies = new Map<string, string>();
  const ask = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const next = response.headers.get('location');
    if (next === null || next.startsWith(back)) return response;
    return ask(new URL(next, issuer).href);
  };
  return ask;
};

const verified = async (token: string) => {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  return (await jwtVerify(token, keys, { issuer, audience: 'telemachy', typ: 'at+jwt', algorithms: ['ES256'] }))
    .payload;
};

describe('signing in as a person', () => {
  const begin = async () => {
    const portal = await discovered(clients.portal, client.None());
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const checks = { pkceCodeVerifier, expectedState: client.randomState(), expectedNonce: client.randomNonce() };
    const url = client.buildAuthorizationUrl(portal, {
      redirect_uri: back,
      scope: 'openid',
      state: checks.expectedState,
      nonce: checks.expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const ask = browser();
    const page = await ask(url.href);
    const text = await page.text();
    const action = /action="([^"]+)"/.exec(text)?.[1] ?? '';
    return { portal, checks, ask, url: url.href, text, action: issuer + action };
  };

  it('gives a code for a token of five minutes that says who it is, and a second code without a question', async () => {
    const { portal, checks, ask, url, text, action } = await begin();
    expect(text).toContain('you are believed, without a password');
    const led = await ask(action, { org: 'demo', written: 'Ada@Example.org' });
    const place = new URL(led.headers.get('location') ?? '');
    const tokens = await client.authorizationCodeGrant(portal, place, checks);
    expect(tokens.expires_in).toBe(300);
    expect(await verified(tokens.access_token)).toMatchObject({
      org: 'demo',
      roles: [],
      email: 'ada@example.org',
      email_verified: true,
      client_id: clients.portal,
    });
    expect(tokens.claims()).toMatchObject({ sub: decodeJwt(tokens.access_token).sub, nonce: checks.expectedNonce });
    expect((await ask(url)).headers.get('location')).toMatch(/callback\?code=/);
    // A code is good once, and whoever tries it again ends what came of it.
    await expect(client.authorizationCodeGrant(portal, place, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('tells of a logout, of the session that the tokens name', async () => {
    const { portal: app, checks, ask, action } = await begin();
    const led = await ask(action, { org: 'demo', written: 'Ada@Example.org' });
    const tokens = await client.authorizationCodeGrant(app, new URL(led.headers.get('location') ?? ''), checks);
    const page = await (
      await ask(client.buildEndSessionUrl(app, { id_token_hint: tokens.id_token ?? '' }).href)
    ).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    await ask(`${issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
    const { sub, sid } = await verified(tokens.access_token);
    expect([typeof sid, logouts.length]).toEqual(['string', 1]);
    const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
    const told = await jwtVerify(logouts[0] ?? '', keys, { issuer, audience: clients.portal, typ: 'logout+jwt' });
    expect(told.payload).toMatchObject({ sub, sid, exp: expect.any(Number), jti: expect.any(String) });
  });

  it('says what is wrong with what was written, keeps it, and shows none of it as HTML', async () => {
    const { ask, action } = await begin();
    const refused = await ask(action, { org: '<b>Acme</b>', written: '"><script>' });
    expect(refused.status).toBe(400);
    const text = await refused.text();
    expect(text).toMatch(/role="alert">org must be lower case/);
    expect(text).not.toMatch(/<b>|<script>/);
    expect((await ask(action, { org: 'demo', written: '' })).status).toBe(400);
    const led = await ask(action, { org: 'demo', who: 'coordinator' });
    expect(led.headers.get('location')).toMatch(/callback\?code=/);
  });

  it('tells whoever comes late to begin again', async () => {
    const late = await fetch(`${issuer}/sign-in/long-gone`);
    expect(late.status).toBe(400);
    expect(await late.text()).toContain('This sign-in has ended');
  });

  it.each([
    ['without PKCE', {}, /requires\+PKCE/],
    ['for another address to lead back to', { redirect_uri: 'http://evil.example/callback' }, /redirect_uri/],
    ['for a token at once, without a code', { response_type: 'token' }, /response_type/],
  ])('is refused %s', async (_, otherwise, fault) => {
    const url = new URL(`${issuer}/auth`);
    url.search = new URLSearchParams({
      client_id: clients.portal,
      response_type: 'code',
      redirect_uri: back,
      scope: 'openid',
      ...otherwise,
    }).toString();
    const answer = await browser()(url.href);
    const said = `${answer.headers.get('location') ?? ''} ${await answer.text()}`;
    expect(decodeURIComponent(said)).toMatch(fault);
    expect(said).not.toMatch(/[?&#](code|access_token)=/);
  });
});

describe('a tool', () => {
  it('gets a token of its organization by its secret alone', async () => {
    const tool = await discovered(clients.tool, client.ClientSecretBasic(toolSecret));
    const { access_token: token } = await client.clientCredentialsGrant(tool);
    expect(await verified(token)).toMatchObject({ sub: clients.tool, org: 'demo', roles: ['analyst'] });
    const guessing = await discovered(clients.tool, client.ClientSecretBasic('guessed'));
    await expect(client.clientCredentialsGrant(guessing)).rejects.toMatchObject({ status: 401 });
  });
});

describe('the development grant', () => {
  const ask = async (fields: Record<string, string>) => {
    const body = new URLSearchParams({ grant_type: developmentGrant, client_id: clients.development, ...fields });
    const response = await fetch(`${issuer}/token`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  it('gives anybody’s token for an hour, in the form of the others', async () => {
    const { status, body } = await ask({ as: 'coordinator', org: 'acme' });
    expect([status, body['expires_in'], body['token_type']]).toEqual([200, 3600, 'Bearer']);
    const token = body['access_token'] ?? '';
    expect(await verified(token)).toMatchObject({
      org: 'acme',
      roles: ['coordinator'],
      client_id: clients.development,
    });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt', kid: 'spec' });
  });

  it('keeps to the client it is for, and says what is wrong', async () => {
    expect(await ask({ as: 'superuser' })).toMatchObject({
      status: 400,
      body: { error_description: expect.stringMatching(/^as must be/) },
    });
    expect(await ask({ as: 'coordinator', client_id: clients.portal })).toMatchObject({ status: 400 });
  });
});

describe('the people to sign in as with one click', () => {
  it('are those that the demo imports', () => {
    const sample = ['mentors', 'mentees'].map((name) =>
      readFileSync(new URL(`../../test/data/mentor-match-small/${name}.csv`, import.meta.url), 'utf8'),
    );
    for (const { email } of demonstrationPeople) expect(sample.join()).toContain(`,${email},`);
  });
});
