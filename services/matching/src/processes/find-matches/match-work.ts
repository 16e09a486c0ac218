import type { Dispatch } from '@telemachy/processes';
import { failing } from './failing.ts';
import { findAgain } from './find-again.ts';
import type { MatchWork } from './find-matches.process.ts';
import { findMatchesOf } from './find-matches-of.ts';
import type { RunParts } from './run-parts.ts';

/** Carries out what a match run needs the engine for. */
export const matchWork = (parts: RunParts): Dispatch<MatchWork> => {
  const find = findMatchesOf(parts);
  const again = findAgain(parts);
  const fail = failing(parts);
  return async (work, identity, meta, tenant) => {
    switch (work.type) {
      case 'find-matches':
        return find(work, identity, meta, tenant);
      case 'find-again':
        return again(work, identity, meta, tenant);
      case 'fail':
        return fail(work, 'given-up', { identity, meta, tenant });
    }
  };
};
