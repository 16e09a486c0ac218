import { catalogue } from '@telemachy/contracts';
import { randomBytes } from 'node:crypto';
import { checkClaims } from '../claim-names.ts';
import type { FactSchemas } from '../encode-fact.ts';
import { issuedHeads } from '../heads.ts';
import { checkNames } from '../names.ts';
import type { Appended, EventStore, RawFact, SequencedRange } from '../port.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { commitToStore, doneBefore, rawFactsOf, readCommit, recordedFrom, recordedOf } from '../stored-commit.ts';
import { memoryClaims } from './memory-claims.ts';
import type { Faults } from './seeded-faults.ts';

export type MemoryStoreOptions = {
  /** `immediate` (default): facts get their positions as they are appended. `manual`: when `sequence()` is called. */
  readonly sequencing?: 'immediate' | 'manual';
  readonly onSequenced?: (range: SequencedRange) => void;
  readonly faults?: Faults;
  readonly now?: () => Date;
  /** First 16 hex digits of every commit id; random unless a test wants the same ids again. */
  readonly idPrefix?: string;
  readonly schemas?: FactSchemas;
};

export type MemoryEventStore = EventStore & {
  /** Gives positions to all commits that have none, in the order they were appended. */
  readonly sequence: () => Promise<SequencedRange | undefined>;
};

/** The store without a database: same answers, gone with the process. Effects are atomic; every await around them can be made to fail. */
export const memoryEventStore = ({
  sequencing = 'immediate',
  onSequenced,
  faults = async () => {},
  now = () => new Date(),
  idPrefix = randomBytes(8).toString('hex'),
  schemas = catalogue,
}: MemoryStoreOptions = {}): MemoryEventStore => {
  const heads = issuedHeads();
  const claims = memoryClaims();
  const commits: StoredCommit[] = [];
  const streams = new Map<string, StoredCommit[]>();
  const byCommand = new Map<string, StoredCommit>();
  const numbered: { commit: StoredCommit; place: number }[] = [];
  const lastPositions = new Map<string, number>();
  let made = 0;

  const streamOf = (tenant: string, stream: string): StoredCommit[] => streams.get(`${tenant}|${stream}`) ?? [];
  const versionOf = (tenant: string, stream: string): number => streamOf(tenant, stream).at(-1)?.versions.at(-1) ?? 0;

  const number = (): SequencedRange | undefined => {
    const from = numbered.length + 1;
    for (const commit of commits.slice(lastPositions.size)) {
      commit.facts.forEach((_, place) => numbered.push({ commit, place }));
      lastPositions.set(commit.id, numbered.length);
    }
    const to = numbered.length;
    return to < from ? undefined : { from, to };
  };

  const store = (commit: StoredCommit): void => {
    const key = `${commit.tenant}|${commit.stream}`;
    commits.push(commit);
    const stream = streams.get(key);
    if (stream === undefined) streams.set(key, [commit]);
    else stream.push(commit);
    byCommand.set(`${key}|${commit.command.id}`, commit);
  };

  const rawFrom = (after: number, limit: number): RawFact[] =>
    numbered
      .slice(after, after + limit)
      .flatMap(({ commit, place }, index) => rawFactsOf(commit, after + 1 + index - place).slice(place, place + 1));

  return {
    async load(tenant, stream) {
      checkNames(tenant, stream);
      await faults('load');
      return {
        head: heads.issue(tenant, stream, versionOf(tenant, stream)),
        facts: streamOf(tenant, stream).flatMap(recordedOf),
      };
    },

    async append(head, facts, options) {
      heads.check(head);
      const changes = options.claims ?? [];
      checkClaims(head.stream, changes);
      made += 1;
      const id = idPrefix + made.toString(16).padStart(24 - idPrefix.length, '0');
      const commit = commitToStore(head, facts, options, { id, recordedAt: now().toISOString(), schemas });
      await faults('append-before');
      const { tenant, stream } = head;
      const done = byCommand.get(`${tenant}|${stream}|${commit.command.id}`);
      if (done !== undefined) return doneBefore(done, commit.command);
      if (versionOf(tenant, stream) !== head.version) return { outcome: 'conflict' };
      const taken = claims.change(tenant, stream, changes);
      if (taken !== undefined) return { outcome: 'claim-taken', claim: taken };
      store(commit);
      const range = sequencing === 'immediate' ? number() : undefined;
      if (range !== undefined) onSequenced?.(range);
      await faults('append-after');
      const appended: Appended = {
        outcome: 'appended',
        head: heads.issue(tenant, stream, head.version + facts.length),
        commit: readCommit(commit),
      };
      return appended;
    },

    async commitOf(tenant, stream, command) {
      checkNames(tenant, stream);
      await faults('commit-of');
      const done = byCommand.get(`${tenant}|${stream}|${command.id}`);
      return done === undefined ? undefined : doneBefore(done, command);
    },

    async readRaw(after, limit) {
      await faults('read');
      return rawFrom(after, limit);
    },

    async readAll(after, limit) {
      await faults('read');
      return rawFrom(after, limit).map(recordedFrom);
    },

    async lastPosition() {
      await faults('read');
      return numbered.length;
    },

    async positionOf(commit) {
      await faults('read');
      return lastPositions.get(commit);
    },

    async sequence() {
      await faults('sequence-before');
      const range = number();
      await faults('sequence-after');
      if (range !== undefined) onSequenced?.(range);
      return range;
    },
  };
};
