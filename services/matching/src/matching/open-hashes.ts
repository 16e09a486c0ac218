import { contentHash, snapshotHash, type Policy, type Snapshot } from '@telemachy/matching-engine';
import type { Found } from './solve-run.ts';

/**
 * The hashes that are shown of a run: over what coordinators may see of its people, and over the result as they see it. With other sensitive answers and
 * the same pairs they are the same, so that nobody finds an answer by trying (ADR 10).
 * @param asked with the people's open data alone
 */
export const openHashesOf = (
  { snapshot, policy, seed }: { readonly snapshot: Snapshot; readonly policy: Policy; readonly seed: string },
  { pairs, unmatched, matched, openTotal }: Pick<Found, 'pairs' | 'unmatched' | 'matched' | 'openTotal'>,
): { readonly snapshotHash: string; readonly resultHash: string } => {
  const read = snapshotHash(snapshot);
  return {
    snapshotHash: read,
    resultHash: contentHash({ snapshotHash: read, policy, seed, pairs, unmatched, matched, openTotal }),
  };
};
