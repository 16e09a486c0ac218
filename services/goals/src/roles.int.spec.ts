import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startForTest, type ServiceUnderTest } from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { goalsService } from './goals.module.ts';

const prefix = `roles-${randomUUID().slice(0, 8)}-`;
let issuer: Issuer;
let intake: ServiceUnderTest;
let worker: ServiceUnderTest;

const start = (ROLE: string): Promise<ServiceUnderTest> =>
  startForTest(goalsService, {
    ROLE,
    OIDC_ISSUERS: issuer.url,
    TELEMACHY_DATABASE_PREFIX: prefix,
    TELEMACHY_TOPIC_PREFIX: prefix,
  });

beforeAll(async () => {
  issuer = await startIssuer();
  [intake, worker] = await Promise.all([start('api'), start('worker')]);
}, 60_000);
afterAll(async () => {
  await worker.close();
  await intake.close();
  await issuer.close();
}, 30_000);

describe('intake and work in processes of their own', () => {
  it('are ready by what each needs', async () => {
    for (const service of [intake, worker]) {
      await service.as().untilReady();
    }
    const checks = async (service: ServiceUnderTest) =>
      Object.keys(((await service.as().get('/health/ready')).body as { details: object }).details).sort();
    expect(await checks(intake)).toEqual(['consumer-lag', 'kafka', 'keys', 'mongodb', 'topic']);
    const all = [
      'consumer-lag',
      'kafka',
      'keys',
      'mongodb',
      'processes',
      'projections',
      'publisher',
      'sequencer',
      'topic',
    ];
    expect(await checks(worker)).toEqual(all);
  }, 60_000);

  it('answers questions and commands in the one, and in the other nothing but health', async () => {
    const token = await issuer.token({ roles: ['coordinator'] });
    const path = `/v1/goals?mentorshipId=${randomUUID()}`;
    expect((await intake.as(token).get(path)).status).toBe(200);
    expect((await worker.as(token).get(path)).body).toMatchObject({ type: 'urn:telemachy:problem:no-such-route' });
  });
});
