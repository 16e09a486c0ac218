import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createAdapter } from './http-app.ts';

const adapter = createAdapter();
let port = 0;
beforeAll(async () => {
  await adapter.getInstance().listen({ port: 0, host: '127.0.0.1' });
  const address = adapter.getInstance().server.address();
  if (typeof address === 'object' && address !== null) ({ port } = address);
});
afterAll(() => adapter.close());

/** As no client of ours would write it, to the last byte that the server answers. */
const said = async (request: string) => {
  const socket = connect(port, '127.0.0.1');
  socket.write(request);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  return { head: head.toLowerCase(), body: JSON.parse(body) as { readonly type: string; readonly status: number } };
};

describe('what cannot be read as HTTP', () => {
  it.each([
    ['a length that is no number', 'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: )\r\n\r\n', 400, 'malformed-request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'malformed-request',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'malformed-request',
    ],
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed-request'],
    [
      'headers without an end',
      `GET / HTTP/1.1\r\nHost: x\r\nA: ${'x'.repeat(100_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    [
      'an address that is not well formed',
      'GET /%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      400,
      'malformed-request',
    ],
  ])('is refused as a problem, and hung up on: %s', async (_, request, status, word) => {
    const { head, body } = await said(request);
    expect(head).toMatch(new RegExp(`^http/1\\.1 ${status} `));
    expect(head).toContain('content-type: application/problem+json; charset=utf-8');
    expect(head).toContain('x-content-type-options: nosniff');
    expect(head).toContain('cache-control: no-store');
    expect(body).toMatchObject({ type: `urn:telemachy:problem:${word}`, status });
  });
});
