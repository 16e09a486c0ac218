import { randomUUID } from 'node:crypto';
import { PersonId } from '@telemachy/contracts';
import type { LeaverFact } from '@telemachy/contracts/matching';
import type { Issuer } from '@telemachy/testing';
import type { InMemory } from './in-memory/in-memory.ts';

const at = new Date().toISOString();

/**
 * What somebody with a good token hears of a service: while they are here, once matching said that they left, and when they are back. A coordinator too, since
 * no role lets a leaver in.
 */
export const leaverHeard = async (service: InMemory, issuer: Issuer, url: string) => {
  const email = 'leaver@example.org';
  const token = await issuer.token({ email, roles: ['coordinator'] });
  const about = { personId: PersonId.parse(randomUUID()), signInKeys: [service.signInKey(email)] };
  const say = (fact: LeaverFact) => service.say(`person-${about.personId}`, [fact]);
  const ask = async () => {
    const { status, text } = await service.send({ method: 'GET', url, token });
    return { isOut: status === 401, text };
  };
  const here = await ask();
  await say({ type: 'matching.person-left.v1', data: { ...about, leftAt: at } });
  const left = await ask();
  await say({ type: 'matching.person-returned.v1', data: { ...about, returnedAt: at } });
  return { here, left, back: await ask() };
};
