import { describe, expect, it } from '@jest/globals';
import type { CohortId, EnrolmentId, PersonId } from '@telemachy/contracts';
import { enrolment, type Apply } from './enrolment.ts';

const apply: Apply = {
  type: 'apply',
  enrolmentId: 'e' as EnrolmentId,
  cohortId: 'c' as CohortId,
  personId: 'ana' as PersonId,
  role: 'mentor',
  capacity: 2,
  answers: { languages: ['en'] },
  sensitiveAnswers: {},
  at: '2026-11-02T09:00:00.000Z',
};
const after = (...commands: Apply[]) =>
  commands.reduce((state, command) => {
    const decision = enrolment.decide(command, state);
    return decision.accepted ? decision.events.reduce(enrolment.evolve, state) : state;
  }, enrolment.initial);
const when = (command: Apply, ...before: Apply[]) => {
  const decision = enrolment.decide(command, after(...before));
  return decision.accepted ? decision.events.map(({ type }) => type.split('.')[1]) : decision.refusal;
};

describe('an enrolment', () => {
  it('takes a person once in each role', () => {
    expect(when(apply)).toEqual(['enrolment-applied']);
    expect(when(apply, apply)).toEqual([]);
    expect(when({ ...apply, role: 'mentee', capacity: 1 }, apply)).toEqual(['enrolment-applied']);
  });

  it('keeps the answers of both roles apart', () => {
    const both = after(apply, { ...apply, role: 'mentee', capacity: 1, answers: {} });
    expect(both.parts).toMatchObject({ mentor: { capacity: 2 }, mentee: { capacity: 1, answers: {} } });
  });

  it('changes with other answers', () => {
    expect(when({ ...apply, answers: { languages: ['en', 'es'] } }, apply)).toEqual(['enrolment-answered']);
  });

  it.each([
    ['sensitive answers alone', { sensitiveAnswers: { faith: 'x' } }, true],
    ['a capacity too', { sensitiveAnswers: { faith: 'x' }, capacity: 3 }, false],
    ['an answer too', { sensitiveAnswers: { faith: 'x' }, answers: {} }, false],
  ])('says whether it changed by %s', (_what, changed, onlySensitive) => {
    const decision = enrolment.decide({ ...apply, ...changed }, after(apply));
    expect(decision).toMatchObject({ events: [{ data: { onlySensitive } }] });
  });
});
