import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { inMemory, leaverHeard, signOutHeard, type InMemory } from '@telemachy/service-shell/testing';
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
  const { here, left, back } = await leaverHeard({ service, issuer, url: '/v1/inbox' });
  expect([here.isOut, left.isOut, back.isOut]).toEqual([false, true, false]);
  expect(left.text).toMatch(/token-refused.*has left the organization/);
});

it('takes no token in notification from before its person signed out, and one from after it', async () => {
  const { here, out, anew } = await signOutHeard({ service, issuer, url: '/v1/inbox' });
  expect([here.isOut, out.isOut, anew.isOut]).toEqual([false, true, false]);
  expect(out.text).toMatch(/token-refused.*signed out/);
});
