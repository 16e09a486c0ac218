import type { ClaimsCompared } from '@telemachy/event-store';
import type { ClaimsOfService } from '../verify/rebuild-claims-of.ts';

/** Where what is held differs from what the facts say. */
export const differenceLines = ({ differing }: Pick<ClaimsCompared, 'differing'>): readonly string[] =>
  differing.map(
    ({ tenant, claim, why, byFacts = 'nothing', found = 'nothing' }) =>
      `          ${tenant} ${claim}: ${why}; by the facts ${byFacts}, held ${found}`,
  );

/** What became of claims that were made anew, for a person to read. */
export const printedClaims = (services: readonly ClaimsOfService[]): string =>
  services
    .flatMap((one) => [
      `${one.equal ? 'equal    ' : 'DIFFERENT'} ${one.service}: ${one.claims} claims, ${one.mended} mended`,
      ...differenceLines(one),
    ])
    .join('\n');
