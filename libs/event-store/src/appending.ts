import type { Fact } from '@telemachy/kernel';
import { setTimeout as pause } from 'node:timers/promises';
import { checkClaims } from './claim-names.ts';
import type { Forms } from './encode-fact.ts';
import { StoreUnavailable } from './errors.ts';
import type { FactReader } from './fact-reader.ts';
import type { Heads } from './heads.ts';
import type { Appended, AppendOptions, CommandIdentity, Done, Head } from './port.ts';
import type { CommitStorage, StreamName } from './storage.ts';
import type { SealFact, StoredCommit } from './stored-commit.ts';
import { commitToStore, doneBefore, readCommit } from './stored-commit.ts';

export type AppendingParts = {
  readonly storage: CommitStorage;
  readonly heads: Heads;
  readonly forms: Forms;
  readonly reader: FactReader;
  readonly now: () => Date;
  readonly seal: SealFact | undefined;
};

export type Appending = {
  /** `marks`: the facts are skip marks, which callers may not append. */
  readonly append: (head: Head, facts: readonly Fact[], options: AppendOptions, marks?: boolean) => Promise<Appended>;
  readonly doneOf: (of: StreamName, command: CommandIdentity) => Promise<Done | undefined>;
};

export const appendingTo = ({ storage, heads, forms, reader, now, seal }: AppendingParts): Appending => {
  const doneOf: Appending['doneOf'] = async (of, command) => {
    const found = await storage.commitOf(of, command.id);
    return found === undefined ? undefined : doneBefore(found, command, reader.read);
  };

  /** The other commit may not be readable yet, so one that must be there is waited for. */
  const settledBefore = async (commit: StoredCommit): Promise<Appended> => {
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const done = await doneOf(commit, commit.command);
      if (done !== undefined) return done;
      await pause(2 ** attempt);
    }
    throw new StoreUnavailable('the commit of the same command is not settled yet');
  };

  return {
    doneOf,
    async append(head, facts, options, marks = false) {
      heads.check(head);
      const claims = options.claims ?? [];
      checkClaims(head.stream, claims);
      const stamp = { id: storage.newCommitId(), recordedAt: now().toISOString(), forms, seal, marks };
      const commit = await commitToStore(head, facts, options, stamp);
      const inserted = await storage.insert(commit, claims);
      switch (inserted.outcome) {
        case 'inserted': {
          const end = heads.issue(head, head.version + facts.length, commit.id);
          return { outcome: 'appended', head: end, commit: readCommit(commit, reader.read) };
        }
        case 'version-taken':
          return (await doneOf(commit, commit.command)) ?? { outcome: 'conflict' };
        case 'command-taken':
          return settledBefore(commit);
        case 'claim-taken':
          return inserted;
        case 'contended':
          return { outcome: 'conflict' };
      }
    },
  };
};
