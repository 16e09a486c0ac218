import type { Criterion, Policy } from '../policy/policy.ts';
import type { AttributeValue } from '../snapshot/snapshot.ts';
import { gapMeasure } from './gap-measure.ts';
import { listMeasure } from './list-measure.ts';
import { comparable, valuesOf } from './values.ts';

/** How far two people meet a criterion: `met` of `of` (at least 1), and whether that is enough for a rule. */
export type Judgement = { readonly met: number; readonly of: number; readonly holds: boolean };

/** One way of comparing a mentee's attribute with a mentor's. `undefined`: one of the two has no value that can be compared. */
export type Measure = {
  readonly judge: (mentee: AttributeValue | undefined, mentor: AttributeValue | undefined) => Judgement | undefined;
  /** What a person reads as the reason; only for pairs that `judge` could compare. */
  readonly evidence: (mentee: AttributeValue | undefined, mentor: AttributeValue | undefined) => readonly string[];
  /** Whether one side's value can be compared at all. */
  readonly reads: (value: AttributeValue | undefined) => boolean;
  /** By how many steps a pair misses the range of a level gap: below 0 too few, above 0 too many. */
  readonly outside?: (mentee: AttributeValue | undefined, mentor: AttributeValue | undefined) => number;
};

const isGiven = (value: AttributeValue | undefined): boolean => valuesOf(value).length > 0;

const yesOrNo = (holds: boolean): Judgement => ({ met: holds ? 1 : 0, of: 1, holds });

export const measureOf = (criterion: Criterion, policy: Policy): Measure => {
  switch (criterion.kind) {
    case 'same':
      return inCommon(true);
    case 'different':
      return inCommon(false);
    case 'overlap':
    case 'offered-covers-wanted':
      return listMeasure(criterion);
    case 'level-gap':
      return gapMeasure(criterion, criterion.ladder === undefined ? undefined : policy.ladders?.[criterion.ladder]);
    case 'list-membership':
      return membership(criterion.side, criterion.values);
  }
};

const inCommon = (wanted: boolean): Measure => ({
  reads: isGiven,
  judge: (mentee, mentor) => {
    const ours = valuesOf(mentee);
    const theirs = valuesOf(mentor);
    if (ours.length === 0 || theirs.length === 0) return undefined;
    return yesOrNo(ours.some(({ key }) => theirs.some((other) => other.key === key)) === wanted);
  },
  evidence: (mentee, mentor) => {
    const ours = valuesOf(mentee);
    const theirs = valuesOf(mentor);
    const common = ours.filter(({ key }) => theirs.some((other) => other.key === key));
    if (common.length > 0) return common.map(({ text }) => `${text} on both sides`);
    return [`mentee: ${ours.map(({ text }) => text).join(', ')}; mentor: ${theirs.map(({ text }) => text).join(', ')}`];
  },
});

const membership = (side: 'mentee' | 'mentor', list: readonly string[]): Measure => {
  const allowed = new Set(list.map(comparable));
  return {
    reads: isGiven,
    judge: (mentee, mentor) => {
      const values = valuesOf(side === 'mentee' ? mentee : mentor);
      return values.length === 0 ? undefined : yesOrNo(values.some(({ key }) => allowed.has(key)));
    },
    evidence: (mentee, mentor) =>
      valuesOf(side === 'mentee' ? mentee : mentor).map(
        ({ text, key }) => `${side}: ${text}${allowed.has(key) ? '' : ', not one of those named'}`,
      ),
  };
};
