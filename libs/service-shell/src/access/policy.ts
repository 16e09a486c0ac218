import type { OrganizationRole } from './caller.ts';

/**
 * Who may do one operation.
 * - `public`: anybody, without a token. - `signed-in`: every caller with a token of the organization.
 * - else: callers with one of the `roles`, or in one of the `relations` to the thing asked about.
 */
export type Row<Relation extends string> =
  | 'public'
  | 'signed-in'
  | { readonly roles?: readonly OrganizationRole[]; readonly relations?: readonly Relation[] };

/** A service's access as data: operation → who. What is not in it may nobody do, and a route without a row does not start. */
export type Policy<Relation extends string = string> = Readonly<Record<string, Row<Relation>>>;

/** Operations of routes that have no row, and rows that no route has. Either keeps the service from starting. */
export const faultsOfPolicy = (policy: Policy, routes: readonly { operation: string | undefined; at: string }[]) => [
  ...routes.flatMap(({ operation, at }) => {
    if (operation === undefined) return [`${at} names no operation`];
    return operation in policy ? [] : [`${at}: operation "${operation}" has no row in the policy`];
  }),
  ...Object.keys(policy)
    .filter((operation) => !routes.some((route) => route.operation === operation))
    .map((operation) => `the policy's row "${operation}" has no route`),
];
