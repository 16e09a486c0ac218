import type { Actor, Addresses } from './http.ts';
import { each, ifThere, signIn, until } from './http.ts';
import type { Cast } from './mentorships.ts';

type Crowd = { readonly org: string; readonly emails: readonly string[]; readonly rejected: number };

/** Somebody who is not known yet may be one of the refused rows; this long nobody new must have come before that is believed. */
const patienceMs = 3000;

/** Everybody signs in and asks who they are. Rows that the import refused have nobody behind them. */
export const gather = async (
  addresses: Addresses,
  { org, emails, rejected }: Crowd,
  told: (done: number) => void,
): Promise<{ cast: Cast; emailOf: ReadonlyMap<string, string> }> => {
  const cast = new Map<string, Actor>();
  const emailOf = new Map<string, string>();
  const actors = new Map<string, Actor>();
  const arrive = async (email: string): Promise<void> => {
    const actor = actors.get(email) ?? (await signIn(addresses, `person:${email}`, org));
    actors.set(email, actor);
    // The platform does not know everybody behind a token yet.
    const person = await ifThere<{ personId: string }>(actor, 'matching', '/v1/people/me');
    if (person === undefined) return;
    cast.set(person.personId, actor);
    emailOf.set(person.personId, email);
  };
  let missing = emails;
  let since = performance.now();
  await until('everybody of the files to be known', 60, async () => {
    await each(missing, arrive, missing === emails ? told : undefined);
    const here = new Set(emailOf.values());
    const still = emails.filter((email) => !here.has(email));
    if (still.length < missing.length) since = performance.now();
    missing = still;
    if (missing.length === 0) return true;
    return missing.length <= rejected && performance.now() - since > patienceMs ? true : undefined;
  });
  return { cast, emailOf };
};
