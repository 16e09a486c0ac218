import type { PersonId } from '@telemachy/contracts';
import { notFound, Problem } from '../http/problem.ts';
import type { Caller, OrganizationRole } from './caller.ts';
import type { Row } from './policy.ts';

/**
 * One request's right to one operation. The guard makes it; a handler whose row names relations must say how the caller stands to
 * the thing, by `permit`, before it answers: an answer without that is held back as a fault of ours.
 */
export class Access<Relation extends string = string> {
  readonly operation: string;
  readonly caller: Caller;
  /** The caller among the organization's people; `undefined` where nobody has these sign-in keys. */
  readonly person: PersonId | undefined;
  readonly #row: Exclude<Row<Relation>, 'public'>;
  #settled: boolean;
  #grantedBy: readonly string[];

  constructor(operation: string, row: Exclude<Row<Relation>, 'public'>, caller: Caller, person: PersonId | undefined) {
    this.operation = operation;
    this.caller = caller;
    this.person = person;
    this.#row = row;
    this.#settled = row === 'signed-in' || row.relations === undefined;
    this.#grantedBy = row === 'signed-in' ? ['signed-in'] : this.#settled ? this.by([]) : [];
  }

  /** Whether somebody has decided that this caller may have an answer. */
  get settled(): boolean {
    return this.#settled;
  }

  /** By which roles and relations somebody has decided so; `signed-in` where every caller may, `repeated` for a retry. */
  get grantedBy(): readonly string[] {
    return this.#grantedBy;
  }

  /**
   * By which role or relation the caller may do this, never empty.
   * @param relations how the caller stands to the thing asked about, as the service's own facts say
   * @throws Problem 404, which does not tell whether the thing exists; 403 where a role alone decides
   */
  permit(relations: readonly Relation[]): readonly (Relation | OrganizationRole)[] {
    const granted = this.by(relations);
    if (granted.length === 0) throw notFound();
    this.#settled = true;
    this.#grantedBy = granted;
    return granted;
  }

  /** Whether `permit` would let the caller have it: for a thing that is waited for until the caller may see it. */
  may(relations: readonly Relation[]): boolean {
    return this.by(relations).length > 0;
  }

  /** The caller already has the answer: it is a retry of what was permitted. */
  settle(): void {
    this.#settled = true;
    this.#grantedBy = ['repeated'];
  }

  /** As `permit`, but an empty list where the caller may not: for lists, which leave out what is not the caller's. */
  by(relations: readonly Relation[]): readonly (Relation | OrganizationRole)[] {
    const row = this.#row;
    if (row === 'signed-in') return relations;
    return [
      ...this.caller.roles.filter((role) => row.roles?.includes(role)),
      ...relations.filter((relation) => row.relations?.includes(relation)),
    ];
  }

  /** The caller's own person, where only a person can do this. @throws Problem 403 when nobody was imported with these sign-in keys */
  get self(): PersonId {
    if (this.person === undefined) {
      throw new Problem(
        403,
        'not-a-person',
        'This sign-in belongs to none of the people of the organization. Whose e-mail address or employee id was another person’s before has to sign in anew.',
      );
    }
    return this.person;
  }
}
