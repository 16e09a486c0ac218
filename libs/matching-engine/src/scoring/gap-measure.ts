import type { Criterion } from '../policy/policy.ts';
import type { AttributeValue } from '../snapshot/snapshot.ts';
import type { Measure } from './measure.ts';
import { comparable, valuesOf } from './values.ts';

type LevelGap = Extract<Criterion, { kind: 'level-gap' }>;

/** A value's step on a ladder counted from 0, or the number itself where there is no ladder; `undefined` for everything else. */
export const stepOf = (
  value: AttributeValue | undefined,
  ladder: readonly string[] | undefined,
): number | undefined => {
  const [first] = valuesOf(value);
  if (first === undefined) return undefined;
  if (ladder === undefined) return Number.isFinite(Number(first.key)) ? Number(first.key) : undefined;
  const step = ladder.findIndex((name) => comparable(name) === first.key);
  return step < 0 ? undefined : step;
};

export const gapMeasure = (criterion: LevelGap, ladder: readonly string[] | undefined): Measure => {
  const { minSteps, maxSteps, bestSteps } = criterion;
  const gapOf = (mentee: AttributeValue | undefined, mentor: AttributeValue | undefined): number | undefined => {
    const below = stepOf(mentee, ladder);
    const above = stepOf(mentor, ladder);
    return below === undefined || above === undefined ? undefined : above - below;
  };
  return {
    reads: (value) => stepOf(value, ladder) !== undefined,
    outside: (mentee, mentor) => {
      const gap = gapOf(mentee, mentor) ?? 0;
      return gap < minSteps ? gap - minSteps : Math.max(0, gap - maxSteps);
    },
    judge: (mentee, mentor) => {
      const gap = gapOf(mentee, mentor);
      if (gap === undefined) return undefined;
      const holds = gap >= minSteps && gap <= maxSteps;
      if (bestSteps === undefined || !holds) return { met: holds ? 1 : 0, of: 1, holds };
      const room = (gap > bestSteps ? maxSteps - bestSteps : bestSteps - minSteps) + 1;
      return { met: room - Math.abs(gap - bestSteps), of: room, holds };
    },
    evidence: (mentee, mentor) => {
      const gap = gapOf(mentee, mentor) ?? 0;
      const side = gap === 0 ? 'the same level' : `mentor ${steps(Math.abs(gap))} ${gap > 0 ? 'above' : 'below'}`;
      return [`${textOf(mentee)} → ${textOf(mentor)}: ${side}`];
    },
  };
};

const steps = (count: number): string => (count === 1 ? '1 step' : `${count} steps`);
const textOf = (value: AttributeValue | undefined): string => valuesOf(value)[0]?.text ?? '';
