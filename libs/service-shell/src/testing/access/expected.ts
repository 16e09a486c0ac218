import type { AccessRow } from '../../access/table.ts';
import { OrganizationRole } from '../../access/caller.ts';

/** Somebody who asks: without a token, with one that is over, from another organization with every role, or one of this organization. */
export type Asker = {
  readonly name: string;
  readonly token: 'none' | 'expired' | 'valid';
  readonly organization: 'this' | 'another';
  readonly roles: readonly OrganizationRole[];
  /** Known as one of the organization's people, by this e-mail address. */
  readonly email?: string;
};

/** `done`: answered as its documentation says; else the status and word of the refusal. */
export type Expected =
  | 'done'
  | '401 token-missing'
  | '401 token-refused'
  | '403 forbidden'
  | '403 not-a-person'
  | '404 not-found';

/**
 * What an operation is about: one `thing`, which a caller may not see; the `organization`, whichever the caller's token names; or things of one's `own`, of which somebody
 * without a role finds none.
 */
export type About = 'thing' | 'organization' | 'own';

/** The callers that every operation is asked by: nobody, who comes too late, another organization, a person without relations, and each role alone. */
export const everyAsker = (emails: Readonly<Record<string, string>>): readonly Asker[] => {
  const here = { token: 'valid', organization: 'this', roles: [] } as const;
  return [
    { ...here, name: 'nobody', token: 'none' },
    { ...here, name: 'an expired token', token: 'expired', roles: OrganizationRole.options },
    { ...here, name: 'another organization', organization: 'another', roles: OrganizationRole.options },
    ...OrganizationRole.options.map((role) => ({ ...here, name: role, roles: [role] })),
    ...Object.entries(emails).map(([name, email]) => ({ ...here, name, email })),
  ];
};

/** By what the row lets the caller in; empty: not. @param relations in which the caller stands to the thing */
export const grantsOf = (
  row: AccessRow<string>,
  { organization, roles }: Asker,
  about: About,
  relations: readonly string[],
): readonly string[] => {
  const isElsewhere = organization === 'another' && about === 'thing';
  return [...(isElsewhere ? [] : roles), ...relations].filter((who) => who in row);
};

/** What the table says that the caller hears. */
export const expectedOf = (
  row: AccessRow<string>,
  asker: Asker,
  { about, namesAsker = false }: { readonly about: About; readonly namesAsker?: boolean },
  relations: readonly string[],
): Expected => {
  if ('public' in row) return 'done';
  if (asker.token === 'none') return '401 token-missing';
  if (asker.token === 'expired') return '401 token-refused';
  const isPerson = asker.email !== undefined;
  if ('signed-in' in row) return isPerson ? 'done' : '403 not-a-person';
  if (grantsOf(row, asker, about, relations).length > 0) return 'done';
  const isRole = (who: string): boolean => OrganizationRole.options.some((role) => role === who);
  const whos = Object.keys(row);
  // Where roles alone decide, whoever has none of them hears so; whoever has one elsewhere finds nothing here.
  if (whos.every(isRole)) return asker.roles.some((role) => role in row) ? '404 not-found' : '403 forbidden';
  if (about === 'own' || (namesAsker && !isPerson)) return isPerson ? 'done' : '403 not-a-person';
  return '404 not-found';
};
