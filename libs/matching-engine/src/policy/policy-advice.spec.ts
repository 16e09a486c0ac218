import { describe, expect, it } from '@jest/globals';
import type { Policy } from './policy.ts';
import { policyAdvice } from './policy-advice.ts';

const policy: Policy = {
  criteria: [
    { id: 'town', label: 'Town', kind: 'same', attribute: 'town', importance: 3 },
    {
      id: 'faith',
      label: 'Faith',
      kind: 'same',
      menteeAttribute: 'wish',
      mentorAttribute: 'faith',
      appliesIf: { side: 'mentee', attribute: 'asks', equals: ['yes'] },
      importance: 3,
      sensitive: true,
    },
    {
      id: 'eo',
      label: 'EO',
      kind: 'list-membership',
      side: 'mentor',
      attribute: 'grade',
      values: ['EO'],
      importance: 'must',
    },
    {
      id: 'ao',
      label: 'AO',
      kind: 'list-membership',
      side: 'mentor',
      attribute: 'grade',
      values: ['AO'],
      importance: 'must',
    },
  ],
};
const known = (...names: string[]) => new Map(names.map((name) => [name, 'many' as const]));
const advised = (...asked: Parameters<typeof policyAdvice>) =>
  policyAdvice(...asked).map(({ path, message, remedy }) => `${path}: ${message} ${remedy}`);

describe('advice on a policy', () => {
  it('names the criteria that look at what nobody has, those of conditions included', () => {
    expect(advised(policy, { mentee: known('town', 'wish'), mentor: known('Town', 'faith', 'grade') })).toEqual([
      'criteria[0]: No mentor has "town". Correct the name: there is "Town".',
      'criteria[1]: No mentee has "asks". Have a column of the mapping lead to it, or correct the name.',
    ]);
  });

  it('names rules that nobody keeps who has one value', () => {
    const mentor = new Map([...known('town', 'faith'), ['grade', 'one' as const]]);
    expect(advised(policy, { mentee: undefined, mentor })).toEqual([
      'criteria[3]: No pair can keep it together with "eo". Drop or widen one of them, or give it a weight instead.',
    ]);
  });

  it('says nothing where nothing is known', () => {
    expect(advised(policy, { mentee: undefined, mentor: undefined })).toEqual([]);
  });

  it('says what has no effect: rules without a criterion, and where to show what is sensitive', () => {
    const nothing = { mentee: undefined, mentor: undefined };
    expect(advised({ criteria: [] }, nothing)).toEqual([
      'criteria: Without a criterion every allowed pair is worth the same. Add a criterion with a weight for each thing that makes a good pair.',
    ]);
    const [town, faith] = policy.criteria;
    const shown = [town, faith].flatMap((one) => (one ? [{ ...one, shownAs: 'other-wishes' as const }] : []));
    expect(advised({ criteria: shown }, nothing)).toEqual([
      'criteria[1].shownAs: A sensitive criterion is never shown, so shownAs has no effect. Leave shownAs out.',
    ]);
  });
});
