import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { matchingService } from './matching.module.ts';

/** What is promised of logouts. */
const withinMs = 60_000;
let issuer: Issuer;
let service: ServiceUnderTest;

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(matchingService, { OIDC_ISSUERS: issuer.url, TELEMACHY_LOGOUT_CLIENTS: 'portal' });
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

const tell = async (logout: string): Promise<number> => {
  const response = await fetch(`${service.url}/v1/back-channel-logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: logout }),
  });
  return response.status;
};

describe('a logout at the provider', () => {
  it('ends tokens from before it within the minute, is heard once, and stands after a restart', async () => {
    const claims = { sub: 'c', roles: ['coordinator'] };
    const token = await issuer.token({ ...claims, issuedIn: -10 });
    const asked = async (by = token) => (await service.as(by).get('/v1/programs')).status;
    const logout = await issuer.logoutToken({ sub: 'c', iat: Math.floor(Date.now() / 1000) - 5 });
    expect(await asked()).toBe(200);
    expect(await tell(logout)).toBe(200);
    await eventually(async () => expect(await asked()).toBe(401), withinMs);
    await service.restart();
    await service.as().untilReady();
    expect([await asked(), await tell(logout), await asked(await issuer.token(claims))]).toEqual([401, 400, 200]);
  }, 180_000);
});
