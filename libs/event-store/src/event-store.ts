import { appendingTo } from './appending.ts';
import type { FactSchemas } from './encode-fact.ts';
import { StoreDamaged } from './errors.ts';
import { issuedHeads } from './heads.ts';
import { checkNames } from './names.ts';
import type { EventStore, Head } from './port.ts';
import { skipCommand, skipMark } from './skip-fact.ts';
import { countingFacts, marksIn, skippedAmong } from './skips.ts';
import type { CommitStorage, StreamName } from './storage.ts';
import type { StoredCommit } from './stored-commit.ts';
import { rawFactsOf, recordedFrom } from './stored-commit.ts';
import { unchangedBefore, unchangedToKeep } from './unchanged.ts';

export type StoreParts = {
  readonly storage: CommitStorage;
  readonly schemas: FactSchemas;
  readonly now: () => Date;
};

/** How often a mark is tried again when others append to its stream first. */
const skipAttempts = 10;

/** Everything that an event store promises, over whatever keeps its commits. */
export const eventStoreOver = ({ storage, schemas, now }: StoreParts): EventStore => {
  const heads = issuedHeads();
  const appending = appendingTo({ storage, heads, schemas, now });

  const endOf = (of: StreamName, commits: readonly StoredCommit[]): Head =>
    heads.issue(of.tenant, of.stream, lastVersion(commits));

  const readAll: EventStore['readAll'] = async (after, limit) => {
    for (let from = after; ;) {
      const facts = await storage.readRaw(from, limit);
      const marks = await storage.marksAbout(facts.map(({ id }) => id));
      const skipped = skippedAmong(marks);
      const counting = facts.filter(({ id }) => !skipped.has(id));
      if (counting.length > 0 || facts.length === 0) return counting.map(recordedFrom);
      from += facts.length;
    }
  };

  return {
    async load(tenant, stream) {
      checkNames(tenant, stream);
      const of = { tenant, stream };
      const commits = await storage.commitsOf(of);
      return { head: endOf(of, commits), facts: countingFacts(commits).map(recordedFrom) };
    },

    append: (head, facts, options) => appending.append(head, facts, options),

    async commitOf(tenant, stream, command) {
      checkNames(tenant, stream);
      return appending.doneOf({ tenant, stream }, command);
    },

    async keepUnchanged(head, { command, answer }) {
      heads.check(head);
      const first = await storage.keepUnchanged(head, command.id, unchangedToKeep(command, head.version, answer));
      return first && unchangedBefore(first, command);
    },

    async unchangedOf(tenant, stream, command) {
      checkNames(tenant, stream);
      const found = await storage.unchangedOf({ tenant, stream }, command.id);
      return found && unchangedBefore(found, command);
    },

    readAll,
    readRaw: storage.readRaw,
    lastPosition: storage.lastPosition,
    positionOf: (tenant, stream, commit) => storage.positionOf({ tenant, stream }, commit),

    async skip(request) {
      const { tenant, stream, version } = request;
      checkNames(tenant, stream);
      for (let attempt = 1; attempt <= skipAttempts; attempt += 1) {
        const commits = await storage.commitsOf({ tenant, stream });
        const fact = commits.flatMap((commit) => rawFactsOf(commit, 0)).find((one) => one.version === version);
        if (fact === undefined) return { outcome: 'no-such-fact' };
        if (skippedAmong(commits.flatMap(marksIn)).has(fact.id)) return { outcome: 'already-skipped' };
        const mark = skipMark(fact, request, now());
        const marked = await appending.append(endOf({ tenant, stream }, commits), [mark], skipCommand(request), true);
        if (marked.outcome === 'appended') return { outcome: 'skipped', commit: marked.commit };
      }
      return { outcome: 'conflict' };
    },

    async history(tenant, stream) {
      checkNames(tenant, stream);
      const commits = await storage.commitsOf({ tenant, stream });
      const skipped = skippedAmong(commits.flatMap(marksIn));
      return commits
        .flatMap((commit) => rawFactsOf(commit, 0))
        .map((fact) => ({ fact: recordedFrom(fact), counts: !skipped.has(fact.id) }));
    },

    async skippedAmong(factIds) {
      const skipped = skippedAmong(await storage.marksAbout(factIds));
      return new Set(factIds.filter((id) => skipped.has(id)));
    },
  };
};

/** Version of the last fact. @throws StoreDamaged */
const lastVersion = (commits: readonly StoredCommit[]): number =>
  commits.reduce((end, { versions, stream, id }) => {
    if (versions[0] !== end + 1) throw new StoreDamaged(`Commit ${id} of ${stream} does not follow version ${end}.`);
    return versions.at(-1) ?? end;
  }, 0);
