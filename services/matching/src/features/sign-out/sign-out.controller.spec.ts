import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inMemory, type InMemory } from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { matchingService } from '../../matching.module.ts';
import { UPLOADS } from '../../tokens.ts';

let issuer: Issuer;
let service: InMemory;
beforeAll(async () => {
  issuer = await startIssuer();
  service = await inMemory(matchingService, {
    issuer,
    // Files are no part of this.
    providers: [{ provide: UPLOADS, useValue: {} }],
    config: { TELEMACHY_LOGOUT_CLIENTS: ['portal'] },
  });
});
afterAll(() => Promise.all([service.close(), issuer.close()]));

const send = async (form: string | URLSearchParams, type = 'application/x-www-form-urlencoded') => {
  const { status, text, headers } = await service.send({
    method: 'POST',
    url: '/v1/back-channel-logout',
    headers: { 'content-type': type },
    body: String(form),
  });
  return { status, headers, body: JSON.parse(text) as Readonly<Record<string, unknown>> };
};
const told = (token: string) => send(new URLSearchParams({ logout_token: token }));
const coordinator = (claims: Parameters<Issuer['token']>[0]) => issuer.token({ roles: ['coordinator'], ...claims });
const asks = async (token: string) => (await service.send({ method: 'GET', url: '/v1/programs', token })).status;

describe('a logout at the provider', () => {
  it('ends every session of the subject from before it, once', async () => {
    const [mine, other] = [await coordinator({ sub: 'ann' }), await coordinator({ sub: 'ben' })];
    const logout = await issuer.logoutToken({ sub: 'ann' });
    expect(await asks(mine)).toBe(200);
    const heard = await told(logout);
    expect([heard.status, heard.headers['cache-control']]).toEqual([200, 'no-store']);
    expect([await asks(mine), await asks(other)]).toEqual([401, 200]);
    expect(await told(logout)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request', error_description: 'it was heard before' },
    });
  });
  it('ends the session that it names, and no other', async () => {
    const [one, another] = await Promise.all(['s1', 's2'].map((sid) => coordinator({ sub: 'cy', more: { sid } })));
    expect((await told(await issuer.logoutToken({ sid: 's1', sub: 'cy' }))).status).toBe(200);
    expect([await asks(one ?? ''), await asks(another ?? '')]).toEqual([401, 200]);
  });
  it('is not heard from a stranger, nor where the form holds no token or two', async () => {
    const mine = await coordinator({ sub: 'dee' });
    const other = await startIssuer();
    const forms = [
      new URLSearchParams({ logout_token: await other.logoutToken({ sub: 'dee', iss: issuer.url }) }),
      '',
      'token=x',
      'logout_token=a&logout_token=b',
    ];
    await other.close();
    for (const form of forms)
      expect(await send(form)).toMatchObject({ status: 400, body: { errors: [{ path: 'logout_token' }] } });
    expect(await send('{}', 'application/json')).toMatchObject({ status: 415 });
    expect(await send('x'.repeat(20_000))).toMatchObject({ status: 413 });
    expect(await asks(mine)).toBe(200);
  });
});
