import { randomUUID } from 'node:crypto';
import { PersonId, SignOutId } from '@telemachy/contracts';
import type { LeaverFact, SignedOut } from '@telemachy/contracts/matching';
import type { Issuer } from '@telemachy/testing';
import { installation } from '../identity.ts';
import type { InMemory } from './in-memory/in-memory.ts';

const at = new Date().toISOString();

type Asking = { readonly service: InMemory; readonly issuer: Issuer; readonly url: string };
const askedWith = async ({ service, url }: Pick<Asking, 'service' | 'url'>, token: string) => {
  const { status, text } = await service.send({ method: 'GET', url, token });
  return { isOut: status === 401, text };
};

/**
 * What somebody with a good token hears of a service: while they are here, once matching said that they left, and when they are back. A coordinator too, since
 * no role lets a leaver in.
 */
export const leaverHeard = async (asking: Asking) => {
  const { service, issuer } = asking;
  const email = 'leaver@example.org';
  const token = await issuer.token({ email, roles: ['coordinator'] });
  const about = { personId: PersonId.parse(randomUUID()), signInKeys: [service.signInKey(email)] };
  const say = (fact: LeaverFact) => service.say(`person-${about.personId}`, [fact]);
  const here = await askedWith(asking, token);
  await say({ type: 'matching.person-left.v1', data: { ...about, leftAt: at } });
  const left = await askedWith(asking, token);
  await say({ type: 'matching.person-returned.v1', data: { ...about, returnedAt: at } });
  return { here, left, back: await askedWith(asking, token) };
};

/** What they hear before matching says that they signed out, after it, and with a token that they got since. */
export const signOutHeard = async (asking: Asking) => {
  const { service, issuer } = asking;
  const sub = 'signs out';
  const token = await issuer.token({ sub, roles: ['coordinator'], issuedIn: -10 });
  const here = await askedWith(asking, token);
  const signOutId = SignOutId.parse(randomUUID());
  const signedOutAt = new Date(Date.now() - 5000).toISOString();
  const data = { signOutId, subject: service.subjectKey(sub), signedOutAt };
  await service.say(
    `sign-out-${signOutId}`,
    [{ type: 'matching.signed-out.v1', data } satisfies SignedOut],
    installation,
  );
  const out = await askedWith(asking, token);
  return { here, out, anew: await askedWith(asking, await issuer.token({ sub, roles: ['coordinator'] })) };
};
