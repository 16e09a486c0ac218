import { isSkipMark, skippedBy } from '@telemachy/contracts';
import type { RawFact } from './port.ts';
import type { StoredCommit } from './stored-commit.ts';
import { rawFactsOf } from './stored-commit.ts';

/** A skip mark and the fact that it speaks of. */
export type Mark = {
  readonly tenant: string;
  readonly stream: string;
  readonly id: string;
  readonly version: number;
  readonly factId: string;
  /** Version of that fact. */
  readonly about: number;
};

export const marksIn = (commit: StoredCommit): readonly Mark[] =>
  commit.skips === undefined
    ? []
    : rawFactsOf(commit, 0).flatMap(({ tenant, stream, id, version, data }, index) => {
        const factId = commit.skips?.[index];
        const { version: about } = JSON.parse(data) as { version: number };
        return factId === undefined ? [] : [{ tenant, stream, id, version, factId, about }];
      });

/** Ids of the facts that no longer count, by marks of any streams. */
export const skippedAmong = (marks: readonly Mark[]): ReadonlySet<string> => {
  const streams = Map.groupBy(marks, ({ tenant, stream }) => `${tenant}|${stream}`);
  return new Set([...streams.values()].flatMap((ofStream) => [...skippedBy(ofStream)]));
};

/** The facts of a stream that count, in order: neither what is skipped nor the marks themselves. */
export const countingFacts = (commits: readonly StoredCommit[]): readonly RawFact[] => {
  const facts = commits.flatMap((commit) => rawFactsOf(commit, 0));
  if (!commits.some(({ skips }) => skips !== undefined)) return facts;
  const skipped = skippedAmong(commits.flatMap(marksIn));
  return facts.filter(({ id, type }) => !skipped.has(id) && !isSkipMark(type));
};
