import type { MatchRunId } from '@telemachy/contracts';
import type { MatchRunFact, ProposedPair } from '@telemachy/contracts/matching';
import type { Projection } from '@telemachy/kernel';
import { partKey, partOf } from './part-key.ts';

/** The pairs that one fact brought. */
export type PairsOfPart = {
  readonly matchRunId: MatchRunId;
  readonly part: string;
  readonly entries: readonly ProposedPair[];
};

type Heard = Extract<
  MatchRunFact,
  { type: 'matching.match-run-pairs-found.v1' } | { type: 'matching.match-run-rematched.v1' }
>;

/** Everybody whom a run, or a rematch after it, brought together. One document per fact, in the order of the facts. */
export const matchRunPairs: Projection<PairsOfPart, Heard> = {
  name: 'match-run-pairs',
  version: 1,
  hears: ['matching.match-run-pairs-found.v1', 'matching.match-run-rematched.v1'],
  keyOf: (fact) => (fact.event.data.pairs.length === 0 ? undefined : partKey(fact)),
  apply: (_, fact) => {
    const { matchRunId, pairs: entries } = fact.event.data;
    return { matchRunId, part: partOf(fact), entries };
  },
};
