import { randomUUID } from 'node:crypto';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';

/** A way to MongoDB that can be cut and mended. */
const cuttable = async (host: string, port: number) => {
  const sockets = new Set<Socket>();
  let open = true;
  const server: Server = createServer((near) => {
    if (!open) return void near.destroy();
    const far = connect(port, host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => sockets.delete(one) && other.destroy());
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut: () => {
      open = false;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      open = true;
    },
    close: () => server.close(),
  };
};

let issuer: Issuer;
let service: ServiceUnderTest;
let way: Awaited<ReturnType<typeof cuttable>>;

beforeAll(async () => {
  const { hostname, port } = new URL((process.env['MONGODB_URI'] ?? '').replace(/^mongodb:/, 'http:'));
  way = await cuttable(hostname, Number(port));
  issuer = await startIssuer();
  service = await startForTest(goalsService, {
    OIDC_ISSUERS: issuer.url,
    MONGODB_URI: `mongodb://127.0.0.1:${way.port}/?directConnection=true`,
  });
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  way.mend();
  await service.close();
  await issuer.close();
  way.close();
}, 30_000);

describe('while MongoDB is away', () => {
  it('answers 503 with Retry-After, says so in its health, lives on, and recovers by itself', async () => {
    const client = service.as(await issuer.token({ email: 'a@example.org' }));
    const ask = () => client.post(`/v1/goals/${randomUUID()}/record-progress`, { value: 1 });
    expect((await ask()).status).toBe(404);

    way.cut();
    const begun = performance.now();
    const refused = await ask();
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
    expect(refused.body).toMatchObject({ type: 'urn:telemachy:problem:unavailable' });
    expect(performance.now() - begun).toBeLessThan(8000);
    const ready = await service.as().get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toMatchObject({ error: { mongodb: { status: 'down' } }, info: { kafka: { status: 'up' } } });
    expect((await service.as().get('/health/live')).status).toBe(200);

    way.mend();
    await eventually(async () => expect((await ask()).status).toBe(404), 20_000);
    await service.as().untilReady();
  }, 90_000);

  it('starts all the same, and is ready once it is there', async () => {
    const client = service.as(await issuer.token({ email: 'a@example.org' }));
    way.cut();
    await service.restart();
    expect((await service.as().get('/health/live')).status).toBe(200);
    const refused = await client.get(`/v1/goals/${randomUUID()}`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    way.mend();
    await service.as().untilReady();
    expect((await client.get(`/v1/goals/${randomUUID()}`)).status).toBe(404);
  }, 90_000);
});
