import type { Side } from '@telemachy/contracts';
import type { ColumnMapping } from '@telemachy/contracts/matching';

/** Attributes that some mapping of the program marked sensitive, by the side whose answers they are; what was secret once stays so. */
export type Secrets = Readonly<Record<Side, readonly string[]>>;

export const noSecrets: Secrets = { mentor: [], mentee: [] };

/** The secrets once this side's columns are read like that. */
export const secretsWith = (secrets: Secrets, role: Side, mapping: ColumnMapping): Secrets => {
  const marked = mapping.columns.filter((column) => column.as === 'sensitive').map(({ to }) => to);
  return { ...secrets, [role]: [...new Set([...secrets[role], ...marked])].sort() };
};

type CriterionData = {
  /** Of a list membership: the one side whose attribute it reads. */
  readonly side?: Side;
  readonly sensitive?: boolean;
  readonly attribute?: string;
  readonly mentorAttribute?: string;
  readonly menteeAttribute?: string;
  readonly appliesIf?: { readonly side: Side; readonly attribute: string };
};

const reads = (criterion: CriterionData, side: Side): readonly (string | undefined)[] => [
  criterion.side === undefined || criterion.side === side ? criterion.attribute : undefined,
  side === 'mentor' ? criterion.mentorAttribute : criterion.menteeAttribute,
  ...(criterion.appliesIf?.side === side ? [criterion.appliesIf.attribute] : []),
];

/** Whether a criterion that is not sensitive itself reads a secret: its reasons would tell what only a match run may know. */
export const showsSecrets = (policy: Readonly<Record<string, unknown>> | undefined, secrets: Secrets): boolean => {
  const criteria = Array.isArray(policy?.['criteria']) ? (policy['criteria'] as readonly CriterionData[]) : [];
  const open = criteria.filter(({ sensitive }) => sensitive !== true);
  return (['mentor', 'mentee'] as const).some((side) =>
    open.some((criterion) => reads(criterion, side).some((name) => name !== undefined && secrets[side].includes(name))),
  );
};
