import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { Tenant } from '../access/caller.ts';
import { createEdge, type EdgeOptions } from '../edge.ts';
import { Operation } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import { createMetrics, type Metrics } from '../observe/metrics.ts';

@Controller('v1/things')
class ThingsController {
  @Get()
  @Operation('list-things', { summary: 'All things' })
  list() {
    return { items: [] };
  }
  @Post()
  @Operation('make-thing', { summary: 'Make a thing' })
  make() {
    return {};
  }
  @Post('all')
  @Operation('import-things', { summary: 'Many things', heavy: true })
  takeIn() {
    return {};
  }
  @Get('feed')
  @Operation('feed', { summary: 'Without a token' })
  feed() {
    return {};
  }
}

let refusals: Metrics;
let app: Awaited<ReturnType<typeof createEdge>>;
const known = new Set<string>();
/** A token is `Bearer tenant/actor`. */
const verifier: EdgeOptions['verifier'] = {
  known: (authorization) => (known.has(authorization ?? '') ? callerOf(authorization ?? '') : undefined),
  verify: async (authorization) => {
    if (authorization === undefined) throw new Problem(401, 'token-missing', 'Send a bearer token.');
    if (authorization.endsWith('forged')) throw new Problem(401, 'token-refused', 'Its signature does not hold.');
    return callerOf(authorization);
  },
};
const callerOf = (authorization: string) => {
  const [tenant = '', actor = ''] = authorization.slice('Bearer '.length).split('/');
  const parsed = Tenant.parse(tenant);
  return { tenant: parsed, subject: actor, actor, signInKeys: [], roles: [], fingerprint: (text: string) => text };
};

beforeEach(async () => {
  known.clear();
  refusals = createMetrics('things');
  app = await createEdge({
    service: 'things',
    policy: { 'list-things': 'signed-in', 'make-thing': 'signed-in', 'import-things': 'signed-in', feed: 'public' },
    controllers: [ThingsController],
    providers: [],
    verifier,
    people: { personOf: async () => undefined },
    metrics: refusals,
    trustedProxies: ['127.0.0.1'],
    limits: {
      windowSeconds: 60,
      person: { read: 3, write: 2, heavy: 1 },
      organization: { read: 5, write: 5, heavy: 5 },
      failedTokens: 2,
      withoutToken: 2,
    },
  });
});
afterEach(() => app.close());

type Method = 'GET' | 'POST';
const ask = async (token: string | undefined, method: Method, url: string, address = '192.0.2.1') => {
  const headers = {
    'x-forwarded-for': address,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return app.inject({ method, url, headers });
};
const times = async (count: number, asked: () => ReturnType<typeof ask>): Promise<number[]> => {
  const statuses: number[] = [];
  for (let n = 0; n < count; n += 1) statuses.push((await asked()).statusCode);
  return statuses;
};
const read = (token: string | undefined, address?: string) => ask(token, 'GET', '/v1/things', address);
const word = (response: { json: () => unknown }) => (response.json() as { type: string }).type.split(':').at(-1);

describe('who asks more often than they may', () => {
  it('hears 429 with what is left, when to come again, and which quota it was', async () => {
    expect(await times(3, () => read('acme/ada'))).toEqual([200, 200, 200]);
    const response = await read('acme/ada');
    expect([response.statusCode, word(response)]).toEqual([429, 'too-many-requests']);
    expect(response.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': '60',
      ratelimit: '"person-read";r=0;t=60',
      'ratelimit-policy': '"person-read";q=3;w=60',
    });
    expect(response.json()).toMatchObject({
      'violated-policies': ['person-read'],
      detail: expect.stringContaining('60 s'),
    });
  });
  it('hears what is left with every other answer', async () =>
    expect((await read('acme/ada')).headers).toMatchObject({
      ratelimit: '"person-read";r=2;t=60, "organization-read";r=4;t=60',
      'ratelimit-policy': '"person-read";q=3;w=60, "organization-read";q=5;w=60',
    }));
  it('keeps nobody else from asking', async () => {
    await times(9, () => read('acme/ada'));
    expect(await times(2, () => read('acme/bob'))).toEqual([200, 200]);
  });
  it('is also an organization, whose people share what it may, and no other', async () => {
    await times(3, () => read('acme/ada'));
    expect(await times(3, () => read('acme/bob'))).toEqual([200, 200, 429]);
    expect((await read('beta/ada')).statusCode).toBe(200);
  });
  it('is told for each kind of operation apart', async () => {
    expect(await times(3, () => ask('acme/ada', 'POST', '/v1/things'))).toEqual([200, 200, 429]);
    expect(await times(2, () => ask('acme/ada', 'POST', '/v1/things/all'))).toEqual([200, 429]);
    expect((await read('acme/ada')).statusCode).toBe(200);
  });
  it('is counted by route and quota, without a name', async () => {
    await times(4, () => read('acme/ada'));
    const { values } = await refusals.refusedByLimit.get();
    expect(values.map(({ labels, value }) => ({ ...labels, value }))).toEqual([
      { route: '/v1/things', reason: 'person-read', value: 1 },
    ]);
  });
});

describe('whoever guesses tokens', () => {
  const forged = (address?: string) => read('forged', address);
  it('is looked at no more after some that do not hold, and others are', async () => {
    expect(await times(3, () => forged())).toEqual([401, 401, 429]);
    expect((await read('acme/ada')).statusCode).toBe(429);
    expect((await read('acme/ada', '192.0.2.2')).statusCode).toBe(200);
  });
  it('keeps nobody out who shares the address and whose token was seen to hold', async () => {
    await times(3, () => forged());
    known.add('Bearer acme/ada');
    expect((await read('acme/ada')).statusCode).toBe(200);
  });
  it('is nobody who merely sends none', async () =>
    expect(await times(4, () => read(undefined))).toEqual([401, 401, 401, 401]));
});

describe('what needs no token', () => {
  it('is limited by address', async () => {
    expect(await times(3, () => ask(undefined, 'GET', '/v1/things/feed'))).toEqual([200, 200, 429]);
    expect((await ask(undefined, 'GET', '/v1/things/feed', '192.0.2.2')).statusCode).toBe(200);
  });
  it('is not limited where it is health', async () => {
    const statuses = await times(9, () => ask(undefined, 'GET', '/health/live'));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe('the page of the API', () => {
  it('says 429 of every operation but health', async () => {
    const { paths } = (await ask(undefined, 'GET', '/docs/openapi.json')).json<{
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    }>();
    const limited = Object.entries(paths).map(([path, methods]) => [
      path,
      Object.values(methods).every(({ responses }) => '429' in responses),
    ]);
    expect(limited.filter(([, says]) => says === false).map(([path]) => path)).toEqual([
      '/health/live',
      '/health/ready',
    ]);
    expect(limited.length).toBeGreaterThan(2);
  });
});
