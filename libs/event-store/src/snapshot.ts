import { hash } from 'node:crypto';
import { CommitRefused } from './errors.ts';
import { uncarriedIn } from './json-value.ts';
import type { StreamName } from './storage.ts';
import type { StoredCommit } from './stored-commit.ts';
import { mostBytes } from './stored-commit.ts';
import { marksIn } from './skips.ts';

/** The state of a stream at the end of one commit. A cache: nothing depends on it but speed. */
export type Snapshot = {
  readonly version: number;
  /** Id of the commit at whose end it was taken: another history has another one. */
  readonly commit: string;
  /** JSON text. */
  readonly state: string;
  /** SHA-256 over all of it, hex: what was changed by hand or torn is not believed. */
  readonly hash: string;
};

type Taken = Omit<Snapshot, 'hash'>;

const hashOf = ({ tenant, stream }: StreamName, form: string, { version, commit, state }: Taken): string =>
  hash('sha256', JSON.stringify([tenant, stream, form, version, commit, state]), 'hex');

/** @throws CommitRefused */
export const snapshotToKeep = (
  of: StreamName,
  form: string,
  { version, commit, state }: { readonly version: number; readonly commit: string; readonly state: unknown },
): Snapshot => {
  const uncarried = uncarriedIn(state, 'state');
  if (uncarried !== undefined) throw new CommitRefused('bad-value', uncarried.path, uncarried.fault, uncarried.remedy);
  const taken = { version, commit, state: JSON.stringify(state) };
  const bytes = Buffer.byteLength(taken.state);
  if (bytes > mostBytes)
    throw new CommitRefused(
      'too-large',
      'state',
      `${bytes} bytes of JSON, more than ${mostBytes}`,
      'Keep less in the state, or go without snapshots',
    );
  return { ...taken, hash: hashOf(of, form, taken) };
};

/**
 * Whether a snapshot can stand for everything up to its version.
 * @param commits those that hold its version or a later one, in order
 */
export const holds = (of: StreamName, form: string, snapshot: Snapshot, commits: readonly StoredCommit[]): boolean => {
  const [at, ...since] = commits;
  return (
    at?.id === snapshot.commit &&
    at.versions.at(-1) === snapshot.version &&
    snapshot.hash === hashOf(of, form, snapshot) &&
    !since.flatMap(marksIn).some(({ about }) => about <= snapshot.version)
  );
};
