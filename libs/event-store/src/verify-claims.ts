import type { ClaimDifference } from './claim-audit.ts';
import { differenceOf, disputesIn } from './claim-audit.ts';
import type { ClaimKeeper } from './claim-keeper.ts';
import type { ClaimSource } from './claim-source.ts';
import { mend } from './mend-claims.ts';

export type ClaimsCompared = {
  readonly equal: boolean;
  /** How much the facts ask for: unique claims, and reservations counted on each UTC day that they touch. */
  readonly claims: number;
  readonly differences: number;
  /** Some of them. */
  readonly differing: readonly ClaimDifference[];
};

export type ClaimsRebuilt = ClaimsCompared & { readonly mended: number };

export type ClaimsOptions = {
  /** Only these organizations; all of them unless told. */
  readonly tenants?: readonly string[];
};

const shown = 20;
const rounds = 5;

/** Compares what is held with what the facts say, organization by organization, each at one moment. Changes nothing; safe beside live traffic. */
export const verifyClaims = async (
  keeper: ClaimKeeper,
  sources: readonly ClaimSource[],
  { tenants }: ClaimsOptions = {},
): Promise<ClaimsCompared> => {
  let claims = 0;
  const differing: ClaimDifference[] = [];
  for (const tenant of tenants ?? (await keeper.tenants())) {
    const { asked, disputed } = await disputesIn(keeper, sources, tenant);
    claims += asked;
    differing.push(...disputed.map((one) => differenceOf(tenant, one)));
  }
  return { equal: differing.length === 0, claims, differences: differing.length, differing: differing.slice(0, shown) };
};

/**
 * Makes the claims what the facts say, and compares again: a commit that changed the same claims meanwhile is seen in the next round.
 * What two streams hold by their facts stays with the one that has it, or goes to the one that was first; it stays a difference.
 */
export const rebuildClaims = async (
  keeper: ClaimKeeper,
  sources: readonly ClaimSource[],
  { tenants }: ClaimsOptions = {},
): Promise<ClaimsRebuilt> => {
  let mended = 0;
  for (let round = 1; round <= rounds; round += 1) {
    let now = 0;
    for (const tenant of tenants ?? (await keeper.tenants())) {
      const { disputed } = await disputesIn(keeper, sources, tenant);
      now += await mend(keeper, sources, tenant, disputed);
    }
    mended += now;
    if (now === 0) break;
  }
  return { ...(await verifyClaims(keeper, sources, tenants === undefined ? {} : { tenants })), mended };
};
