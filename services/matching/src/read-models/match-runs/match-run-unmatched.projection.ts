import type { MatchRunId } from '@telemachy/contracts';
import type { MatchRunFact, UnmatchedPerson } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';
import { partKey, partOf } from './part-key.ts';

/** The people without a match that one fact named. */
export type UnmatchedOfPart = {
  readonly matchRunId: MatchRunId;
  readonly part: string;
  readonly entries: readonly UnmatchedPerson[];
};

type Heard = Extract<
  MatchRunFact,
  { type: 'matching.match-run-unmatched-found.v1' } | { type: 'matching.match-run-rematched.v1' }
>;

/** Everybody whom a run, or a rematch after it, left without a match, and why. One document per fact, in the order of the facts. */
export const matchRunUnmatched: Projection<UnmatchedOfPart, Heard> = {
  name: 'match-run-unmatched',
  version: 1,
  hears: ['matching.match-run-unmatched-found.v1', 'matching.match-run-rematched.v1'],
  keyOf: (fact) => (fact.event.data.unmatched.length === 0 ? undefined : partKey(fact)),
  apply: (_, fact) => {
    const { matchRunId, unmatched: entries } = fact.event.data;
    return { matchRunId, part: partOf(fact), entries };
  },
};
