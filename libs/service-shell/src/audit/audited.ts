import type { AuditKind } from '@telemachy/audit';
import type { Policy } from '../access/policy.ts';

/** As what the decisions on an operation are written down; `none`: it shows and changes nothing of anybody, and no right or rule. */
export type AuditMark = AuditKind | 'none';

/** A service's audit as data, beside its policy: operation → mark. An operation without a mark does not start. */
export type Audited<Operation extends string = string> = Readonly<Record<Operation, AuditMark>>;

/** Operations without a mark, marks without an operation, and marks that nobody could keep. Each keeps the service from starting. */
export const faultsOfAudited = (audited: Audited, policy: Policy): readonly string[] => [
  ...Object.entries(policy).flatMap(([operation, row]) => {
    if (!Object.hasOwn(audited, operation)) return [`operation "${operation}" does not say as what it is audited`];
    const isKept = row === 'public' && audited[operation] !== 'none';
    return isKept
      ? [`operation "${operation}" is public: without a caller there is no organization to audit it for`]
      : [];
  }),
  ...Object.keys(audited)
    .filter((operation) => !Object.hasOwn(policy, operation))
    .map((operation) => `"${operation}" is audited and no operation of the policy`),
];
