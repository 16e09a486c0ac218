import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keptSpans, startForTest, type Client, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { matchingService } from './matching.module.ts';

const { tracing, spans } = keptSpans('matching');
const traceId = '0af7651916cd43dd8448eb211c80319c';
const caller = 'b7ad6b7169203331';

let issuer: Issuer;
let service: ServiceUnderTest;
let coordinator: Client;

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(matchingService, { OIDC_ISSUERS: issuer.url }, tracing);
  coordinator = service.as(await issuer.token({ sub: 'c', roles: ['coordinator'] }));
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('the trace of a request', () => {
  it('goes on through the commit and Kafka to the read model, below the span of who called', async () => {
    const traceparent = `00-${traceId}-${caller}-01`;
    const drafted = await coordinator.post('/v1/programs', { name: 'Reach', purpose: 'Grow.' }, { traceparent });
    expect(drafted.status).toBe(201);
    const ofTrace = (name: string) => spans().find((span) => span.traceId === traceId && span.name.startsWith(name));
    await eventually(() => expect(ofTrace('process matching.programs')).toBeDefined());
    const request = ofTrace('POST /v1/programs');
    const append = ofTrace('append program');
    expect(request).toMatchObject({ parentId: caller, attributes: { 'http.response.status_code': 201 } });
    expect(append).toMatchObject({ parentId: request?.spanId, attributes: { 'telemachy.outcome': 'appended' } });
    expect(ofTrace('send ')).toMatchObject({ parentId: append?.spanId, failed: false });
    expect(ofTrace('process matching.programs')).toMatchObject({ parentId: append?.spanId, failed: false });
  });

  it('is begun here where the caller has none, and names no address', async () => {
    const { body } = await coordinator.post('/v1/programs', { name: 'Reach', purpose: 'Grow.' });
    const { id } = body as { id: string };
    await eventually(async () => expect((await coordinator.get(`/v1/programs/${id}`)).status).toBe(200));
    const read = spans().find(({ name }) => name === 'GET /v1/programs/:id');
    expect(read?.parentId).toBeUndefined();
    expect(JSON.stringify(read?.attributes)).not.toContain(id);
  });

  it('is not begun by a question about health', () => {
    expect(spans().some(({ name }) => name.includes('/health'))).toBe(false);
  });
});
