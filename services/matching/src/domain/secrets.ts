import type { Side } from '@telemachy/contracts';
import type { ColumnMapping } from '@telemachy/contracts/matching';
import { isOwnField } from './person-row.ts';

/** Attributes that some mapping of the program marked sensitive, by the side whose answers they are; what was secret once stays so. */
export type Secrets = Readonly<Record<Side, readonly string[]>>;

export const noSecrets: Secrets = { mentor: [], mentee: [] };

/** The secrets once this side's columns are read like that. */
export const secretsWith = (secrets: Secrets, role: Side, mapping: ColumnMapping): Secrets => {
  const marked = mapping.columns.filter((column) => column.as === 'sensitive').map(({ to }) => to);
  return { ...secrets, [role]: [...new Set([...secrets[role], ...marked])].sort() };
};

type PolicyData = Readonly<Record<string, unknown>>;
type CriterionData = {
  readonly id?: string;
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

const criteriaOf = (policy: PolicyData | undefined): readonly CriterionData[] =>
  Array.isArray(policy?.['criteria']) ? (policy['criteria'] as readonly CriterionData[]) : [];

/** Whether a criterion that is not sensitive itself reads a secret: its reasons would tell what only a match run may know. */
export const showsSecrets = (policy: PolicyData | undefined, secrets: Secrets): boolean => {
  const open = criteriaOf(policy).filter(({ sensitive }) => sensitive !== true);
  return (['mentor', 'mentee'] as const).some((side) =>
    open.some((criterion) => reads(criterion, side).some((name) => name !== undefined && secrets[side].includes(name))),
  );
};

/** A column that is read in the open although a sensitive criterion reads what it feeds: coordinators would see what only a match run may know. */
export type OpenColumn = {
  readonly side: Side;
  readonly column: string;
  readonly as: 'hr' | 'answer';
  /** Its place in the mapping of that side, and the criterion's in the policy. */
  readonly columnAt: number;
  readonly criterion: string;
  readonly criterionAt: number;
};

export const openColumns = (
  policy: PolicyData | undefined,
  mappings: Readonly<Partial<Record<Side, ColumnMapping>>>,
): readonly OpenColumn[] =>
  (['mentor', 'mentee'] as const).flatMap((side) =>
    (mappings[side]?.columns ?? []).flatMap(({ column, to, as }, columnAt) =>
      as === 'sensitive' || isOwnField(to)
        ? []
        : criteriaOf(policy).flatMap((criterion, criterionAt) =>
            criterion.sensitive === true && reads(criterion, side).includes(to)
              ? [{ side, column, as, columnAt, criterion: criterion.id ?? '', criterionAt }]
              : [],
          ),
    ),
  );
