import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mongoAuditStorage, signingKeyFrom, verifyChain } from '@telemachy/audit';
import { startForTest, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { eventually, startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';

let issuer: Issuer;
let service: ServiceUnderTest;

beforeAll(async () => {
  issuer = await startIssuer();
  service = await startForTest(goalsService, { OIDC_ISSUERS: issuer.url, TELEMACHY_AUDIT_HEAD_SECONDS: '1' });
  await service.as().untilReady();
}, 90_000);
afterAll(async () => {
  await service.close();
  await issuer.close();
}, 30_000);

describe('the audit of goals', () => {
  const storage = () => mongoAuditStorage(service.database);
  const chain = { tenant: 'acme', service: 'goals' };
  const key = () => signingKeyFrom(service.auditKey, 'the spec');

  it('has who asked for which goal and was refused, before they hear it, and is signed', async () => {
    const goalId = randomUUID();
    const stranger = service.as(await issuer.token({ email: 'nobody@example.org' }));
    expect((await stranger.get(`/v1/goals/${goalId}`)).status).toBe(404);
    const coordinator = service.as(await issuer.token({ email: 'c@example.org', roles: ['coordinator'] }));
    expect((await coordinator.get(`/v1/goals?mentorshipId=${goalId}`)).status).toBe(200);

    const last = await storage().last(chain);
    expect(last?.texts.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      {
        seq: 2,
        kind: 'private-read',
        details: { operation: 'list-goals', outcome: 'allowed', by: ['coordinator'], about: { mentorshipId: goalId } },
      },
    ]);
    expect(await verifyChain(storage(), chain)).toMatchObject({ entries: 2, tampered: [] });
    await eventually(async () =>
      expect(await verifyChain(storage(), chain, { keys: [key()] })).toMatchObject({ unsigned: 0, tampered: [] }),
    );
  });

  it('shows what was cut off since it was signed, after a restart as well', async () => {
    const goalId = randomUUID();
    const stranger = service.as(await issuer.token({ email: 'nobody@example.org' }));
    await stranger.get(`/v1/goals/${goalId}`);
    // Leaving signs.
    await service.restart();
    const { entries, unsigned } = await verifyChain(storage(), chain, { keys: [key()] });
    expect(unsigned).toBe(0);
    await service.database.collection('audit').deleteOne({ first: entries });
    expect(await verifyChain(storage(), chain, { keys: [key()] })).toMatchObject({
      entries: entries - 1,
      tampered: [{ seq: entries, fault: expect.stringMatching(/cut off/) }],
    });
  }, 60_000);
});
