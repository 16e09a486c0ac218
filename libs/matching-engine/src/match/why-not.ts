import { pairLot, seededKey } from '../hashing/seeded-key.ts';
import type { Alternative } from './explanation.ts';
import type { MatchResult } from './result.ts';

/** What is known of an alternative that the rules allow. `score` is the full one, which the prices belong to. */
export type Allowed = {
  readonly menteeId: string;
  readonly mentorId: string;
  readonly score: number;
  /** How many points the pair found has more; below 0 where it has less. `undefined` for somebody without a mentor. */
  readonly less: number | undefined;
  readonly isFull: boolean;
};

/**
 * What the whole match would lose at least if this pair were made instead, from the dual prices: no assignment with the pair is worth more than the
 * optimum less the pair's reduced cost (linear programming duality).
 */
const lossOf = (result: MatchResult, { menteeId, mentorId, score }: Allowed): { people: boolean; points: number } => {
  const { scale, duals, total } = result.certificate;
  const lot = pairLot(seededKey(result.seed, menteeId), seededKey(result.seed, mentorId), scale.lots);
  const price = duals.mentors.find(([id]) => id === mentorId)?.[1] ?? 0;
  const gain = duals.mentees.find(([id]) => id === menteeId)?.[1] ?? 0;
  const slack = price + gain - (scale.place + score * scale.point + lot);
  return { people: slack >= (total + 1) * scale.point, points: Math.floor(slack / scale.point) };
};

/** Why an allowed alternative was not chosen. With sensitive criteria in the policy no number is told, since each could be subtracted from. */
export const whyNot = (result: MatchResult, allowed: Allowed, hasSecrets: boolean): Alternative['whyNot'] => {
  const { isFull, less } = allowed;
  if (hasSecrets) {
    return isFull
      ? { code: 'full', text: 'All places are taken; the whole match is best as it is.' }
      : { code: 'less', text: 'Has a free place; the whole match is best as it is.' };
  }
  if (!isFull && less !== undefined) {
    return less > 0
      ? { code: 'less', text: `Has a free place, but this pair has ${pointsText(less)} less.` }
      : { code: 'drawn', text: 'Has a free place and is as good; the lot decided.' };
  }
  const { people, points } = lossOf(result, allowed);
  if (people)
    return {
      code: 'full',
      text: 'All places are taken; this pair instead would leave one more person without a mentor.',
    };
  if (points > 0)
    return {
      code: 'full',
      text: `All places are taken; this pair instead would cost the whole match at least ${pointsText(points)}.`,
    };
  return {
    code: 'full',
    text: 'All places are taken; the whole match would be about as good with this pair, and the lot decided.',
  };
};

const pointsText = (points: number): string => (points === 1 ? '1 point' : `${points} points`);
