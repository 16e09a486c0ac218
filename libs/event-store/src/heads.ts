import { CommitRefused } from './errors.ts';
import type { Head } from './port.ts';
import type { StreamName } from './storage.ts';

export type Heads = {
  /** `commit`: id of the last commit; empty where there is none. */
  readonly issue: (of: StreamName, version: number, commit: string) => Head;
  /** The commit at which the head stands. @throws CommitRefused when this store did not issue it. */
  readonly commitAt: (head: Head) => string;
  /** @throws CommitRefused when this store did not issue it. */
  readonly check: (head: Head) => void;
};

/** Heads of one store. They are known by identity: neither a look-alike nor a copy passes. */
export const issuedHeads = (): Heads => {
  const issued = new WeakMap<object, string>();
  const commitAt = (head: Head): string => {
    const commit = issued.get(head);
    if (commit !== undefined) return commit;
    throw new CommitRefused(
      'forged-head',
      'head',
      'this store did not hand it out',
      'Append to the head that load or append returned; compare an If-Match with its version instead of making one up',
    );
  };
  return {
    commitAt,
    issue({ tenant, stream }, version, commit) {
      const head = Object.freeze({ tenant, stream, version }) as Head;
      issued.set(head, commit);
      return head;
    },
    check: (head) => void commitAt(head),
  };
};
