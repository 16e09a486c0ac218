import type { Policy } from '../policy/policy.ts';
import { FULL_SCORE } from '../solver/scale.ts';

/**
 * How many of the 10,000 points each criterion can give, in the order of the policy; rules give none. In proportion to the importance, whole numbers,
 * together exactly 10,000 (largest remainders; at equal remainders the earlier criterion).
 */
export const sharesOf = (policy: Policy): readonly number[] => {
  const weights = policy.criteria.map(({ importance }) => (typeof importance === 'number' ? importance : 0));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  if (all === 0) return weights;
  const shares = weights.map((weight) => Math.floor((FULL_SCORE * weight) / all));
  const missing = FULL_SCORE - shares.reduce((sum, share) => sum + share, 0);
  const byRemainder = weights
    .map((weight, at) => ({ at, remainder: (FULL_SCORE * weight) % all }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder.slice(0, missing)) shares[at] = (shares[at] ?? 0) + 1;
  return shares;
};
