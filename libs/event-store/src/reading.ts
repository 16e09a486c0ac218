import { isSummary } from '@telemachy/contracts';
import { StoreDamaged } from './errors.ts';
import type { FactReader } from './fact-reader.ts';
import type { Heads } from './heads.ts';
import { checkNames } from './names.ts';
import type { EventStore, Head, RawFact } from './port.ts';
import { checkCount } from './ranges.ts';
import { countingFacts } from './skips.ts';
import { holds, snapshotToKeep } from './snapshot.ts';
import type { CommitStorage, StreamName } from './storage.ts';
import type { StoredCommit } from './stored-commit.ts';
import { lastFacts, walk, type Walk } from './tail.ts';

export type ReadingParts = { readonly storage: CommitStorage; readonly heads: Heads; readonly reader: FactReader };

type Reading = Pick<EventStore, 'load' | 'loadLast' | 'loadFromSummary' | 'loadFromSnapshot' | 'keepSnapshot'>;

const mostLast = 10_000;

/** How streams are read: in the form of today, without what was skipped, and no more of them than is asked for. */
export const readingFrom = ({ storage, heads, reader: { understand } }: ReadingParts): Reading => {
  const load: Reading['load'] = async (tenant, stream) => {
    checkNames(tenant, stream);
    const commits = await storage.commitsOf({ tenant, stream });
    return { head: endOf(heads, { tenant, stream }, commits), facts: countingFacts(commits).map(understand) };
  };

  /** The facts that count, as far back as the walk goes. */
  const walkBack = async (of: StreamName, goes: Walk): Promise<{ head: Head; facts: readonly RawFact[] }> => {
    let met = false;
    const commits = await storage.lastCommitsOf(of, (commit) => (met = goes(commit)));
    const head = endOf(heads, of, commits, met ? commits[0]?.versions[0] : 1);
    return { head, facts: countingFacts(commits) };
  };

  return {
    load,

    async loadLast(tenant, stream, count) {
      checkNames(tenant, stream);
      checkCount('count', count, 1, mostLast);
      const { head, facts } = await walkBack({ tenant, stream }, lastFacts(count));
      return { head, facts: facts.slice(-count).map(understand) };
    },

    async loadFromSummary(tenant, stream) {
      checkNames(tenant, stream);
      const summary = ({ type }: RawFact): boolean => isSummary(type);
      const { head, facts } = await walkBack({ tenant, stream }, walk(summary));
      return { head, facts: facts.slice(Math.max(0, facts.findLastIndex(summary))).map(understand) };
    },

    async loadFromSnapshot(tenant, stream, form) {
      checkNames(tenant, stream);
      const of = { tenant, stream };
      const snapshot = await storage.snapshotOf(of, form);
      if (snapshot === undefined) return load(tenant, stream);
      const { version, state } = snapshot;
      const commits = await storage.commitsFrom(of, version);
      if (!holds(of, form, snapshot, commits)) return load(tenant, stream);
      const head = endOf(heads, of, commits, commits[0]?.versions[0]);
      const since = countingFacts(commits.slice(1)).map(understand);
      return { head, facts: since, snapshot: { version, state: JSON.parse(state) as unknown } };
    },

    async keepSnapshot(head, form, state) {
      const commit = heads.commitAt(head);
      if (head.version === 0) return;
      await storage.keepSnapshot(head, form, snapshotToKeep(head, form, { version: head.version, commit, state }));
    },
  };
};

/**
 * The head of a stream that ends with these commits.
 * @param from version of the first of them
 * @throws StoreDamaged
 */
export const endOf = (heads: Heads, of: StreamName, commits: readonly StoredCommit[], from = 1): Head => {
  const version = commits.reduce((end, { versions, stream, id }) => {
    if (versions[0] !== end + 1) throw new StoreDamaged(`Commit ${id} of ${stream} does not follow version ${end}.`);
    return versions.at(-1) ?? end;
  }, from - 1);
  return heads.issue(of, commits.length === 0 ? 0 : version, commits.at(-1)?.id ?? '');
};
