import { sealedIn, type Opened, type Sealed } from '@telemachy/contracts';
import type { HrFacts } from '@telemachy/contracts/matching';
import { peopleKnownBy, type Person } from '@telemachy/service-shell';

/** What HR says lies sealed, as it came. */
export type KnownPerson = Person<Sealed<{ readonly hr: HrFacts }>>;
/** Both about the person alone; the address leaves this service in the envelope of a mail and nowhere else. */
export type Contact = { readonly name: string; readonly email?: string };

/** A cell of a file may hold anything; a name is one line of visible characters. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();

/** Whom messages go to and speak of. */
export const people = peopleKnownBy((data) => sealedIn(data));

/** Somebody as messages name them; nothing of who was forgotten. */
export const contactOf = ({ hr }: Opened<KnownPerson>): Contact | undefined =>
  hr && {
    name: oneLine(`${hr.givenName} ${hr.familyName}`),
    ...(hr.email === undefined ? {} : { email: hr.email }),
  };
