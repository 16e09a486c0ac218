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

/** The dual prices of a result, ready to be asked. */
export class Prices {
  readonly #result: MatchResult;
  readonly #price: ReadonlyMap<string, number>;
  readonly #gain: ReadonlyMap<string, number>;

  constructor(result: MatchResult) {
    this.#result = result;
    this.#price = new Map(result.certificate.duals.mentors);
    this.#gain = new Map(result.certificate.duals.mentees);
  }

  /**
   * What the whole match would lose at least if this pair were made instead: no assignment with the pair is worth more than the optimum less the
   * pair's reduced cost (linear programming duality).
   */
  lossFrom({ menteeId, mentorId, score }: Allowed): { readonly aPerson: boolean; readonly points: number } {
    const { certificate, seed } = this.#result;
    const { scale, total } = certificate;
    const lot = pairLot(seededKey(seed, menteeId), seededKey(seed, mentorId), scale.lots);
    const worth = scale.place + score * scale.point + lot;
    const slack = (this.#price.get(mentorId) ?? 0) + (this.#gain.get(menteeId) ?? 0) - worth;
    return { aPerson: slack >= (total + 1) * scale.point, points: Math.floor(slack / scale.point) };
  }
}

/** Why an allowed alternative was not chosen. With sensitive criteria in the policy no number is told, since each could be subtracted from. */
export const whyNot = (prices: Prices, allowed: Allowed, hasSecrets: boolean): Alternative['whyNot'] => {
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
  const { aPerson, points } = prices.lossFrom(allowed);
  if (aPerson)
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
    text: 'All places are taken; no whole match with this pair is better.',
  };
};

const pointsText = (points: number): string => (points === 1 ? '1 point' : `${points} points`);
