import { peopleKnownBy } from '@telemachy/service-shell';
import type { Person } from '@telemachy/service-shell';

/** Both about the person alone; the address leaves this service in the envelope of a mail and nowhere else. */
export type Contact = { readonly name: string; readonly email?: string };
export type KnownPerson = Person<Contact>;

/** A cell of a file may hold anything; a name is one line of visible characters. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** Whom messages go to and speak of. */
export const people = peopleKnownBy<Contact>(({ givenName, familyName, email }) => ({
  name: oneLine(`${givenName} ${familyName}`),
  ...(email === undefined ? {} : { email }),
}));
