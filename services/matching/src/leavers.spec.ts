import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { PersonId } from '@telemachy/contracts';
import type { PersonFact } from '@telemachy/contracts/matching';
import { inMemory, leaverHeard, signOutHeard, type InMemory } from '@telemachy/service-shell/testing';
import { startIssuer, type Issuer } from '@telemachy/testing';
import { matchingService } from './matching.module.ts';
import { UPLOADS } from './tokens.ts';

let issuer: Issuer;
let service: InMemory;
let coordinator: string;
beforeAll(async () => {
  issuer = await startIssuer();
  // Files are no part of this.
  service = await inMemory(matchingService, { issuer, providers: [{ provide: UPLOADS, useValue: {} }] });
  coordinator = await issuer.token({ roles: ['coordinator'] });
});
afterAll(() => Promise.all([service.close(), issuer.close()]));

it('lets nobody act in matching who left, says so, and lets them in again when they are back', async () => {
  const { here, left, back } = await leaverHeard({ service, issuer, url: '/v1/programs' });
  expect([here.isOut, left.isOut, back.isOut]).toEqual([false, true, false]);
  expect(left.text).toMatch(/token-refused.*has left the organization/);
});

it('takes no token in matching from before its person signed out, and one from after it', async () => {
  const { here, out, anew } = await signOutHeard({ service, issuer, url: '/v1/programs' });
  expect([here.isOut, out.isOut, anew.isOut]).toEqual([false, true, false]);
  expect(out.text).toMatch(/token-refused.*signed out/);
});

describe('a person of whom the organization says that they left', () => {
  let id: PersonId;
  let email: string;
  const post = async (what: string, token = coordinator) => {
    const { status, text } = await service.send({ method: 'POST', url: `/v1/people/${id}/${what}`, token });
    return { status, body: JSON.parse(text) as Readonly<Record<string, unknown>> };
  };
  const askOwn = async () =>
    (await service.send({ method: 'GET', url: '/v1/people/me', token: await issuer.token({ email }) })).status;

  beforeEach(async () => {
    id = PersonId.parse(randomUUID());
    email = `${id}@example.org`;
    const hr = { email, givenName: 'Ann', familyName: 'Lee', attributes: {} };
    const data = { personId: id, signInKeys: [service.signInKey(email)], hr, importedAt: new Date().toISOString() };
    await service.say(`person-${id}`, [{ type: 'matching.person-imported.v1', data } satisfies PersonFact]);
  });

  it('cannot act until it says that they are back', async () => {
    expect(await askOwn()).toBe(200);
    expect(await post('leave')).toMatchObject({ status: 200, body: { id, left: true, version: 2 } });
    expect(await askOwn()).toBe(401);
    expect(await post('return')).toMatchObject({ status: 200, body: { id, left: false, version: 3 } });
    expect(await askOwn()).toBe(200);
  });
  it('has left once, however often it is said', async () => {
    await post('leave');
    expect(await post('leave')).toMatchObject({ status: 200, body: { left: true, version: 2 } });
  });
  it('may be told of by a service, and not by themselves', async () => {
    const feed = await issuer.token({ sub: 'hr', roles: ['service'] });
    expect(await post('leave', await issuer.token({ email }))).toMatchObject({ status: 403 });
    expect(await post('leave', feed)).toMatchObject({ status: 200 });
  });
});
