import { randomBytes } from 'node:crypto';
import type { ClaimChange, RawFact, SequencedRange } from '../port.ts';
import { marksIn, type Mark } from '../skips.ts';
import type { Snapshot } from '../snapshot.ts';
import type { CommitStorage, Inserted, StreamName } from '../storage.ts';
import type { StoredCommit } from '../stored-commit.ts';
import { rawFactsOf } from '../stored-commit.ts';
import type { Unchanged } from '../unchanged.ts';
import { memoryClaims } from './memory-claims.ts';
import type { Faults } from './seeded-faults.ts';

/** What would be on the disk: outlives the stores that are opened on it, so that a test can crash one and open the next. */
export type MemoryDisk = {
  readonly commits: StoredCommit[];
  readonly streams: Map<string, StoredCommit[]>;
  readonly byCommand: Map<string, StoredCommit>;
  readonly numbered: { readonly commit: StoredCommit; readonly place: number }[];
  readonly lastPositions: Map<string, number>;
  readonly marks: Mark[];
  readonly unchanged: Map<string, Unchanged>;
  readonly snapshots: Map<string, Snapshot>;
  readonly claims: ReturnType<typeof memoryClaims>;
  /** Commit ids given so far. */
  made: number;
};

export const memoryDisk = (): MemoryDisk => ({
  commits: [],
  streams: new Map(),
  byCommand: new Map(),
  numbered: [],
  lastPositions: new Map(),
  marks: [],
  unchanged: new Map(),
  snapshots: new Map(),
  claims: memoryClaims(),
  made: 0,
});

export type MemoryStorageOptions = {
  readonly disk: MemoryDisk;
  readonly faults: Faults;
  /** Called as soon as a commit is there, before anybody hears of it. */
  readonly onStored: () => void;
  readonly idPrefix?: string | undefined;
};

const keyOf = ({ tenant, stream }: StreamName): string => `${tenant}|${stream}`;

/** Gives positions to all commits that have none, in the order they were stored. */
export const numberAll = ({ commits, numbered, lastPositions }: MemoryDisk): SequencedRange | undefined => {
  const from = numbered.length + 1;
  for (const commit of commits.slice(lastPositions.size)) {
    commit.facts.forEach((_, place) => numbered.push({ commit, place }));
    lastPositions.set(commit.id, numbered.length);
  }
  const to = numbered.length;
  return to < from ? undefined : { from, to };
};

const insert = (disk: MemoryDisk, commit: StoredCommit, claims: readonly ClaimChange[]): Inserted => {
  const { tenant, stream, command } = commit;
  const key = keyOf(commit);
  const before = disk.streams.get(key) ?? [];
  if ((before.at(-1)?.versions.at(-1) ?? 0) + 1 !== commit.versions[0]) return { outcome: 'version-taken' };
  if (disk.byCommand.has(`${key}|${command.id}`)) return { outcome: 'command-taken' };
  const taken = disk.claims.change(tenant, stream, claims);
  if (taken !== undefined) return { outcome: 'claim-taken', ...taken };
  disk.commits.push(commit);
  if (before.length === 0) disk.streams.set(key, [commit]);
  else before.push(commit);
  disk.byCommand.set(`${key}|${command.id}`, commit);
  disk.marks.push(...marksIn(commit));
  return { outcome: 'inserted' };
};

const rawFrom = ({ numbered }: MemoryDisk, after: number, limit: number): RawFact[] =>
  numbered
    .slice(after, after + limit)
    .flatMap(({ commit, place }, index) => rawFactsOf(commit, after + 1 + index - place).slice(place, place + 1));

/** Commits in memory. Effects are atomic; `faults` is called at every await around them. */
export const memoryStorage = ({
  disk,
  faults,
  onStored,
  idPrefix = randomBytes(8).toString('hex'),
}: MemoryStorageOptions): CommitStorage => ({
  newCommitId() {
    disk.made += 1;
    return idPrefix + disk.made.toString(16).padStart(24 - idPrefix.length, '0');
  },
  async commitsOf(of) {
    await faults('load');
    return [...(disk.streams.get(keyOf(of)) ?? [])];
  },
  async commitsFrom(of, version) {
    await faults('load');
    return (disk.streams.get(keyOf(of)) ?? []).filter(({ versions }) => (versions.at(-1) ?? 0) >= version);
  },
  async lastCommitsOf(of, walk) {
    await faults('load');
    const commits = [...(disk.streams.get(keyOf(of)) ?? [])];
    const from = commits.findLastIndex(walk);
    return commits.slice(Math.max(0, from));
  },
  async snapshotOf(of, form) {
    await faults('snapshot-of');
    return disk.snapshots.get(`${keyOf(of)}|${form}`);
  },
  async keepSnapshot(of, form, snapshot) {
    await faults('keep-snapshot-before');
    const key = `${keyOf(of)}|${form}`;
    if ((disk.snapshots.get(key)?.version ?? 0) < snapshot.version) disk.snapshots.set(key, snapshot);
    await faults('keep-snapshot-after');
  },
  async commitOf(of, commandId) {
    await faults('commit-of');
    return disk.byCommand.get(`${keyOf(of)}|${commandId}`);
  },
  async insert(commit, claims) {
    await faults('append-before');
    const inserted = insert(disk, commit, claims);
    if (inserted.outcome === 'inserted') onStored();
    await faults('append-after');
    return inserted;
  },
  async keepUnchanged(of, commandId, unchanged) {
    await faults('keep-unchanged-before');
    const key = `${keyOf(of)}|${commandId}`;
    const first = disk.unchanged.get(key);
    if (first === undefined) disk.unchanged.set(key, unchanged);
    await faults('keep-unchanged-after');
    return first;
  },
  async unchangedOf(of, commandId) {
    await faults('unchanged-of');
    return disk.unchanged.get(`${keyOf(of)}|${commandId}`);
  },
  async readRaw(after, limit) {
    await faults('read');
    return rawFrom(disk, after, limit);
  },
  async lastPosition() {
    await faults('read');
    return disk.numbered.length;
  },
  async positionOf(of, commit) {
    await faults('read');
    const exists = disk.streams.get(keyOf(of))?.some(({ id }) => id === commit) ?? false;
    return exists ? (disk.lastPositions.get(commit) ?? 0) : undefined;
  },
  async marksAbout(factIds) {
    await faults('read');
    const ids = new Set(factIds);
    const streams = new Set(disk.marks.filter(({ factId }) => ids.has(factId)).map(keyOf));
    return disk.marks.filter((mark) => streams.has(keyOf(mark)));
  },
});
