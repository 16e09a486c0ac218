import type { ProgramId, Side } from '@telemachy/contracts';
import type { AgreementTemplate, ColumnMapping, ProgramFact } from '@telemachy/contracts/matching';
import type { Decider } from '@telemachy/kernel';
import { accept, refuse } from '@telemachy/kernel';
import { same } from './same.ts';
import { noSecrets, openColumns, secretsWith, showsSecrets, type Secrets } from './secrets.ts';

/** A matching policy that the engine has read and found sound. */
export type PolicyData = Readonly<Record<string, unknown>>;

export type ProgramCommand =
  | {
      readonly type: 'draft-program';
      readonly programId: ProgramId;
      readonly name: string;
      readonly purpose: string;
      readonly at: string;
    }
  | { readonly type: 'change-rules'; readonly policy: PolicyData; readonly at: string }
  | { readonly type: 'change-mapping'; readonly role: Side; readonly mapping: ColumnMapping; readonly at: string }
  | { readonly type: 'change-agreement-template'; readonly template: AgreementTemplate; readonly at: string };

export type ProgramRefusal =
  | 'program-not-drafted'
  | 'program-already-drafted'
  | 'rules-show-sensitive-answers'
  | 'mapping-shows-sensitive-answers';

export type DraftedProgram = {
  readonly status: 'drafted';
  readonly programId: ProgramId;
  readonly name: string;
  readonly purpose: string;
  /** Every version of the rules, the first at 0: a match run names the one it used. */
  readonly policies: readonly PolicyData[];
  readonly mappings: Readonly<Partial<Record<Side, ColumnMapping>>>;
  readonly secrets: Secrets;
  readonly templateVersion: number;
  readonly template?: AgreementTemplate;
};
export type Program = { readonly status: 'none' } | DraftedProgram;

const draft = (command: Extract<ProgramCommand, { type: 'draft-program' }>, state: Program) => {
  const { programId, name, purpose, at } = command;
  if (state.status === 'none') {
    return accept({ type: 'matching.program-drafted.v1', data: { programId, name, purpose, draftedAt: at } });
  }
  return state.name === name && state.purpose === purpose ? accept() : refuse('program-already-drafted');
};

const changeRules = ({ policy, at }: Extract<ProgramCommand, { type: 'change-rules' }>, state: DraftedProgram) => {
  if (same(state.policies.at(-1), policy)) return accept();
  if (showsSecrets(policy, state.secrets)) return refuse('rules-show-sensitive-answers');
  if (openColumns(policy, state.mappings).length > 0) return refuse('mapping-shows-sensitive-answers');
  const data = { programId: state.programId, policyVersion: state.policies.length + 1, policy: { ...policy } };
  return accept({ type: 'matching.program-rules-changed.v1', data: { ...data, changedAt: at } });
};

const changeMapping = (
  { role, mapping, at }: Extract<ProgramCommand, { type: 'change-mapping' }>,
  state: DraftedProgram,
) => {
  if (same(state.mappings[role], mapping)) return accept();
  const policy = state.policies.at(-1);
  if (showsSecrets(policy, secretsWith(state.secrets, role, mapping))) return refuse('rules-show-sensitive-answers');
  if (openColumns(policy, { [role]: mapping }).length > 0) return refuse('mapping-shows-sensitive-answers');
  const data = { programId: state.programId, role, mapping, changedAt: at };
  return accept({ type: 'matching.program-mapping-changed.v1', data });
};

export const program: Decider<Program, ProgramCommand, ProgramFact, ProgramRefusal> = {
  initial: { status: 'none' },

  decide: (command, state) => {
    if (command.type === 'draft-program') return draft(command, state);
    if (state.status === 'none') return refuse('program-not-drafted');
    const { programId } = state;
    switch (command.type) {
      case 'change-rules':
        return changeRules(command, state);
      case 'change-mapping':
        return changeMapping(command, state);
      case 'change-agreement-template': {
        const { template, at } = command;
        if (same(state.template, template)) return accept();
        const data = { programId, templateVersion: state.templateVersion + 1, template, changedAt: at };
        return accept({ type: 'matching.program-agreement-template-changed.v1', data });
      }
    }
  },

  evolve: (state, event) => {
    if (event.type === 'matching.program-drafted.v1') {
      const { programId, name, purpose } = event.data;
      return {
        status: 'drafted',
        programId,
        name,
        purpose,
        policies: [],
        mappings: {},
        secrets: noSecrets,
        templateVersion: 0,
      };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'matching.program-rules-changed.v1':
        return { ...state, policies: [...state.policies, event.data.policy] };
      case 'matching.program-mapping-changed.v1':
        return {
          ...state,
          mappings: { ...state.mappings, [event.data.role]: event.data.mapping },
          secrets: secretsWith(state.secrets, event.data.role, event.data.mapping),
        };
      case 'matching.program-agreement-template-changed.v1': {
        const { templateVersion, template } = event.data;
        return { ...state, templateVersion, template };
      }
    }
  },
};
