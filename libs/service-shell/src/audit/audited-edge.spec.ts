import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { auditLog, AuditUnavailable, memoryAuditStorage, verifyChain, type AuditStorage } from '@telemachy/audit';
import { PersonId } from '@telemachy/contracts';
import { eventually } from '@telemachy/testing';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import { Tenant, type OrganizationRole } from '../access/caller.ts';
import { createEdge, ServiceRefused, type EdgeOptions } from '../edge.ts';
import { Answer } from '../http/answer.ts';
import { Asked, Operation } from '../http/operation.ts';
import { Problem } from '../http/problem.ts';
import type { Policy } from '../access/policy.ts';
import type { Audited } from './audited.ts';

const mine = '00000000-0000-4000-8000-000000000011';
const theirs = '00000000-0000-4000-8000-000000000012';
const Note = z.strictObject({ mentorshipId: z.uuid(), text: z.string().max(40) });
const ofMine = (id: string): readonly 'owner'[] => (id === mine ? ['owner'] : []);

@Controller('v1/notes')
class NotesController {
  @Get(':id')
  @Operation('read-note', { summary: 'One note' })
  read(@Param('id', { schema: z.uuid() }) id: string, @Asked() access: Access<'owner'>) {
    access.permit(ofMine(id));
    return { text: 'words that are private' };
  }

  @Get()
  @Operation('list-notes', { summary: 'All of a pair' })
  list(@Query({ schema: z.object({ mentorshipId: z.uuid() }) }) query: { readonly mentorshipId: string }) {
    return { items: [{ text: 'one' }, { text: query.mentorshipId }] };
  }

  @Post()
  @Operation('write-note', { summary: 'Write one', status: 201, example: { mentorshipId: mine, text: 'x' } })
  write(@Body({ schema: Note }) body: z.infer<typeof Note>, @Asked() access: Access<'owner'>): Answer {
    access.permit(ofMine(body.mentorshipId));
    if (body.text === 'outage') throw Object.assign(new Error('down'), { name: 'StoreUnavailable' });
    return new Answer(201, { id: theirs });
  }

  @Get('by/weather')
  @Operation('read-weather', { summary: 'Nobody’s data' })
  weather() {
    return { sunny: true };
  }
}

const policy = {
  'read-note': { relations: ['owner'], roles: ['auditor'] },
  'list-notes': { roles: ['coordinator'] },
  'write-note': { relations: ['owner'] },
  'read-weather': 'signed-in',
} as const satisfies EdgeOptions['policy'];
const audited = {
  'read-note': 'private-read',
  'list-notes': 'private-read',
  'write-note': 'private-written',
  'read-weather': 'none',
} as const;

const chain = { tenant: 'acme', service: 'notes' };
const actor = '00000000-0000-4000-8000-000000000001';
const person = '00000000-0000-4000-8000-000000000002';
const at = '2027-03-10T09:00:00.000Z';

let kept: ReturnType<typeof memoryAuditStorage>;
/** What is done instead of adding a block. */
let instead: AuditStorage['add'] | undefined;
const storage: AuditStorage = {
  last: (of) => kept.last(of),
  add: (...block) => (instead ?? kept.add)(...block),
  blocks: (of) => kept.blocks(of),
  tenants: (of) => kept.tenants(of),
  addHead: (...head) => kept.addHead(...head),
  heads: (of) => kept.heads(of),
};
const options: EdgeOptions = {
  service: chain.service,
  policy,
  controllers: [NotesController],
  providers: [],
  verifier: {
    verify: async (authorization = '') => {
      if (authorization === '') throw new Problem(401, 'token-missing', 'Send a bearer token.');
      const roles = authorization.split(' ').slice(1) as OrganizationRole[];
      const fingerprint = (content: string) => `keyed ${content}`;
      return { tenant: Tenant.parse(chain.tenant), subject: 'somebody', actor, signInKeys: [], roles, fingerprint };
    },
  },
  people: { personOf: async () => PersonId.parse(person) },
  barred: {
    admit: async ({ roles }) => {
      if (roles.includes('service')) throw new Problem(401, 'token-refused', 'They left.');
    },
  },
};
const logOf = () => auditLog({ service: chain.service, storage, now: () => new Date(at) });

let app: Awaited<ReturnType<typeof createEdge>>;
beforeAll(async () => {
  // The log keeps no end of a chain that it failed on, and here each spec begins with an empty one.
  const log = { record: (...entry: Parameters<ReturnType<typeof logOf>['record']>) => logOf().record(...entry) };
  app = await createEdge({ ...options, audit: { log, audited } });
});
afterAll(() => app.close());
beforeEach(() => {
  kept = memoryAuditStorage();
  instead = undefined;
});

const somebody = { authorization: 'Bearer', 'x-correlation-id': 'c-1' };
const coordinator = { ...somebody, authorization: 'Bearer coordinator' };
const get = (url: string, headers: Readonly<Record<string, string>> = somebody) =>
  app.inject({ method: 'GET', url: `/v1/notes${url}`, headers });
const write = (payload: object) =>
  app.inject({
    method: 'POST',
    url: '/v1/notes',
    payload,
    headers: { ...somebody, 'content-type': 'application/json' },
  });
const written = async (): Promise<readonly unknown[]> => {
  const texts: string[] = [];
  for await (const block of kept.blocks(chain)) texts.push(...block.texts);
  return texts.map((text) => JSON.parse(text) as unknown);
};

describe('a decision on access', () => {
  it('is written down with who, what, as what, which thing, when and which request', async () => {
    expect((await get(`/${mine}`)).statusCode).toBe(200);
    expect(await written()).toEqual([
      {
        seq: 1,
        at,
        kind: 'private-read',
        actor,
        details: {
          operation: 'read-note',
          outcome: 'allowed',
          status: 200,
          by: ['owner'],
          roles: [],
          correlationId: 'c-1',
          person,
          about: { id: mine },
        },
      },
    ]);
    expect(await verifyChain(kept, chain)).toMatchObject({ entries: 1, tampered: [] });
  });

  it('is written down when it is no, for want of a relation or of a role', async () => {
    expect((await get(`/${theirs}`)).statusCode).toBe(404);
    expect((await get(`?mentorshipId=${mine}`)).statusCode).toBe(403);
    expect(await written()).toMatchObject([
      {
        kind: 'private-read',
        actor,
        details: { operation: 'read-note', outcome: 'refused', status: 404, by: [], about: { id: theirs } },
      },
      { details: { operation: 'list-notes', outcome: 'refused', status: 403, by: [], about: { mentorshipId: mine } } },
    ]);
  });

  it('is written down when somebody asks, for whatever, who may not act any more', async () => {
    expect((await get('/by/weather', { ...somebody, authorization: 'Bearer service' })).statusCode).toBe(401);
    expect(await written()).toMatchObject([
      { kind: 'token-refused', actor, details: { operation: 'read-weather', outcome: 'refused', status: 401, by: [] } },
    ]);
  });

  it('says by which role, and how many things were given', async () => {
    await get(`?mentorshipId=${mine}`, coordinator);
    expect(await written()).toMatchObject([
      {
        details: {
          outcome: 'allowed',
          by: ['coordinator'],
          roles: ['coordinator'],
          items: 2,
          about: { mentorshipId: mine },
        },
      },
    ]);
  });

  it('names the thing that was made', async () => {
    expect((await write({ mentorshipId: mine, text: 'x' })).statusCode).toBe(201);
    expect(await written()).toMatchObject([
      { kind: 'private-written', details: { status: 201, about: { id: theirs, mentorshipId: mine } } },
    ]);
  });

  it('holds no word: neither of the answer nor of what was sent in place of an id', async () => {
    await get(`/${mine}`);
    await write({ mentorshipId: mine, text: 'hush-hush' });
    await get('?mentorshipId=hush-hush');
    await get('/hush-hush', { ...somebody, authorization: 'Bearer auditor' });
    const texts = JSON.stringify(await written());
    expect(texts).toContain('list-notes');
    expect(texts).not.toMatch(/hush|words that are private/);
  });

  it.each([
    ['nobody has said who asks', () => get(`/${mine}`, {}), 401],
    ['the request cannot be read', () => get('/hush-hush'), 400],
    ['nobody’s data are asked for', () => get('/by/weather'), 200],
    ['nothing was given, since the store is away', () => write({ mentorshipId: mine, text: 'outage' }), 503],
    ['there is no such route', () => get('/a/b/c'), 404],
  ])('is none where %s', async (_, ask, status) => {
    expect((await ask()).statusCode).toBe(status);
    expect(await written()).toEqual([]);
  });
});

describe('an answer', () => {
  it.each([
    ['that is good', () => get(`/${mine}`), 200],
    ['that refuses', () => get(`/${theirs}`), 404],
  ])('%s does not go out before its entry is durable', async (_, ask, status) => {
    let durable = (): void => {};
    let asked = false;
    const gate = new Promise<void>((resolve) => {
      durable = resolve;
    });
    instead = async (...block) => {
      asked = true;
      await gate;
      return kept.add(...block);
    };
    let answered = false;
    const answer = ask().then((response) => {
      answered = true;
      return response;
    });
    await eventually(() => expect(asked).toBe(true));
    // As long as the whole answer to something that is not audited takes.
    await get('/by/weather');
    expect(answered).toBe(false);
    durable();
    expect((await answer).statusCode).toBe(status);
    expect(await written()).toHaveLength(1);
  });

  it.each([
    ['good', () => get(`/${mine}`)],
    ['a refusal', () => get(`/${theirs}`)],
    ['made something', () => write({ mentorshipId: mine, text: 'x' })],
  ])('is 503 where it cannot be written down that it would be %s', async (_, ask) => {
    instead = async () => {
      throw new AuditUnavailable('away');
    };
    const response = await ask();
    expect([response.statusCode, response.json<{ type: string }>().type]).toEqual([
      503,
      'urn:telemachy:problem:unavailable',
    ]);
    expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    expect(response.body).not.toMatch(/private|not-found/);
    instead = undefined;
    expect((await get(`/${mine}`)).statusCode).toBe(200);
  });
});

describe('a service', () => {
  const start = (marks: Audited, rows: Policy = policy) =>
    createEdge({ ...options, policy: rows, audit: { log: { record: async () => 1 }, audited: marks } });
  const { 'read-note': _read, ...without } = audited;

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['an operation says nothing of its audit', () => start(without), /"read-note" does not say/],
    ['something is audited that is no operation', () => start({ ...audited, dance: 'none' }), /"dance" is audited/],
    [
      'somebody would be audited whom nobody knows',
      () => start({ ...audited, 'read-weather': 'personal-read' }, { ...policy, 'read-weather': 'public' }),
      /"read-weather" is public/,
    ],
  ])('does not start where %s', async (_, starting, why) => {
    const refused = await starting().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ServiceRefused);
    expect(String(refused)).toMatch(why);
  });
});
