import { describe, expect, it } from '@jest/globals';
import type { ProgramId } from '@telemachy/contracts';
import { sampleJson } from '../cohort.fixture.ts';
import { program, type ProgramCommand } from '../domain/program.ts';
import { rulesAdvice } from './rules-advice.ts';

const at = '2026-11-02T09:00:00.000Z';
type Mapping = Extract<ProgramCommand, { type: 'change-mapping' }>['mapping'];
const { mentor, mentee } = sampleJson('mapping.json') as { mentor: Mapping; mentee: Mapping };
const draft: ProgramCommand = { type: 'draft-program', programId: 'p' as ProgramId, name: 'P', purpose: '', at };
const rules: ProgramCommand = { type: 'change-rules', policy: sampleJson('policy.json'), at };
const mapped = (role: 'mentor' | 'mentee', mapping: Mapping): ProgramCommand => ({
  type: 'change-mapping',
  role,
  mapping,
  at,
});
const without = (column: string): Mapping => ({ ...mentor, columns: mentor.columns.filter(({ to }) => to !== column) });

const advisedAfter = (...commands: ProgramCommand[]) => {
  const state = commands.reduce((before, command) => {
    const decision = program.decide(command, before);
    if (!decision.accepted) throw new Error(decision.refusal);
    return decision.events.reduce(program.evolve, before);
  }, program.initial);
  return rulesAdvice(state).map(({ rule, message }) => `${rule}: ${message}`);
};

describe('advice on a program’s rules', () => {
  it('has nothing to say of the sample', () => {
    expect(advisedAfter(draft, rules, mapped('mentor', mentor), mapped('mentee', mentee))).toEqual([]);
  });

  it('names what no column leads to, whichever of rules and mapping comes first', () => {
    const told = ['same-profession: No mentor has "profession".'];
    expect(advisedAfter(draft, rules, mapped('mentor', without('profession')))).toEqual(told);
    expect(advisedAfter(draft, mapped('mentor', without('profession')), rules)).toEqual(told);
  });

  it('takes a default for a value', () => {
    const mapping = { ...without('profession'), defaults: { profession: 'Policy' } };
    expect(advisedAfter(draft, rules, mapped('mentor', mapping))).toEqual([]);
  });

  it('waits for rules and a mapping', () => {
    expect(advisedAfter(draft, rules)).toEqual([]);
    expect(advisedAfter(draft, mapped('mentor', mentor))).toEqual([]);
  });
});
