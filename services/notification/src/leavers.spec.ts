import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inMemory, leaverHeard, type InMemory } from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { notificationService } from './notification.module.ts';

let issuer: Issuer;
let service: InMemory;
beforeAll(async () => {
  issuer = await startIssuer();
  service = await inMemory(notificationService, { issuer });
});
afterAll(() => Promise.all([service.close(), issuer.close()]));

it('lets nobody act in notification who left, says so, and lets them in again when they are back', async () => {
  const { here, left, back } = await leaverHeard(service, issuer, '/v1/inbox');
  expect([here.isOut, left.isOut, back.isOut]).toEqual([false, true, false]);
  expect(left.text).toMatch(/token-refused.*has left the organization/);
});
