import { describe, expect, it } from '@jest/globals';
import type { ProgramId } from '@telemachy/contracts';
import { program, type ProgramCommand } from './program.ts';

const at = '2026-11-02T09:00:00.000Z';
const draft: ProgramCommand = {
  type: 'draft-program',
  programId: 'p' as ProgramId,
  name: 'Reach',
  purpose: 'Grow.',
  at,
};
const rules = (weight: number): ProgramCommand => ({ type: 'change-rules', policy: { weight }, at });

const after = (...commands: ProgramCommand[]) =>
  commands.reduce((state, command) => {
    const decision = program.decide(command, state);
    if (!decision.accepted) throw new Error(`${command.type}: ${decision.refusal}`);
    return decision.events.reduce(program.evolve, state);
  }, program.initial);

describe('a program', () => {
  it('counts the versions of its rules and keeps each', () => {
    expect(after(draft, rules(1), rules(2))).toMatchObject({ policies: [{ weight: 1 }, { weight: 2 }] });
  });

  it('takes the same rules for no change, whatever the order of their keys', () => {
    const state = after(draft, { type: 'change-rules', policy: { a: 1, b: [2] }, at });
    expect(program.decide({ type: 'change-rules', policy: { b: [2], a: 1 }, at }, state)).toEqual({
      accepted: true,
      events: [],
    });
  });

  describe('with a sensitive rule and a column that shows what it reads', () => {
    const wish = { id: 'wish', kind: 'same', menteeAttribute: 'wish', mentorAttribute: 'identity', sensitive: true };
    const secret: ProgramCommand = { type: 'change-rules', policy: { criteria: [wish] }, at };
    const read = (as: 'hr' | 'answer' | 'sensitive', role: 'mentor' | 'mentee' = 'mentor'): ProgramCommand => {
      const mapping = { columns: [{ column: 'Identity', to: 'identity', as }] };
      return { type: 'change-mapping', role, mapping, at };
    };
    const refused = { accepted: false, refusal: 'mapping-shows-sensitive-answers' };

    it.each(['hr', 'answer'] as const)('is refused, whichever comes first (%s)', (as) => {
      expect(program.decide(read(as), after(draft, secret))).toEqual(refused);
      expect(program.decide(secret, after(draft, read(as)))).toEqual(refused);
    });

    it('is sound once the column is sensitive, or where the rule does not read that side', () => {
      expect(program.decide(secret, after(draft, read('sensitive'))).accepted).toBe(true);
      expect(program.decide(read('hr', 'mentee'), after(draft, secret)).accepted).toBe(true);
    });
  });

  it('is nothing before it is drafted, and is drafted once', () => {
    expect(program.decide(rules(1), program.initial)).toEqual({ accepted: false, refusal: 'program-not-drafted' });
    expect(program.decide({ ...draft, name: 'Other' } as ProgramCommand, after(draft))).toEqual({
      accepted: false,
      refusal: 'program-already-drafted',
    });
  });
});
