import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Delete, Post } from '@nestjs/common';
import { z } from 'zod';
import { Tenant } from '../access/caller.ts';
import { createEdge } from '../edge.ts';
import { Operation } from './operation.ts';
import { Problem } from './problem.ts';

const Thing = z.strictObject({ name: z.string(), parts: z.array(z.record(z.string(), z.unknown())).optional() });

@Controller('v1')
class BodiesController {
  @Post('things')
  @Operation('make-thing', { summary: 'Takes JSON' })
  make(@Body({ schema: Thing }) { name }: z.infer<typeof Thing>) {
    return { name };
  }
  @Post('files')
  @Operation('take-file', { summary: 'Takes CSV', consumes: 'text/csv' })
  async take(@Body() body: unknown) {
    return { file: body instanceof Readable ? await text(body) : 'none' };
  }
  @Delete('things')
  @Operation('drop-things', { summary: 'Takes nothing' })
  drop() {
    return { dropped: true };
  }
}

let app: Awaited<ReturnType<typeof createEdge>>;
beforeAll(async () => {
  app = await createEdge({
    service: 'bodies',
    policy: { 'make-thing': 'signed-in', 'take-file': 'signed-in', 'drop-things': 'signed-in' },
    controllers: [BodiesController],
    providers: [],
    verifier: {
      verify: async (authorization) => {
        if (authorization === undefined) throw new Problem(401, 'token-missing', 'Send a bearer token.');
        return {
          tenant: Tenant.parse('acme'),
          subject: 's',
          actor: 'a',
          signInKeys: [],
          roles: [],
          fingerprint: (content: string) => `keyed ${content}`,
        };
      },
    },
    people: { personOf: async () => undefined },
  });
});
afterAll(() => app.close());

type Sent = { readonly type?: string; readonly encoding?: string; readonly body?: string | Buffer };
const send = async (url: string, { type, encoding, body }: Sent, method: 'POST' | 'DELETE' = 'POST') => {
  const response = await app.inject({
    method,
    url: `/v1/${url}`,
    headers: {
      authorization: 'Bearer x',
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  const told = response.json<{ type?: string; errors?: readonly { in: string; path: string; message: string }[] }>();
  const [fault] = told.errors ?? [];
  return {
    response,
    seen: [response.statusCode, told.type?.replace('urn:telemachy:problem:', ''), fault && `${fault.in} ${fault.path}`],
    fault,
  };
};
const json = '{"name":"Ann"}';
const csv = 'name\nAnn\n';

describe('the type of a body', () => {
  it.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset="utf-8"'])(
    'may be %s where JSON is taken',
    async (type) => {
      const { response } = await send('things', { type, body: json });
      expect([response.statusCode, response.json()]).toEqual([200, { name: 'Ann' }]);
    },
  );
  it.each(['text/csv', 'text/csv; charset=utf-8; header=present'])('may be %s where a file is', async (type) => {
    const { response } = await send('files', { type, body: csv });
    expect([response.statusCode, response.json()]).toEqual([200, { file: csv }]);
  });

  const wrong = [415, 'unsupported-media-type', 'header Content-Type'];
  it.each([
    'text/csv',
    'text/plain',
    'text/json',
    'application/merge-patch+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=iso-8859-1',
  ])('is not %s where JSON is taken, and the answer says what is', async (type) => {
    const { seen, response } = await send('things', { type, body: json });
    expect(seen).toEqual(wrong);
    expect(response.headers['accept']).toBe('application/json');
    expect(response.headers['content-type']).toContain('application/problem+json');
  });
  it.each(['application/json', 'text/plain', 'text/csv; charset=windows-1252'])(
    'is not %s where a file is taken',
    async (type) => {
      const { seen, response } = await send('files', { type, body: json });
      expect([seen, response.headers['accept']]).toEqual([wrong, 'text/csv']);
    },
  );
  it.each(['things', 'files'])('is said, or there is no body: to %s', async (url) =>
    expect((await send(url, { body: json })).seen).toEqual(wrong),
  );
  it('is one, and not something else', async () =>
    expect((await send('things', { type: 'json', body: json })).seen.slice(0, 2)).toEqual([
      415,
      'unsupported-media-type',
    ]));
  it.each(['things', 'files'])('is not packed: to %s', async (url) => {
    const packed = { type: url === 'files' ? 'text/csv' : 'application/json', encoding: 'gzip', body: gzipSync(json) };
    expect((await send(url, packed)).seen).toEqual([415, 'unsupported-media-type', 'header Content-Encoding']);
  });
  it('matters only to who may ask', async () => {
    const headers = { 'content-type': 'text/csv' };
    const response = await app.inject({ method: 'POST', url: '/v1/things', headers, payload: csv });
    expect(response.statusCode).toBe(401);
  });
});

describe('an operation that takes no body', () => {
  it.each([undefined, '{}', 'null'])('is content with %s', async (body) => {
    const sent = body === undefined ? {} : { type: 'application/json', body };
    expect((await send('things', sent, 'DELETE')).response.statusCode).toBe(200);
  });
  it.each([
    ['application/json', '{"why":"so"}'],
    ['text/csv', csv],
  ])('drops no %s unread', async (type, body) =>
    expect((await send('things', { type, body }, 'DELETE')).seen).toEqual([400, 'invalid-request', 'body ']),
  );
});

describe('a JSON body that cannot be kept', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  it.each([
    ['a control character', '{"name":"a\\u0007b"}', 'name', 'U+0007'],
    ['a control character in a key', '{"parts":[{"a\\u007f":1}]}', 'parts.0.a\u007f', 'U+007F'],
    ['an override of the writing direction', '{"name":"a\\u202eb"}', 'name', 'U+202E'],
    ['half a character', '{"name":"\\ud83d"}', 'name', 'half a character'],
    ['half a character in a key', '{"parts":[{"\\ud83d":1}]}', 'parts.0.\ufffd', 'half a character'],
    ['a number beyond all', '{"name":"x","parts":[{"size":1e999}]}', 'parts.0.size', 'number'],
    ['a way to the root of objects', '{"name":"x","__proto__":{"a":1}}', '__proto__', 'root'],
    ['another way there', '{"parts":[{"constructor":{"prototype":{"a":1}}}]}', 'parts.0.constructor', 'root'],
    ['40 levels', `{"parts":${nested(39)}}`, `parts${'.0'.repeat(31)}`, 'deeper than 32'],
    ['400,000 levels', `{"parts":${nested(400_000)}}`, `parts${'.0'.repeat(31)}`, 'deeper than 32'],
  ])('is refused by the field that holds it: %s', async (_, body, path, message) => {
    const { seen, fault } = await send('things', { type: 'application/json', body });
    expect(seen).toEqual([400, 'invalid-request', `body ${path}`]);
    expect(fault?.message).toContain(message);
  });
  it.each([
    ['ends too early', '{"name":', 'too early'],
    ['stops to be JSON', '{\n "name":secret}', 'a character'],
    ['lacks a comma', '{\n "name":"secret" "size":1}', 'line 2, column 18'],
    ['is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'UTF-8'],
    ['is empty', '', 'empty'],
  ])('is no JSON, and it is said where, not what: it %s', async (_, body, message) => {
    const { seen, fault, response } = await send('things', { type: 'application/json', body });
    expect(seen).toEqual([400, 'malformed-json', 'body ']);
    expect(fault?.message).toContain(message);
    expect(response.body).not.toContain('secret');
  });
});
