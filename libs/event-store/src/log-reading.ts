import type { FactReader } from './fact-reader.ts';
import { checkNames } from './names.ts';
import type { EventStore } from './port.ts';
import { checkCount } from './ranges.ts';
import { marksIn, skippedAmong } from './skips.ts';
import type { CommitStorage } from './storage.ts';
import { rawFactsOf } from './stored-commit.ts';

type LogReading = Pick<EventStore, 'readAll' | 'readRaw' | 'lastPosition' | 'positionOf' | 'history' | 'skippedAmong'>;

const mostAtOnce = 1_000_000;

/** How everything is read: by position, and a stream with what was skipped in it. */
export const logReadingFrom = (storage: CommitStorage, { read }: FactReader): LogReading => {
  const readRaw: EventStore['readRaw'] = async (after, limit) => {
    checkCount('after', after, 0, Number.MAX_SAFE_INTEGER);
    checkCount('limit', limit, 1, mostAtOnce);
    return storage.readRaw(after, limit);
  };

  return {
    readRaw,
    lastPosition: storage.lastPosition,
    positionOf: (tenant, stream, commit) => storage.positionOf({ tenant, stream }, commit),

    async readAll(after, limit) {
      for (let from = after; ;) {
        const facts = await readRaw(from, limit);
        const skipped = skippedAmong(await storage.marksAbout(facts.map(({ id }) => id)));
        const counting = facts.filter(({ id }) => !skipped.has(id));
        if (counting.length > 0 || facts.length === 0) return counting.map(read);
        from += facts.length;
      }
    },

    async history(tenant, stream) {
      checkNames(tenant, stream);
      const commits = await storage.commitsOf({ tenant, stream });
      const skipped = skippedAmong(commits.flatMap(marksIn));
      return commits
        .flatMap((commit) => rawFactsOf(commit, 0))
        .map((fact) => ({ fact: read(fact), counts: !skipped.has(fact.id) }));
    },

    async skippedAmong(factIds) {
      const skipped = skippedAmong(await storage.marksAbout(factIds));
      return new Set(factIds.filter((id) => skipped.has(id)));
    },
  };
};
