import { appendingTo } from './appending.ts';
import type { Forms } from './encode-fact.ts';
import { factReader } from './fact-reader.ts';
import { issuedHeads } from './heads.ts';
import { logReadingFrom } from './log-reading.ts';
import { checkNames } from './names.ts';
import type { EventStore } from './port.ts';
import { readingFrom } from './reading.ts';
import { skipping } from './skip-fact.ts';
import type { CommitStorage } from './storage.ts';
import type { SealFact } from './stored-commit.ts';
import { unchangedBefore, unchangedToKeep } from './unchanged.ts';

export type StoreParts = {
  readonly storage: CommitStorage;
  readonly forms: Forms;
  readonly now: () => Date;
  readonly seal?: SealFact | undefined;
};

/** Everything that an event store promises, over whatever keeps its commits. */
export const eventStoreOver = ({ storage, forms, now, seal }: StoreParts): EventStore => {
  const heads = issuedHeads();
  const reader = factReader(forms);
  const appending = appendingTo({ storage, heads, forms, reader, now, seal });

  return {
    ...readingFrom({ storage, heads, reader }),
    ...logReadingFrom(storage, reader),
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

    skip: skipping({ storage, heads, appending, now }),
  };
};
