import type { ProgramId, Side } from '@telemachy/contracts';
import type { AgreementTemplate, ColumnMapping, ProgramFact } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';

export type ProgramDocument = {
  readonly programId: ProgramId;
  /** Of the stream: what `If-Match` wants. */
  readonly version: number;
  readonly name: string;
  readonly purpose: string;
  /** 0 where it has no rules yet. */
  readonly policyVersion: number;
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Partial<Record<Side, ColumnMapping>>>;
  readonly templateVersion: number;
  readonly agreementTemplate?: AgreementTemplate;
};

const changed = (
  before: ProgramDocument,
  event: Exclude<ProgramFact, { type: 'matching.program-drafted.v1' }>,
): ProgramDocument => {
  switch (event.type) {
    case 'matching.program-rules-changed.v1': {
      const { policyVersion, policy } = event.data;
      return { ...before, policyVersion, policy };
    }
    case 'matching.program-mapping-changed.v1': {
      const { role, mapping } = event.data;
      return { ...before, mappings: { ...before.mappings, [role]: mapping } };
    }
    case 'matching.program-agreement-template-changed.v1': {
      const { templateVersion, template } = event.data;
      return { ...before, templateVersion, agreementTemplate: template };
    }
  }
};

/** What a program offers and by which rules, as it is now. */
export const programs: Projection<ProgramDocument, ProgramFact> = {
  name: 'programs',
  version: 1,
  hears: [
    'matching.program-drafted.v1',
    'matching.program-rules-changed.v1',
    'matching.program-mapping-changed.v1',
    'matching.program-agreement-template-changed.v1',
  ],
  keyOf: ({ event }) => event.data.programId,
  apply: (before, { event, version }) => {
    if (event.type === 'matching.program-drafted.v1') {
      const { programId, name, purpose } = event.data;
      return { programId, version, name, purpose, policyVersion: 0, mappings: {}, templateVersion: 0 };
    }
    return before === undefined ? undefined : { ...changed(before, event), version };
  },
};
