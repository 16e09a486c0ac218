import { mongoClaimKeeper, rebuildClaims, type ClaimsRebuilt } from '@telemachy/event-store';
import type { Installation } from '../installation.ts';
import { readOptions } from '../read-options.ts';
import type { Registration } from '../registration.ts';

export type ClaimsOfService = ClaimsRebuilt & { readonly service: string };

/** Makes what the streams of a service hold what their facts say, beside live traffic. */
export const rebuildClaimsOf = async (
  { service: { name, claims = [] } }: Registration,
  { databaseOf }: Pick<Installation, 'databaseOf'>,
): Promise<ClaimsOfService> => {
  if (claims.length === 0) return { service: name, equal: true, claims: 0, differences: 0, differing: [], mended: 0 };
  return { service: name, ...(await rebuildClaims(mongoClaimKeeper(databaseOf(name)), claims)) };
};

/** @throws Error naming what does not do */
export const readClaims = (args: readonly string[]): void => {
  const [does, more] = readOptions('claims', args, {}).positionals;
  if (does !== 'rebuild') throw new Error('claims takes rebuild: what is held is made what the facts say');
  if (more !== undefined) throw new Error(`claims rebuild takes nothing more than a service, not "${more}"`);
};
