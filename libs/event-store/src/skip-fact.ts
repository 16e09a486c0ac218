import { isSummary, skipMarkFor } from '@telemachy/contracts';
import type { Fact } from '@telemachy/kernel';
import { randomUUID } from 'node:crypto';
import type { Appending } from './appending.ts';
import type { Heads } from './heads.ts';
import { bodyHashOf } from './identity.ts';
import { checkNames } from './names.ts';
import type { AppendOptions, EventStore, RawFact, SkipRequest } from './port.ts';
import { endOf } from './reading.ts';
import { marksIn, skippedAmong } from './skips.ts';
import type { CommitStorage } from './storage.ts';
import { mostFacts, rawFactsOf } from './stored-commit.ts';

export type SkippingParts = {
  readonly storage: CommitStorage;
  readonly heads: Heads;
  readonly appending: Appending;
  readonly now: () => Date;
};

/** How often a mark is tried again when others append to its stream first. */
const attempts = 10;

/** Takes a fact out of account by a mark at the end of its stream. */
export const skipping =
  ({ storage, heads, appending, now }: SkippingParts): EventStore['skip'] =>
  async (request) => {
    const { tenant, stream, version } = request;
    checkNames(tenant, stream);
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const commits = await storage.commitsOf({ tenant, stream });
      const facts = commits.flatMap((commit) => rawFactsOf(commit, 0));
      const fact = facts.find((one) => one.version === version);
      if (fact === undefined) return { outcome: 'no-such-fact' };
      const skipped = skippedAmong(commits.flatMap(marksIn));
      if (skipped.has(fact.id)) return { outcome: 'already-skipped' };
      const about = [...summariesAfter(fact, facts, skipped), fact].slice(0, mostFacts);
      const marks = about.map((one) => markOf(one, request, now()));
      const head = endOf(heads, { tenant, stream }, commits);
      const marked = await appending.append(head, marks, commandOf(request), true);
      if (marked.outcome === 'appended' && about.at(-1) === fact) return { outcome: 'skipped', commit: marked.commit };
    }
    return { outcome: 'conflict' };
  };

/** A summary says what it knew; skipping it costs nothing but speed, since all that it sums up is still there. */
const summariesAfter = (fact: RawFact, facts: readonly RawFact[], skipped: ReadonlySet<string>): readonly RawFact[] =>
  facts.filter(({ id, type, version }) => version > fact.version && isSummary(type) && !skipped.has(id));

const markOf = ({ id, type, version }: RawFact, { reason, by }: SkipRequest, now: Date): Fact => ({
  type: skipMarkFor(type),
  data: { factId: id, type, version, reason: reason.trim(), by, skippedAt: now.toISOString() },
});

/** Asking again meets the mark itself, so the command needs no identity that lasts. */
const commandOf = ({ by, stream, version }: SkipRequest): AppendOptions => ({
  command: { id: randomUUID(), bodyHash: bodyHashOf({ stream, version }) },
  meta: { correlationId: randomUUID(), actor: by },
});
