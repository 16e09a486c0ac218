import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { PersonId } from '@telemachy/contracts';
import { z } from 'zod';
import type { Access } from './access/access.ts';
import { Tenant, type Caller, type OrganizationRole } from './access/caller.ts';
import { Forgotten } from '@telemachy/privacy';
import { createEdge, ServiceRefused, type EdgeOptions } from './edge.ts';
import { Answer } from './http/answer.ts';
import type { CommandContext } from './http/command-context.ts';
import { Asked, Commanded, Operation } from './http/operation.ts';
import { Problem } from './http/problem.ts';
import { PageQuery } from './read-models/page.ts';

const Thing = z.strictObject({ name: z.string().min(1).max(20), size: z.strictObject({ width: z.int() }).optional() });
type Thing = z.infer<typeof Thing>;
const ThingId = z.uuid();

@Controller('v1/things')
class ThingsController {
  @Post()
  @Operation('make-thing', { summary: 'Make a thing', status: 201, example: { name: 'x' } })
  make(@Body({ schema: Thing }) body: Thing, @Commanded() context: CommandContext): Answer {
    return new Answer(201, {
      id: context.createdId('thing'),
      ifMatch: context.ifMatch ?? null,
      name: body.name.length,
      bodyHash: context.identity.bodyHash,
    });
  }

  @Get(':id')
  @Operation('read-thing', {
    summary: 'One thing',
    answer: z.object({ by: z.array(z.string()) }).meta({ id: 'Thing' }),
  })
  read(@Param('id', { schema: ThingId }) id: string, @Asked() access: Access<'owner'>) {
    return { by: access.permit(id.endsWith('1') ? ['owner'] : []) };
  }

  @Get()
  @Operation('list-things', { summary: 'All things' })
  list(@Query({ schema: PageQuery }) query: z.infer<typeof PageQuery>) {
    return { items: [], limit: query.limit };
  }

  @Get('by/chance')
  @Operation('careless', { summary: 'Forgets to ask who may' })
  careless() {
    return { secret: 'hush' };
  }

  @Get('by/error/:kind')
  @Operation('fail', { summary: 'Fails' })
  fail(@Param('kind') kind: string) {
    if (kind === 'outage') throw Object.assign(new Error('down'), { name: 'StoreUnavailable' });
    if (kind === 'slow') throw Object.assign(new Error('exceeded time limit'), { name: 'MongoServerError', code: 50 });
    if (kind === 'forgotten') throw new Forgotten('mentorship', 'm1');
    if (kind === 'problem') throw new Problem(409, 'thing-taken', 'Somebody has it.');
    throw new Error('password=hunter2 in an inner detail');
  }

  @Get('by/feed')
  @Operation('feed', { summary: 'Without a token', produces: 'text/calendar' })
  feed() {
    return new Answer(200, 'BEGIN:VCALENDAR', { 'content-type': 'text/calendar; charset=utf-8' });
  }
}

const policy = {
  'make-thing': 'signed-in',
  'read-thing': { relations: ['owner'], roles: ['coordinator'] },
  'list-things': { roles: ['coordinator'] },
  careless: { relations: ['owner'] },
  fail: 'signed-in',
  feed: 'public',
} as const satisfies EdgeOptions['policy'];

const caller = (roles: readonly OrganizationRole[]): Caller => ({
  tenant: Tenant.parse('acme'),
  subject: 'somebody',
  actor: '00000000-0000-4000-8000-000000000001',
  signInKeys: ['key'],
  roles,
  fingerprint: (content: string) => `keyed ${content}`,
});
const options: EdgeOptions = {
  service: 'things',
  policy,
  controllers: [ThingsController],
  providers: [],
  verifier: {
    verify: async (authorization) => {
      if (authorization === undefined) throw new Problem(401, 'token-missing', 'Send a bearer token.');
      return caller(authorization.includes('coordinator') ? ['coordinator'] : []);
    },
  },
  people: { personOf: async () => PersonId.parse('00000000-0000-4000-8000-000000000002') },
  asyncApi: () => ({ asyncapi: '3.0.0', info: { title: 'What things say' } }),
};

let app: Awaited<ReturnType<typeof createEdge>>;
beforeAll(async () => {
  app = await createEdge(options);
});
afterAll(() => app.close());

const person = { authorization: 'Bearer person' };
const coordinator = { authorization: 'Bearer coordinator' };
const get = (url: string, headers: Record<string, string> = person) => app.inject({ method: 'GET', url, headers });
const post = (payload: unknown, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/v1/things',
    headers: { ...person, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });
const mine = '00000000-0000-4000-8000-000000000001';
const theirs = '00000000-0000-4000-8000-000000000009';
type Told = { type: string; detail: string; instance: string; errors?: { in: string; path: string }[] };
const told = (response: { json: () => unknown }): Told => response.json() as Told;
const word = (response: { json: () => unknown }): string => told(response).type.replace('urn:telemachy:problem:', '');

describe('a service that does not fit together', () => {
  it('does not start: a route without a row, a row without a route, all of them named', async () => {
    const { fail: _, ...rest } = policy;
    const refused = createEdge({ ...options, policy: { ...rest, 'no-such': 'public' } });
    await expect(refused).rejects.toThrow(ServiceRefused);
    await expect(refused).rejects.toThrow(/"fail" has no row[^]*"no-such" has no route/);
  });
});

describe('access', () => {
  it('needs a token', async () => {
    const response = await get(`/v1/things/${mine}`, {});
    expect([response.statusCode, word(response)]).toEqual([401, 'token-missing']);
  });
  it('needs none for what the policy calls public', async () => {
    const response = await get('/v1/things/by/feed', {});
    expect([response.statusCode, response.body]).toEqual([200, 'BEGIN:VCALENDAR']);
    expect(response.headers['content-type']).toContain('text/calendar');
  });
  it('is by relation', async () => expect((await get(`/v1/things/${mine}`)).json()).toEqual({ by: ['owner'] }));
  it('is by role', async () =>
    expect((await get(`/v1/things/${theirs}`, coordinator)).json()).toEqual({ by: ['coordinator'] }));
  it('does not tell whether what is not yours exists', async () => {
    const response = await get(`/v1/things/${theirs}`);
    expect([response.statusCode, word(response)]).toEqual([404, 'not-found']);
  });
  it('says 403 where a role alone decides', async () => {
    const response = await get('/v1/things');
    expect([response.statusCode, word(response)]).toEqual([403, 'forbidden']);
  });
  it('holds back the answer of a handler that never asked who may', async () => {
    const response = await get('/v1/things/by/chance');
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toContain('hush');
  });
});

describe('a request that is not well formed', () => {
  it('hears every fault of its body, with unknown keys by name and no value', async () => {
    const response = await post({ name: '', colour: 'red-secret', size: { width: 'wide-secret', depth: 1 } });
    expect([response.statusCode, word(response)]).toEqual([400, 'invalid-request']);
    const paths = told(response).errors?.map(({ in: place, path }) => `${place} ${path}`);
    expect(paths?.sort()).toEqual(['body colour', 'body name', 'body size.depth', 'body size.width']);
    expect(response.body).not.toContain('secret');
  });
  it('hears which value cannot be kept as it is', async () => {
    const response = await post('{"name":"x","size":{"width":-0}}');
    expect([response.statusCode, response.json().errors]).toEqual([
      400,
      [{ in: 'body', path: 'size.width', message: '-0 is written as 0. Write 0' }],
    ]);
  });

  it.each([
    ['list', JSON.stringify({ name: Array.from({ length: 2001 }, () => 1) })],
    ['object', JSON.stringify({ name: Object.fromEntries(Array.from({ length: 2001 }, (_, n) => [`k${n}`, 1])) })],
  ])('hears which %s is too long', async (_, payload) => {
    const response = await post(payload);
    expect([response.statusCode, response.json().errors]).toEqual([
      400,
      [{ in: 'body', path: 'name', message: 'holds more than 2000 of them' }],
    ]);
  });
  it('hears where it is nested too deep', async () => {
    const response = await post(`{"name":${'['.repeat(40)}${']'.repeat(40)}}`);
    expect(response.statusCode).toBe(400);
    expect(response.json().errors).toMatchObject([{ message: 'is nested deeper than 32 levels' }]);
  });
  it('hears that its path or query does not fit', async () => {
    expect(told(await get('/v1/things/12')).errors).toMatchObject([{ in: 'path', path: 'id' }]);
    expect(told(await get('/v1/things?limit=0&colour=red', coordinator)).errors).toMatchObject([
      { in: 'query', path: 'limit' },
      { in: 'query', path: 'colour' },
    ]);
  });
  it.each([
    ['that it is not JSON', '{"name":', {}, 400, 'malformed-json'],
    ['that it is empty', '', {}, 400, 'malformed-json'],
    ['that it is no object', '[]', {}, 400, 'invalid-request'],
    ['that it reaches for a prototype', '{"name":"x","__proto__":{"a":1}}', {}, 400, 'invalid-request'],
    [
      'that its media type is not taken',
      'name=x',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'unsupported-media-type',
    ],
    ['that plain text is not taken', 'x', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['that it is too large', JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), {}, 413, 'too-large'],
    ['that its If-Match is none of ours', '{"name":"x"}', { 'if-match': 'W/"3"' }, 400, 'invalid-request'],
    ['that its Idempotency-Key cannot be read', '{"name":"x"}', { 'idempotency-key': 'a b' }, 400, 'invalid-request'],
  ])('hears %s', async (_, payload, headers, status, expected) => {
    const response = await post(payload, headers as Record<string, string>);
    expect([response.statusCode, word(response)]).toEqual([status, expected]);
    expect(response.headers['content-type']).toContain('application/problem+json');
  });
  it('hears which methods an address takes, or that there is none', async () => {
    const wrong = await app.inject({ method: 'DELETE', url: `/v1/things/${mine}`, headers: person });
    expect([wrong.statusCode, wrong.headers['allow'], word(wrong)]).toEqual([405, 'GET', 'method-not-allowed']);
    const query = await app.inject({ method: 'QUERY' as 'GET', url: `/v1/things/${mine}`, headers: person });
    expect([query.statusCode, query.headers['allow'], word(query)]).toEqual([405, 'GET', 'method-not-allowed']);
    expect(word(await get('/v1/nothings'))).toBe('no-such-route');
    expect(word(await get('/v1/things/%E0%A4%A'))).toBe('malformed-request');
  });
});

describe('a browser that meets an answer', () => {
  it.each([
    ['that is good', () => get(`/v1/things/${mine}`)],
    ['that refuses', () => get('/v1/things/12')],
    ['that nobody may have', () => get(`/v1/things/${mine}`, {})],
    ['where no route is', () => get('/v1/nothings')],
  ])('%s keeps none of it, guesses no type and shows it to no other site', async (_, ask) => {
    const { headers } = await ask();
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(headers['content-type']).toMatch(/^application\/(problem\+)?json; charset=utf-8$/);
    const from = await app.inject({
      method: 'GET',
      url: `/v1/things/${mine}`,
      headers: { ...person, origin: 'https://evil.example' },
    });
    expect(Object.keys(from.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('what goes wrong inside', () => {
  it('leaves as 500 without inner details, with an instance to find it by', async () => {
    const response = await get('/v1/things/by/error/bug', { ...person, 'x-correlation-id': 'abc-1' });
    expect([response.statusCode, word(response)]).toEqual([500, 'internal']);
    expect(response.body).not.toContain('hunter2');
    expect([told(response).instance, response.headers['x-correlation-id']]).toEqual([
      'urn:telemachy:correlation:abc-1',
      'abc-1',
    ]);
  });
  it('says that words are gone for ever, and not whose', async () => {
    const response = await get('/v1/things/by/error/forgotten');
    expect([response.statusCode, word(response)]).toEqual([410, 'words-forgotten']);
    expect(response.body).not.toContain('m1');
  });
  it('leaves as 503 that says what to ask instead where a query took too long', async () => {
    const response = await get('/v1/things/by/error/slow');
    expect([response.statusCode, word(response), told(response).detail]).toEqual([
      503,
      'query-too-long',
      expect.stringContaining('Ask for less'),
    ]);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  });
  it('leaves as 503 with Retry-After while the store cannot be reached', async () => {
    const response = await get('/v1/things/by/error/outage');
    expect([response.statusCode, word(response)]).toEqual([503, 'unavailable']);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a command', () => {
  it('makes the same id for the same key, another for another', async () => {
    const [first, again, other] = await Promise.all(
      ['one', '"one"', 'two'].map(
        async (key) => (await post({ name: 'x' }, { 'idempotency-key': key })).json<{ id: string }>().id,
      ),
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
  it('carries the version it was decided on', async () =>
    expect((await post({ name: 'x' }, { 'if-match': '"3"' })).json()).toMatchObject({ ifMatch: 3 }));
  it('keeps of its body only a keyed hash, the same however it is written', async () => {
    const hashOf = async (body: unknown) => ((await post(body)).json() as { bodyHash: string }).bodyHash;
    const first = await hashOf({ name: 'x', size: { width: 1 } });
    expect(first).toMatch(/^keyed [0-9a-f]{64}$/);
    expect(await hashOf('{ "size": { "width": 1 }, "name": "x" }')).toBe(first);
    expect(await hashOf({ name: 'y' })).not.toBe(first);
  });
});

describe('the pages of the API', () => {
  it('say what the routes validate, with problems, headers and who may', async () => {
    const document = (await get('/docs/openapi.json', {})).json<{
      openapi: string;
      paths: Record<
        string,
        Record<string, { description: string; security?: unknown[]; parameters: { name: string }[] }>
      >;
      components: { schemas: Record<string, unknown> };
    }>();
    expect(document.openapi).toBe('3.1.0');
    const make = document.paths['/v1/things']?.['post'];
    expect(make?.parameters.map(({ name }) => name)).toEqual(['Idempotency-Key']);
    expect(make).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { required: ['name'], additionalProperties: false } } } },
    });
    expect(document.paths['/v1/things/{id}']?.['get']?.description).toContain('Who: owner, coordinator (role).');
    expect(document.paths['/v1/things/by/feed']?.['get']?.security).toEqual([]);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Problem', 'Thing', 'Health']));
    expect(JSON.stringify(document)).not.toMatch(/#\/(\$defs|definitions)|readOnly/);
  });
  it('carry the version of the release', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect((await get('/docs/openapi.json', {})).json()).toMatchObject({ info: { version } });
  });
  it('lead to what the service says on Kafka, without a token', async () => {
    const { externalDocs } = (await get('/docs/openapi.json', {})).json<{ externalDocs: { url: string } }>();
    const response = await get(externalDocs.url, {});
    expect([response.statusCode, response.json()]).toEqual([200, options.asyncApi?.()]);
    expect(response.headers['content-type']).toContain('application/json');
  });
  it('are there to be looked at', async () => {
    const response = await get('/docs', {});
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('swagger-ui');
  });
});

describe('health', () => {
  it('lives without asking anything', async () =>
    expect((await get('/health/live', {})).json()).toMatchObject({ status: 'ok' }));
  it('is ready when all is', async () => expect((await get('/health/ready', {})).statusCode).toBe(200));
});
