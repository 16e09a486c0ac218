import type { Person } from '../domain/person.ts';

/** What is said of a person whose place in the organization was changed. */
export const whetherLeft = (_: unknown, after: Person) => ({ left: after.status === 'known' && after.left });
