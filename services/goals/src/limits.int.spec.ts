import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';

let issuer: Issuer;
let service: ServiceUnderTest;
const most = 3;

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(goalsService, {
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_RATE_LIMITS: 'on',
    TELEMACHY_RATE_WINDOW_SECONDS: '2',
    TELEMACHY_RATE_PERSON_READS: String(most),
    TELEMACHY_RATE_FAILED_TOKENS: String(most),
  });
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
});

const ask = async (token: string) => {
  const response = await fetch(`${service.url}/v1/goals/${randomUUID()}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.arrayBuffer();
  return response;
};
const statuses = async (count: number, token: string): Promise<number[]> => {
  const found: number[] = [];
  for (let n = 0; n < count; n += 1) found.push((await ask(token)).status);
  return found;
};

describe('a service that is asked too often', () => {
  it('answers 429 to that person, nobody else, and until the window ends, and counts it', async () => {
    const ada = await issuer.token({ sub: 'ada', roles: ['coordinator'] });
    const bob = await issuer.token({ sub: 'bob', roles: ['coordinator'] });
    await eventually(async () => {
      const asked = await Promise.all(Array.from({ length: most + 1 }, () => ask(ada)));
      const refused = asked.filter(({ status }) => status === 429);
      expect(refused).toHaveLength(1);
      expect(refused[0]?.headers.get('ratelimit-policy')).toBe(`"person-read";q=${most};w=2`);
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    });
    expect((await ask(bob)).status).toBe(404);
    await eventually(async () => expect((await ask(ada)).status).toBe(404));
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/telemachy_rate_limited_total\{.*reason="person-read".*\} [1-9]/);
  });
  it('looks at no more tokens of an address that sends many that do not hold, but at those it knows', async () => {
    const known = await issuer.token({ sub: 'known', roles: ['coordinator'] });
    expect((await ask(known)).status).toBe(404);
    const fresh = await issuer.token({ sub: 'fresh', roles: ['coordinator'] });
    expect(new Set(await statuses(most, 'a.b.c'))).toEqual(new Set([401]));
    expect([(await ask(fresh)).status, (await ask(known)).status]).toEqual([429, 404]);
  });
  it('tells its health however often it is asked', async () => {
    const asked = await Promise.all(Array.from({ length: 10 * most }, () => fetch(`${service.url}/health/live`)));
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
