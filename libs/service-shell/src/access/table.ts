import { lawAllows, type FieldGroup } from '@telemachy/contracts';
import { OrganizationRole } from './caller.ts';
import type { Policy, Row } from './policy.ts';

/** Groups of fields that one reader finds in an answer, by the law's names; `[]`: states, counts, dates and ids, no words of people. */
export type Reads = readonly FieldGroup[];
/**
 * Who may do one operation, and what they read in its answer: by role, by relation to the thing asked about, or
 * - `public`: anybody, without a token; - `signed-in`: every person of the organization, about themselves.
 */
export type AccessRow<Relation extends string> = Readonly<
  Partial<Record<Relation | OrganizationRole | 'public' | 'signed-in', Reads>>
>;
/** A service's access: operation × role or relation × fields. Whoever stands in no row may do nothing. */
export type AccessTable<Relation extends string = string> = Readonly<Record<string, AccessRow<Relation>>>;

/** Whose words a row of these may show: those of the one who asks, or, by a secret that a person handed on, theirs. */
const standsFor: Readonly<Record<string, string>> = { 'signed-in': 'self', public: 'self' };
const everybody = ['public', 'signed-in'] as const;
const isRole = (who: string): who is OrganizationRole => OrganizationRole.options.some((role) => role === who);

/** Rows that nobody is in, that say two things at once, or that give a reader words which the law does not: one line each. */
export const faultsOfTable = (table: AccessTable): readonly string[] =>
  Object.entries(table).flatMap(([operation, row]) => {
    const whos = Object.keys(row);
    const alone = everybody.some((who) => who in row) && whos.length > 1;
    const given = Object.entries(row).flatMap(([who, reads = []]) =>
      reads
        .filter((group) => !lawAllows(standsFor[who] ?? who, group))
        .map((group) => `"${operation}" gives ${who} "${group}", which the law does not`),
    );
    return [
      ...(whos.length === 0 ? [`"${operation}" is for nobody`] : []),
      ...(alone ? [`"${operation}" is for everybody, and then for some`] : []),
      ...given,
    ];
  });

const rowOf = <Relation extends string>(row: AccessRow<Relation>): Row<Relation> => {
  if ('public' in row) return 'public';
  if ('signed-in' in row) return 'signed-in';
  const whos = Object.keys(row);
  const roles = whos.filter(isRole);
  const relations = whos.filter((who) => !isRole(who)) as Relation[];
  return { ...(roles.length > 0 && { roles }), ...(relations.length > 0 && { relations }) };
};

/** The table as the edge asks it. @throws Error where it does not keep the law, with every fault: such a service does not start */
export const policyOf = <Relation extends string>(table: AccessTable<Relation>): Policy<Relation> => {
  const faults = faultsOfTable(table);
  if (faults.length > 0) throw new Error(`the table of access does not hold:\n  ${faults.join('\n  ')}`);
  return Object.fromEntries(Object.entries(table).map(([operation, row]) => [operation, rowOf(row)]));
};
