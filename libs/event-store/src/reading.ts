import type { Recorded } from '@telemachy/kernel';
import { StoreDamaged } from './errors.ts';
import type { FactReader } from './fact-reader.ts';
import type { Heads } from './heads.ts';
import { checkNames } from './names.ts';
import type { EventStore, Head } from './port.ts';
import { countingFacts, marksIn, skippedAmong } from './skips.ts';
import type { CommitStorage, StreamName } from './storage.ts';
import type { StoredCommit } from './stored-commit.ts';
import { rawFactsOf } from './stored-commit.ts';

export type ReadingParts = { readonly storage: CommitStorage; readonly heads: Heads; readonly reader: FactReader };

/** How streams and the whole log are read: in the form of today, without what was skipped. */
export const readingFrom = ({
  storage,
  heads,
  reader,
}: ReadingParts): Pick<EventStore, 'load' | 'readAll' | 'history' | 'skippedAmong'> => ({
  async load(tenant, stream) {
    checkNames(tenant, stream);
    const of = { tenant, stream };
    const commits = await storage.commitsOf(of);
    return { head: endOf(heads, of, commits), facts: countingFacts(commits).map(reader.understand) };
  },

  async readAll(after, limit): Promise<readonly Recorded[]> {
    for (let from = after; ;) {
      const facts = await storage.readRaw(from, limit);
      const marks = await storage.marksAbout(facts.map(({ id }) => id));
      const skipped = skippedAmong(marks);
      const counting = facts.filter(({ id }) => !skipped.has(id));
      if (counting.length > 0 || facts.length === 0) return counting.map(reader.read);
      from += facts.length;
    }
  },

  async history(tenant, stream) {
    checkNames(tenant, stream);
    const commits = await storage.commitsOf({ tenant, stream });
    const skipped = skippedAmong(commits.flatMap(marksIn));
    return commits
      .flatMap((commit) => rawFactsOf(commit, 0))
      .map((fact) => ({ fact: reader.read(fact), counts: !skipped.has(fact.id) }));
  },

  async skippedAmong(factIds) {
    const skipped = skippedAmong(await storage.marksAbout(factIds));
    return new Set(factIds.filter((id) => skipped.has(id)));
  },
});

/** The head of a stream of which these are all commits. @throws StoreDamaged */
export const endOf = (heads: Heads, { tenant, stream }: StreamName, commits: readonly StoredCommit[]): Head =>
  heads.issue(tenant, stream, lastVersion(commits, 0));

const lastVersion = (commits: readonly StoredCommit[], from: number): number =>
  commits.reduce((end, { versions, stream, id }) => {
    if (versions[0] !== end + 1) throw new StoreDamaged(`Commit ${id} of ${stream} does not follow version ${end}.`);
    return versions.at(-1) ?? end;
  }, from);
