import { isSkipMark } from '@telemachy/contracts';
import type { StoredCommit } from './stored-commit.ts';
import { rawFactsOf } from './stored-commit.ts';
import type { RawFact } from './port.ts';

/**
 * Says, of commits shown from the newest back, when enough have been seen. A skip mark stands behind what it speaks of, so from the end back it is
 * met first: what is seen is known to count or not at once.
 */
export type Walk = (commit: StoredCommit) => boolean;

/** @param enough is shown each fact that counts, newest first */
export const walk = (enough: (fact: RawFact) => boolean): Walk => {
  const skipped = new Set<string>();
  return (commit) => {
    let done = false;
    for (const fact of rawFactsOf(commit, 0).toReversed()) {
      if (skipped.has(fact.id)) continue;
      const speaksOf = isSkipMark(fact.type) ? commit.skips?.[fact.version - (commit.versions[0] ?? 0)] : undefined;
      if (speaksOf !== undefined) skipped.add(speaksOf);
      else done = enough(fact) || done;
    }
    return done;
  };
};

/** Until so many facts that count have been seen. */
export const lastFacts = (count: number): Walk => {
  let seen = 0;
  return walk(() => (seen += 1) >= count);
};
